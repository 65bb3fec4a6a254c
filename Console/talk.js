// The conversation: what was said, what tools did, and how turns ended that did not complete.
import { button, clip, clock, duration, el, icon, plural, setText, size, visible } from './dom.js';
import { renderMarkdown } from './markdown.js';
import { VariableList } from './windowed.js';
import { actionWords } from './words.js';

// As long as the server lets an interrupted turn go on.
const resumeTime = 5 * 60_000;

/** What became of a message, in a few words; empty when there is nothing to say. */
export function receipt(item, turn) {
  const { decision } = item;
  if (!decision) return item.turn ? 'Accepted' : '';
  if (decision.action === 'start') return turn?.state === 'superseded' ? 'Replaced by a later message' : '';
  const parts = [actionWords[decision.action]?.done ?? decision.action];
  if (decision.reason) parts.push(`“${decision.reason}”`);
  if (item.steer === 'consumed') parts.push(item.step ? `read at step ${item.step}` : 'read');
  if (item.steer === 'accepted') parts.push('not read yet');
  if (item.steer === 'too_late') parts.push('too late for that; answered next');
  if (turn?.state === 'queued') parts.push('waits');
  if (turn?.state === 'superseded') parts.push('replaced by a later message');
  return parts.join(' · ');
}

export class Talk {
  #scroller;
  #list;
  #pill;
  #seenCount = 0;
  #shownCount = 0;

  /** `actions` has `inspect(offset)`, `resume(turn)`, `say(text)` and `retry(outgoing)`; `context()` the view. */
  constructor(scroller, pill, context, actions) {
    this.#scroller = scroller;
    this.#pill = pill;
    const makers = { user: userView, outgoing: outgoingView, agent: agentView, tool: toolView, end: endView, note: noteView };
    const make = (item) => {
      const { node, update } = makers[item.type](item, context, actions);
      // What is said beside the work stands beside it.
      return { node, update() {
        node.classList.toggle('aside', isAside(item, context));
        update();
      } };
    };
    this.#list = new VariableList(scroller, make, () => this.#showPill());
    pill.addEventListener('click', () => this.follow());
  }

  /** Shows a state's items, then the messages that are on their way. */
  render(state, outgoing) {
    const items = state.items.filter((item) => !item.isHidden);
    const onTheWay = outgoing.filter((message) => !state.clientIds.has(message.clientId));
    this.#shownCount = items.length + onTheWay.length;
    this.#list.show([...items, ...onTheWay]);
    this.#showPill();
  }

  follow() {
    this.#list.follower.follow();
    this.#showPill();
  }

  #showPill() {
    const isFollowing = this.#list.follower.isFollowing;
    if (isFollowing) this.#seenCount = this.#shownCount;
    const fresh = this.#shownCount - this.#seenCount;
    this.#pill.hidden = isFollowing || this.#scroller.scrollHeight <= this.#scroller.clientHeight;
    setText(this.#pill.lastElementChild, fresh > 0 ? `${fresh} new` : 'To the end');
  }
}

const isAside = (item, context) => context().state.turns.get(item.turn)?.lane === 'side';

function timeLink(item, actions) {
  return button(clock(item.time), () => actions.inspect(item.offset), 'time', { title: `Event ${item.offset}` });
}

/** A text that may be too long to show at once. `show(part)` fills the element. */
function clippedText(body, show) {
  let isWhole = false;
  let text = '';
  const more = button('', () => {
    isWhole = true;
    fill();
  });
  // A very long text is one text node: elements for its marks would be too many.
  const fill = () => {
    const part = clip(text);
    if (isWhole && part.length < text.length) {
      body.replaceChildren(el('pre', { class: 'whole', text: visible(text) }));
    } else {
      show(part);
    }
    more.hidden = isWhole || part.length === text.length;
    setText(more, `Show all ${size(text.length)}`);
  };
  return { more, update(value) {
    text = value;
    fill();
  } };
}

function userView(item, context, actions) {
  const body = el('div', { class: 'words' });
  const words = clippedText(body, (part) => setText(body, visible(part)));
  const note = el('span', { class: 'receipt' });
  const who = item.source === 'operator' ? 'Operator' : 'You';
  const node = el('article', { class: 'item user' },
    el('div', { class: 'bubble' }, el('span', { class: 'unseen', text: `${who}: ` }), body, words.more),
    el('footer', {}, note, timeLink(item, actions)));
  words.update(item.text);
  return { node, update: () => setText(note, receipt(item, context().state.turns.get(item.turn))) };
}

