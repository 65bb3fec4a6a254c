// The page's root: one session at a time, one repaint a frame, and who talks to whom.
import { announce } from './announce.js';
import { freshName, reason, request } from './api.js';
import { Composer } from './composer.js';
import { Connection } from './connection.js';
import { byId, setText, visible } from './dom.js';
import { emptyState, fold, liveTurn, waitingMessages } from './fold.js';
import { Inspector } from './inspect.js';
import { Inputs } from './inputs.js';
import { listenToKeys } from './keys.js';
import { SessionLog } from './log.js';
import { EmptyPage, helpDialog, placeIcons, sessionDialog, startTheme } from './pages.js';
import { Replay } from './replay.js';
import { Sessions } from './sessions.js';
import { Talk } from './talk.js';
import { Timeline } from './timeline.js';

// Elapsed times move at this pace while something runs.
const tickTime = 200;
// A title is made of the first message's first words.
const titleLength = 60;
// What a message would do changes where turns and calls begin and end.
const hintKinds = /^(turn\.(started|ended|queued)|tool\.(started|committed|finished|failed|cancelled|detached)|message\.started|cancel\.)/;

/** The open session: its log, the state folded from it, and messages that are on their way. */
let session;
let isDirty = false;
let hintTimer;

const composer = new Composer({ send, stop, decide, withdraw, edit });
const inputs = new Inputs((call, body) => command('POST', `/inputs/${encodeURIComponent(call)}`, body));
const timeline = new Timeline(inspect);
const inspector = new Inspector(inspect);
const replay = new Replay(invalidate);
const sessions = new Sessions((id) => go(id));
const connection = new Connection();
const empty = new EmptyPage({ start: () => sessions.start(demoAgent()), create: askForNew });
const talk = new Talk(byId('messages'), byId('pill'), context, {
  inspect, resume, retry: (message) => deliver(session, message), say: (text) => send(text, 'auto'),
  takeBack(message) {
    session.outgoing = session.outgoing.filter((other) => other !== message);
    composer.putBack(message.text);
    invalidate();
  },
});

/** What the panes show: the session as it is, or as it was. */
function context() {
  const { log, state } = session;
  if (!replay.state) return { state, log, isReplay: false, now: log.now(), end: log.next };
  const { offset } = replay;
  return { state: replay.state, log, isReplay: true, now: Date.parse(log.at(offset).time), end: offset + 1 };
}

// MARK: which session

function path() {
  return `/v1/sessions/${encodeURIComponent(session.id)}`;
}

function go(id, offset) {
  location.hash = offset === undefined ? `#/s/${id}` : `#/s/${id}@${offset}`;
}

/** Opens what the address names: `#/s/ID`, or `#/s/ID@812` for a replay. */
async function route() {
  const match = /^#\/s\/([^@]+)(?:@(\d+))?$/.exec(location.hash);
  if (!match) {
    if (sessions.newest) location.replace(`#/s/${sessions.newest.id}`);
    return;
  }
  const id = decodeURIComponent(match[1]);
  document.body.classList.remove('sessions-open');
  if (session?.id !== id) open(id);
  session.wantedOffset = match[2] === undefined ? undefined : Number(match[2]);
  showWantedOffset();
}

function open(id) {
  session?.log.close();
  const opened = { id, state: emptyState(), outgoing: [], hint: undefined, title: '', agent: '' };
  session = opened;
  opened.log = new SessionLog(id, {
    snapshot: (snapshot) => takeSnapshot(snapshot),
    events: (events, isNew) => takeEvents(events, isNew),
    reset: (events) => reset(events),
    status: (missed) => statusChanged(missed),
    backfill: (loaded, total) => connection.showBackfill(loaded, total),
  });
  replay.open(opened.log);
  timeline.reset();
  inspector.clear();
  composer.open(id);
  sessions.select(id);
  talk.follow();
  empty.hide();
  connection.showBackfill(0, 0);
  invalidate();
}

function showWantedOffset() {
  const wanted = session.wantedOffset;
  if (wanted === undefined || session.log.status !== 'live' || wanted < session.log.base) return;
  session.wantedOffset = undefined;
  replay.seek(wanted);
}

// MARK: what the log tells

function takeSnapshot(snapshot) {
  Object.assign(session, { hint: snapshot.if_sent_now, title: snapshot.title ?? '', agent: snapshot.agent });
  invalidate();
}

function takeEvents(events, isNew) {
  for (const event of events) {
    fold(session.state, event);
    if (isNew) announce(event, session.state);
    if (isNew && hintKinds.test(event.kind)) refreshHint();
    if (event.kind === 'session.updated') session.title = session.state.title || session.title;
  }
  const { clientIds } = session.state;
  session.outgoing = session.outgoing.filter((message) => !clientIds.has(message.clientId));
  invalidate();
}

