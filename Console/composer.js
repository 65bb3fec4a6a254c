// Where messages are written, what runs meanwhile, and what waits.
import { actionWords } from './words.js';
import { liveTurn, runningCalls, waitingMessages } from './fold.js';
import { button, byId, duration, el, icon, setText, visible } from './dom.js';
import { keep, kept } from './store.js';

const choices = ['auto', 'side', 'interrupt', 'enqueue', 'steer', 'merge'];

const draftKey = (session) => `duplex.draft.${session}`;

export class Composer {
  box = byId('box');
  #form = byId('composer');
  #choice = byId('when-busy');
  #chosen = byId('when-busy-hint');
  #stop = byId('stop');
  #send = byId('send');
  #strip = byId('strip');
  #stripText = byId('strip-text');
  #stripBar = byId('strip-bar');
  #queue = byId('queue');
  #session;
  #queueMark = '';
  #actions;

  /** `actions` has `send(text, whenBusy)`, `stop()`, `decide(item, action)`, `withdraw(item)` and `edit(item)`. */
  constructor(actions) {
    this.#actions = actions;
    this.#choice.append(...choices.map((value) => el('option', { value, text: actionWords[value].label })));
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.submit();
    });
    this.#stop.addEventListener('click', () => actions.stop());
    this.box.addEventListener('input', () => this.#saveDraft());
  }

  /** Shows another session's draft. */
  open(session) {
    this.#session = session;
    this.box.value = kept('sessionStorage', draftKey(session)) ?? '';
    this.#choice.value = 'auto';
  }

  submit(whenBusy = this.#choice.value) {
    const text = this.box.value;
    if (this.#send.disabled || text.trim() === '') return;
    this.box.value = '';
    this.#saveDraft();
    this.#choice.value = 'auto';
    this.#actions.send(text, whenBusy);
  }

  /** Puts a text back to be edited, before what is being written. */
  putBack(text) {
    this.box.value = [text, this.box.value].filter((part) => part !== '').join('\n');
    this.#saveDraft();
    this.box.focus();
  }

  #saveDraft() {
    keep('sessionStorage', draftKey(this.#session), this.box.value);
  }

  render({ state, status, hint, now, isReplay, canWrite }) {
    const live = isReplay ? undefined : liveTurn(state);
    const isLive = status === 'live';
    this.#form.toggleAttribute('inert', isReplay || !canWrite);
    this.#send.disabled = !isLive || isReplay || !canWrite;
    this.#stop.disabled = !live || live.isStopping === true || !isLive;
    setText(this.#stop.lastElementChild, live?.isStopping ? 'Stopping…' : 'Stop');
    this.#choice.parentElement.hidden = !live;
    const isAuto = this.#choice.value === 'auto' && hint !== undefined;
    const { label = '', meaning = '' } = actionWords[isAuto ? hint.action : this.#choice.value] ?? {};
    setText(this.#chosen, isAuto && label ? `${label}: ${hint.reason}` : '');
    this.box.placeholder = isReplay ? 'Go live to write' : placeholder(live, status, canWrite, meaning);
    this.#renderStrip(state, live, now);
    this.#renderQueue(isReplay ? [] : waitingMessages(state));
  }

  #renderStrip(state, live, now) {
    this.#strip.hidden = !live;
    if (!live) return;
    const call = runningCalls(state).findLast(({ turn }) => turn === live.id);
    const isAsking = !live.isStopping && [...state.inputs.values()].some(({ turn }) => turn === live.id);
    setText(this.#stripText, `${isAsking ? 'Waiting for you' : stripWords(live, call)} · ${duration(now - (call?.started ?? live.started))}`);
    this.#stripBar.hidden = !call?.hasProgress;
    if (!call) return;
    this.#stripBar.value = call.percent;
    this.#stripBar.setAttribute('aria-label', `${call.feedback || call.name}: ${call.percent} percent`);
  }

  #renderQueue(waiting) {
    const mark = waiting.map((item) => `${item.key}.${item.steer ?? ''}`).join();
    // Buttons are only made anew when the queue changes, so that none vanishes under a finger.
    if (mark === this.#queueMark) return;
    this.#queueMark = mark;
    this.#queue.hidden = waiting.length === 0;
    this.#queue.replaceChildren(...waiting.map((item, index) => this.#queueRow(item, index)));
  }

  #queueRow(item, index) {
    const choice = (label, title, act) => button(label, () => act(item), 'small', {
      title, 'aria-label': `${label || title}: ${item.text.slice(0, 80)}`,
    });
    const change = (action) => () => this.#actions.decide(item, action);
    const isSteer = item.steer === 'accepted';
    const withdraw = choice('', 'Withdraw', this.#actions.withdraw);
    withdraw.append(icon('cross'));
    return el('li', {},
      el('span', { class: 'badge', text: isSteer ? 'Steer' : `Queue ${index + 1}` }),
      el('span', { class: 'words cut-short', text: visible(item.text.slice(0, 300)) }),
      el('span', { class: 'buttons' },
        choice('Now', 'Interrupt the work with this message', change('interrupt')),
        isSteer ? choice('Wait', 'Answer it after this', change('enqueue'))
          : choice('Steer', 'Let the work take it into account', change('steer')),
        choice('Edit', 'Take it back into the message box', this.#actions.edit), withdraw));
  }
}

function stripWords(live, call) {
  const name = call && visible(call.feedback || call.name);
  if (live.isStopping && call?.isCommitted) return `Stopping… waiting for “${name}” to finish its write`;
  if (live.isStopping) return 'Stopping…';
  // What was found so far tells more than that there is work.
  if (!call) return ['Working', ...[...live.partials.values()].map(foundWords)].join(' · ');
  return call.text ? `${name} · ${visible(call.text)}` : name;
}

const foundWords = ({ key, isComplete }) => `${visible(key)}${isComplete ? ' ✓' : ' …'}`;

function placeholder(live, status, canWrite, meaning) {
  if (!canWrite) return 'Nothing can be said here any more';
  if (status === 'lost') return 'You can type; nothing is sent until the connection is back';
  return live && meaning ? `Message the agent. Sent now, it ${meaning}.` : 'Message the agent';
}