function outgoingView(item, context, actions) {
  const note = el('span', { class: 'receipt' });
  const retry = button('Try again', () => actions.retry(item));
  const back = button('Edit', () => actions.takeBack(item));
  const node = el('article', { class: 'item user on-the-way' },
    el('div', { class: 'bubble' }, el('div', { class: 'words', text: visible(clip(item.text)) })),
    el('footer', {}, note, retry, back));
  return { node, update() {
    node.classList.toggle('failed', item.problem !== '');
    setText(note, item.problem === '' ? 'Sending…' : `Not sent: ${item.problem}`);
    retry.hidden = back.hidden = item.problem === '';
  } };
}

function agentView(item, context, actions) {
  const name = el('span', { class: 'name' });
  const body = el('div', { class: 'words markdown' });
  const words = clippedText(body, (part) => renderMarkdown(body, part));
  const cut = el('span', { class: 'receipt', text: 'Cut off here' });
  const node = el('div', { class: 'agent' },
    el('header', {}, name, timeLink(item, actions)), body, words.more, el('footer', {}, cut));
  return { node: el('article', { class: 'item' }, node), update() {
    setText(name, (item.run?.agent || context().state.agent || 'Agent') + (isAside(item, context) ? ' · on the side' : ''));
    node.classList.toggle('child', item.run?.parent !== undefined);
    node.classList.toggle('streaming', item.isStreaming);
    cut.parentElement.hidden = !item.isCut;
    words.update(item.text);
  } };
}

const callStates = {
  selected: ['wait', 'waits'], running: ['spin', ''], finished: ['check', 'done'], failed: ['cross', 'failed'],
  refused: ['cross', 'refused'], cancelled: ['stop', 'stopped'], detached: ['stop', 'left behind'],
  handed_over: ['arrow', 'goes on in the background'],
};

/** What is known about a call that is not in its state's name. */
function callNote(call, turn, now) {
  if (call.state === 'running') {
    if (turn?.isStopping) return call.isCommitted ? 'past its point of no return; finishing' : 'stopping';
    const left = call.estimate > 0 ? `, about ${duration(call.estimate * 1000)} left` : '';
    const news = call.isSilent ? ` · still working; no news for ${duration(now - call.news)}${left}` : '';
    return (call.text || (call.isCommitted ? 'past its point of no return' : '')) + news;
  }
  if (call.state === 'failed' || call.state === 'refused') return call.error?.message ?? '';
  if (call.state === 'cancelled' && call.effect === 'unknown') return 'it is not known whether it took effect';
  if (call.state === 'detached') return call.discarded ? 'its late result was dropped' : 'its result will be dropped';
  return '';
}

function toolView(call, context, actions) {
  const mark = el('span', { class: 'mark' });
  const title = el('span');
  const name = el('code', { class: 'muted' });
  const bar = el('progress', { max: '100' });
  const percent = el('span', { class: 'steady' });
  const note = el('span');
  const elapsed = el('span', { class: 'muted steady' });
  const details = el('div', { class: 'fields' });
  const node = el('details', { class: 'tool' },
    el('summary', {}, mark, title, name, elapsed, el('span', { class: 'line muted' }, bar, percent, note)), details);
  const fill = () => {
    if (!node.open) return;
    const fields = [['arguments', call.arguments], ['result', call.result], ['error', call.error]];
    details.replaceChildren(
      ...fields.filter(([, value]) => value !== undefined).flatMap(([label, value]) => [
        el('h4', { text: label }), el('pre', { text: visible(clip(showValue(value))), tabindex: '0' })]),
      button(`Event ${call.offset}`, () => actions.inspect(call.offset)));
  };
  node.addEventListener('toggle', fill);
  return { node: el('article', { class: 'item' }, node), update() {
    const { state, now } = context();
    const turn = state.turns.get(call.turn);
    const [symbol, word] = callStates[call.state];
    if (node.dataset.state !== call.state) {
      node.dataset.state = call.state;
      mark.replaceChildren(...(symbol ? [icon(symbol)] : []), el('span', { class: 'unseen', text: word }));
    }
    setText(title, visible(call.feedback || call.name));
    // What the runtime looked up by itself says so.
    setText(name, [call.feedback && call.name, call.isAutomatic && 'automatic'].filter(Boolean).join(' · '));
    const isRunning = call.state === 'running';
    bar.hidden = percent.hidden = !isRunning || !call.hasProgress;
    bar.value = call.percent;
    bar.setAttribute('aria-label', `${call.feedback || call.name}: ${call.percent} percent`);
    setText(percent, `${call.percent} %`);
    const words = callNote(call, turn, now);
    setText(note, visible(words));
    note.parentElement.hidden = words === '' && bar.hidden;
    const spent = call.started ? duration((call.ended ?? now) - call.started) : '';
    setText(elapsed, isRunning || call.state === 'finished' ? spent : [word, spent].filter(Boolean).join(' · '));
    fill();
  } };
}