function reset(events) {
  session.state = emptyState();
  for (const event of events) fold(session.state, event);
  timeline.reset();
  replay.refold();
  connection.showBackfill(0, 0);
  showWantedOffset();
  invalidate();
}

function statusChanged(missed) {
  const { log } = session;
  if (log.status === 'gone' || log.status === 'login') empty.show(log.status);
  if (log.status === 'live') {
    showWantedOffset();
    for (const message of session.outgoing) if (message.isUnsure) deliver(session, message);
  }
  connection.show(log, missed);
  invalidate();
}

/** Asks what a message would do now; once for several events in a row. */
function refreshHint() {
  clearTimeout(hintTimer);
  hintTimer = setTimeout(() => session.log.refresh(), 60);
}

// MARK: what the person does

async function send(text, whenBusy) {
  const message = {
    type: 'outgoing', key: `o${freshName()}`, clientId: freshName(), revision: 0, text, whenBusy, problem: '',
    isUnsure: false,
  };
  const isFirst = session.state.said.size === 0 && session.title === '';
  session.outgoing.push(message);
  replay.goLive();
  talk.follow();
  const { id } = session;
  if (await deliver(session, message) && isFirst) giveTitle(id, text);
}

/** Sends a message; again with the same name, so that it is not said twice when only the answer was lost. */
async function deliver(target, message) {
  Object.assign(message, { problem: '', isUnsure: false, revision: message.revision + 1 });
  invalidate();
  const whenBusy = message.whenBusy === 'auto' ? {} : { when_busy: message.whenBusy };
  // "@hotel in Kyoto" steers the branch of that name alone.
  const branch = message.whenBusy === 'steer' ? /^@(\S+)\s+(\S[^]*)$/.exec(message.text) : null;
  const words = branch ? { text: branch[2], target: branch[1] } : { text: message.text };
  const answer = await request('POST', `/v1/sessions/${encodeURIComponent(target.id)}/messages`, {
    ...words, client_message_id: message.clientId, ...whenBusy,
  });
  if (!answer.ok) {
    Object.assign(message, { problem: reason(answer), isUnsure: answer.status === 0, revision: message.revision + 1 });
  }
  invalidate();
  return answer.ok;
}

async function giveTitle(id, text) {
  const line = text.trim().split('\n')[0];
  const title = line.length > titleLength ? `${line.slice(0, titleLength - 1)}…` : line;
  const answer = await request('PATCH', `/v1/sessions/${encodeURIComponent(id)}`, { title });
  if (answer.ok) sessions.announce();
}

/** Does what can be refused, and says so when it is. */
async function command(method, place, body) {
  const answer = await request(method, path() + place, body);
  if (!answer.ok) connection.showProblem(reason(answer));
  return answer;
}

function stop() {
  const turn = liveTurn(session.state);
  if (!turn || turn.isStopping) return false;
  command('POST', `/turns/${turn.id}/cancel`, {});
  return true;
}

function resume(turn) {
  replay.goLive();
  talk.follow();
  return command('POST', `/turns/${turn}/resume`, {});
}

function decide(item, action) {
  return command('POST', `/messages/${item.offset}/decide`, { action, replaces: item.decision.offset });
}

function withdraw(item) {
  return command('POST', `/messages/${item.offset}/withdraw`, {});
}

async function edit(item) {
  const answer = await withdraw(item);
  if (answer.ok) composer.putBack(item.text);
}

function inspect(offset) {
  const event = session.log.at(offset);
  if (!event) return;
  inspector.show(event, session.log.events, path());
  byId('inspector-empty').hidden = true;
  timeline.select(offset);
}

function askForNew() {
  sessions.askForNew();
}

function demoAgent() {
  return (sessions.agents.find((agent) => agent.name === 'telco') ?? sessions.agents[0])?.name;
}

// MARK: painting

function invalidate() {
  if (isDirty) return;
  isDirty = true;
  requestAnimationFrame(paint);
}

function paint() {
  isDirty = false;
  if (!session) return;
  const view = context();
  const { log, state } = session;
  // Running calls change with time, not only with events.
  for (const call of state.calls.values()) if (call.state === 'running') call.revision += 1;
  talk.render(view.state, view.isReplay ? [] : session.outgoing);
  composer.render({
    ...view, status: log.status, hint: session.hint, canWrite: !state.isClosed && log.status !== 'gone' && log.status !== 'login',
  });
  inputs.render([...view.state.inputs.values()], !view.isReplay && log.status === 'live');
  timeline.render(view);
  replay.render();
  connection.render(log);
  const title = session.title || view.state.said.values().next().value?.text.slice(0, titleLength) || 'New conversation';
  setText(byId('session-title'), visible(title));
  setText(byId('session-agent'), visible(session.agent));
  sessions.update(session.id, title);
  const isFresh = log.status === 'live' && log.base === 0 && state.items.length === 0 && session.outgoing.length === 0;
  if (isFresh) empty.show('idle', session.agent);
  else if (log.status === 'live') empty.hide();
  document.title = liveTurn(state) ? `● ${title}` : `${title} · Duplex`;
}

setInterval(() => {
  if (session && (liveTurn(session.state) || session.log.status === 'lost')) invalidate();
}, tickTime);

// MARK: panels and keys

function showPanel(name) {
  document.body.dataset.panel = name;
  for (const tab of document.querySelectorAll('.tabs button')) tab.setAttribute('aria-pressed', String(tab.dataset.panel === name));
  invalidate();
}

function showRows(view) {
  showPanel('timeline');
  timeline.show(view);
  byId(view === 'timeline' ? 'rows' : 'event-rows').focus();
}

function escape() {
  if (document.querySelector('dialog[open]')) return false;
  if (document.body.classList.contains('sessions-open')) return toggleSessions(false);
  return stop();
}

function toggleSessions(isOpen = !document.body.classList.contains('sessions-open')) {
  document.body.classList.toggle('sessions-open', isOpen);
  byId('show-sessions').setAttribute('aria-expanded', String(isOpen));
  return true;
}

function editLast() {
  if (composer.box.value !== '') return false;
  const last = waitingMessages(session.state).at(-1);
  if (!last) return false;
  edit(last);
  return true;
}

listenToKeys(composer.box, {
  send: () => composer.submit(),
  sendAfter: () => composer.submit('enqueue'),
  sendInterrupting: () => composer.submit('interrupt'),
  editLast,
  escape,
  focusBox() {
    showPanel('talk');
    composer.box.focus();
  },
  showTalk() {
    showPanel('talk');
    byId('messages').focus();
  },
  showTimeline: () => showRows('timeline'),
  showEvents: () => showRows('events'),
  newSession: askForNew,
  nextRow: () => timeline.move(1),
  previousRow: () => timeline.move(-1),
  inspect() {
    if (inspector.isEmpty) return;
    showPanel('inspector');
    inspector.focus();
  },
  find() {
    showPanel('timeline');
    timeline.focusFind();
  },
  stepBack: () => replay.step(-1),
  stepForward: () => replay.step(1),
  goLive: () => replay.goLive(),
  help: () => byId('help').showModal(),
});

for (const tab of document.querySelectorAll('.tabs button')) tab.addEventListener('click', () => showPanel(tab.dataset.panel));
byId('new').addEventListener('click', askForNew);
byId('show-sessions').addEventListener('click', () => toggleSessions());
byId('strip-text').addEventListener('click', () => showPanel('timeline'));
byId('skip').addEventListener('click', (event) => {
  event.preventDefault();
  composer.box.focus();
});
byId('close-inspector').addEventListener('click', () => {
  inspector.clear();
  byId('inspector-empty').hidden = false;
  showPanel('timeline');
  byId('rows').focus();
});
byId('when-busy').addEventListener('change', invalidate);
window.addEventListener('hashchange', route);
window.addEventListener('online', () => session?.log.wake());
document.addEventListener('visibilitychange', () => {
  if (document.hidden) return;
  session?.log.wake();
  sessions.refresh();
});

// MARK: the beginning

/** Exchanges the key of a login link for a cookie, and takes it out of the address. */
async function logIn() {
  const match = /^#key=(.+)$/.exec(location.hash);
  if (!match) return;
  history.replaceState(undefined, '', location.pathname);
  await request('POST', '/v1/login', { key: decodeURIComponent(match[1]) });
}

placeIcons();
startTheme();
helpDialog();
sessionDialog({
  describe: () => session && { id: session.id, agent: session.agent, title: session.title, events: session.log.events },
  rename: (title) => command('PATCH', '', { title: title === '' ? null : title }).then(() => sessions.announce()),
  async remove() {
    const answer = await command('DELETE', '');
    if (!answer.ok) return;
    await sessions.announce();
    if (sessions.newest) go(sessions.newest.id);
    else empty.show('none');
  },
});
await logIn();
const answer = await sessions.refresh();
if (answer.status === 401) empty.show('login');
else if (!answer.ok) empty.show('unreachable');
else if (sessions.isEmpty && !location.hash.startsWith('#/s/')) empty.show('none');
route();