const showValue = (value) => (typeof value === 'string' ? value : JSON.stringify(value, null, 2));

/** A partial result's value in a line: a list by its entries, an object by its members, lists in it by their length. */
function summary(value) {
  const words = Array.isArray(value) ? value.map((entry) => (typeof entry === 'string' ? entry : JSON.stringify(entry))).join(', ')
    : value !== null && typeof value === 'object'
      ? Object.entries(value).map(([key, part]) => `${key} ${Array.isArray(part) ? part.length : showValue(part)}`).join(', ')
      : showValue(value ?? null);
  return words.length > 200 ? `${words.slice(0, 200)}…` : words;
}

/** What happened to a turn that did not complete, in a sentence. */
export function endSentence(turn) {
  if (turn.cause === 'restart') return 'The server was restarted while this was running. Your message is kept.';
  if (turn.cause === 'shutdown') return 'The server was stopped while this was running. Your message is kept.';
  switch (turn.state) {
    case 'interrupted': return 'Interrupted by the next message.';
    case 'cancelled': return 'Stopped.';
    case 'superseded': return 'Replaced by a later message.';
    case 'timed_out': return 'It took too long and was stopped. Your message is kept.';
    case 'rolled_back': return 'Taken back.';
    case 'failed': return `${turn.error?.message ?? 'The agent failed.'} Your message is kept.`;
    default: return `Ended: ${turn.state}.`;
  }
}

/** What stays of a stopped turn's tool calls, a sentence each. */
function lastingEffects(state, turn) {
  return [...state.calls.values()].filter((call) => call.turn === turn.id && call.isWrite).flatMap((call) => {
    const what = call.feedback || call.name;
    if (call.isCommitted && call.state === 'finished') return [`“${what}” was past its point of no return and has finished; that stays.`];
    if (call.state === 'cancelled' && call.effect === 'unknown') return [`It is not known whether “${what}” took effect.`];
    if (call.state === 'detached') return [`“${what}” did not stop in time and goes on by itself; its result is dropped.`];
    return [];
  });
}

function endView(item, context, actions) {
  const sentence = el('p');
  const kept = el('ul');
  const goOn = button('Go on from here', () => actions.resume(item.turn), '');
  const again = button('Try again', () => actions.say(context().state.turns.get(item.turn).messages[0].text), '');
  const details = button(`Details #${item.offset}`, () => actions.inspect(item.offset));
  const used = el('span', { class: 'receipt' });
  const node = el('div', { class: 'end' }, sentence, kept, el('footer', {}, goOn, again, used, details));
  return { node: el('article', { class: 'item' }, node), update() {
    const { state, now, isReplay } = context();
    const turn = state.turns.get(item.turn);
    // The words of an answer that was cut off are kept as well, and can be read above.
    const partials = [...turn.partials.values()].filter((partial) => partial.value !== turn.lastWords);
    const effects = lastingEffects(state, turn);
    const hasFailed = turn.state === 'failed' || turn.state === 'timed_out';
    node.dataset.state = turn.state;
    const keptNote = partials.length > 0 ? ` Kept: ${plural(partials.length, 'result')}.` : '';
    setText(sentence, endSentence(turn) + keptNote);
    kept.hidden = partials.length + effects.length === 0;
    kept.replaceChildren(
      ...partials.map((partial) => el('li', {},
        el('strong', { text: visible(partial.key) }), ` ${visible(summary(partial.value))} `,
        el('span', { class: 'badge', text: partial.isComplete ? 'complete' : 'so far' }))),
      ...effects.map((text) => el('li', { text: visible(text) })));
    const nextTurn = state.turns.get(turn.resumedBy ?? turn.usedBy);
    const canGoOn = !turn.resumedBy && turn.state !== 'rolled_back' && now - turn.ended < resumeTime && !isReplay;
    goOn.hidden = !canGoOn || turn.lane !== 'main' || (hasFailed && partials.length === 0);
    again.hidden = !hasFailed || isReplay || turn.messages.length === 0;
    used.hidden = !nextTurn;
    setText(used, nextTurn ? `${turn.resumedBy ? 'Went on in' : 'Handed to'} turn ${nextTurn.number}` : '');
  } };
}

function noteView(item, context, actions) {
  const node = el('article', { class: 'item note muted' }, el('p', { text: visible(item.text) }), timeLink(item, actions));
  return { node, update() {} };
}
