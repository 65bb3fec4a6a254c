// The right-hand side: turns, runs, steps and calls as bars, or the events one by one.
import { byId, clock, duration, el, setText, visible } from './dom.js';
import { openStates } from './fold.js';
import { FixedList } from './windowed.js';

const rowHeight = 28;

const kindGroups = {
  all: () => true,
  messages: (kind) => kind.startsWith('message.'),
  turns: (kind) => /^(session|turn|run|step|cancel|context\.transferred|synthesis)/.test(kind),
  tools: (kind) => /^(tool|partial|input)\./.test(kind),
  model: (kind) => /^(model\.|response\.|context\.(transcript|system))/.test(kind),
  decisions: (kind) => kind.startsWith('arbiter.') || kind === 'message.steered',
};

const goodStates = new Set([...openStates, 'completed', 'selected', 'finished', 'handed_over']);
const badStates = new Set(['failed', 'refused', 'timed_out']);

function hasFailed(event) {
  if (event.kind === 'turn.ended' || event.kind === 'run.ended') return event.payload.outcome !== 'completed';
  return ['tool.failed', 'tool.cancelled', 'tool.detached', 'error'].includes(event.kind) || event.payload?.error !== undefined;
}

const telling = [
  'action', 'outcome', 'name', 'key', 'percent', 'text', 'feedback', 'reason', 'state', 'cause', 'agent', 'model',
  'title', 'message',
];

/** What an event says, in a few words. */
function eventWords({ kind, payload = {} }) {
  if (kind.startsWith('message.')) return payload.text ?? payload.parts?.map((part) => part.text).join(' ') ?? payload.state ?? '';
  const words = telling.filter((name) => payload[name] !== undefined && payload[name] !== '')
    .map((name) => `${payload[name]}${name === 'percent' ? ' %' : ''}`);
  return [...words, payload.error?.message ?? ''].filter(Boolean).slice(0, 3).join(' · ');
}

/** A turn's rows: the turn, its steps and calls, and the runs below its first one with theirs. */
function turnRows(turn) {
  const rows = [{ type: 'turn', depth: 0, item: turn, turn, offset: turn.offset }];
  const addSpans = (run, depth) => {
    for (const span of run.spans) {
      const isInStep = span.type === 'tool' && run.spans.some((other) => other.type === 'step');
      rows.push({ type: span.type, depth: depth + (isInStep ? 1 : 0), item: span, turn, offset: span.offset });
    }
    for (const child of turn.runs) if (child.parent === run.id) addRun(child, depth);
  };
  const addRun = (run, depth) => {
    rows.push({ type: 'run', depth, item: run, turn, offset: run.offset });
    addSpans(run, depth + 1);
  };
  const known = new Set(turn.runs.map((run) => run.id));
  const roots = turn.runs.filter((run) => !known.has(run.parent));
  // A single run is as long as its turn, and would only say so twice.
  if (roots.length === 1) addSpans(roots[0], 1);
  else for (const root of roots) addRun(root, 1);
  return rows;
}

function rowLabel({ type, item }) {
  if (type === 'turn') return item.messages[0]?.text ?? (item.resumes ? 'Goes on with what was stopped' : '');
  if (type === 'run') return item.agent || 'run';
  if (type === 'step') return `model step ${item.number ?? ''}`;
  return item.feedback || item.name;
}

export class Timeline {
  #pane = byId('timeline');
  #views = { timeline: byId('rows'), events: byId('event-rows') };
  #tabs = { timeline: byId('view-timeline'), events: byId('view-events') };
  #group = byId('kind-filter');
  #failedOnly = byId('failed-only');
  #find = byId('find');
  #empty = byId('rows-empty');
  #lists;
  #view = 'timeline';
  #rows = [];
  #turnRowCache = new Map();
  #matches = [];
  #scanned = 0;
  #filterMark = '';
  #context = { state: undefined, log: undefined, now: 0 };
  #selected;
  #select;

  /** `select(offset)` is called when a person chooses a row. */
  constructor(select) {
    this.#select = select;
    this.#lists = {
      timeline: new FixedList(this.#views.timeline, rowHeight, () => this.#newTimelineRow(), (row, index) => this.#fillTimelineRow(row, index)),
      events: new FixedList(this.#views.events, rowHeight, () => this.#newEventRow(), (row, index) => this.#fillEventRow(row, index)),
    };
    for (const [view, tab] of Object.entries(this.#tabs)) tab.addEventListener('click', () => this.show(view));
    for (const input of [this.#group, this.#failedOnly]) input.addEventListener('change', () => this.#refresh());
    this.#find.addEventListener('input', () => this.#refresh());
    this.show('timeline');
  }

  /** Shows `timeline` or `events`. */
  show(view) {
    this.#view = view;
    this.#pane.dataset.view = view;
    for (const [name, tab] of Object.entries(this.#tabs)) {
      tab.setAttribute('aria-pressed', String(name === view));
      this.#views[name].hidden = name !== view;
    }
    this.#refresh();
  }

  focusFind() {
    this.#find.focus();
  }

  /** Forgets what was derived from events that are gone. */
  reset() {
    this.#turnRowCache.clear();
    this.#scanned = 0;
    this.#matches = [];
  }

  /** `end` is the offset after the last event shown. */
  render(context) {
    this.#context = context;
    this.#refresh();
  }

  select(offset) {
    this.#selected = offset;
    this.#refresh();
  }

  /** Chooses the row `step` rows further on. */
  move(step) {
    const offsets = this.#view === 'timeline' ? this.#rows.map((row) => row.offset) : this.#shownMatches();
    if (offsets.length === 0) return;
    const at = offsets.indexOf(this.#selected);
    const next = at < 0 ? offsets.length - 1 : Math.max(0, Math.min(offsets.length - 1, at + step));
    this.#lists[this.#view].reveal(next);
    this.#select(offsets[next]);
  }

  #refresh() {
    if (!this.#context.state) return;
    if (this.#view === 'timeline') this.#refreshRows();
    else this.#refreshEvents();
  }

  // MARK: bars

  #refreshRows() {
    const query = this.#find.value.toLowerCase();
    this.#rows = [];
    for (const turn of this.#context.state.turns.values()) {
      const rows = this.#cachedRows(turn);
      if (this.#failedOnly.checked && !rows.some((row) => badStates.has(row.item.state))) continue;
      if (query !== '' && !rows.some((row) => rowLabel(row).toLowerCase().includes(query))) continue;
      for (const row of rows) this.#rows.push(row);
    }
    this.#showEmpty(this.#rows.length, 'Nothing has happened yet.');
    this.#lists.timeline.show(this.#rows.length);
  }

  #cachedRows(turn) {
    const cached = this.#turnRowCache.get(turn);
    if (cached?.revision === turn.revision) return cached.rows;
    const rows = turnRows(turn);
    this.#turnRowCache.set(turn, { revision: turn.revision, rows });
    return rows;
  }

  #newTimelineRow() {
    return this.#clickable(el('div', { class: 'row', role: 'option' },
      el('span', { class: 'label' }), el('span', { class: 'track' }, el('i', { class: 'wait' }), el('i', { class: 'bar' })),
      el('span', { class: 'took' })));
  }

  #fillTimelineRow(row, index) {
    const { type, depth, item, turn, offset } = this.#rows[index];
    const [label, track, took] = row.children;
    const [wait, bar] = track.children;
    const { now } = this.#context;
    const turnEnd = turn.ended ?? now;
    const whole = Math.max(1, turnEnd - turn.created);
    const start = (type === 'turn' ? item.started ?? turnEnd : item.started ?? item.time) - turn.created;
    const end = (item.ended ?? turnEnd) - turn.created;
    row.dataset.type = type;
    row.dataset.state = item.state ?? (item.ended ? 'completed' : 'running');
    label.style.paddingLeft = `${Math.min(depth, 5) * 14}px`;
    row.classList.toggle('cut', !goodStates.has(row.dataset.state));
    row.classList.toggle('bad', badStates.has(row.dataset.state));
    this.#mark(row, index, offset);
    const prefix = type === 'turn' ? `${turn.number}  ${turn.lane === 'main' ? '' : `${turn.lane} · `}` : '';
    setText(label, prefix + visible(rowLabel(this.#rows[index]).slice(0, 120)));
    // The time before a turn starts is shown, since people waited for it.
    wait.style.width = type === 'turn' ? percent(start, whole) : '0';
    bar.style.left = percent(start, whole);
    bar.style.width = percent(end - start, whole);
    setText(took, type === 'turn' && !item.started && !item.ended ? 'waits' : duration(end - start));
    row.title = `${label.textContent}: ${row.dataset.state}, ${took.textContent}`;
  }

  // MARK: events

  #refreshEvents() {
    this.#scan();
    const shown = this.#shownMatches().length;
    this.#showEmpty(shown, 'No event fits the filter.');
    this.#lists.events.show(shown);
  }

  /** Looks at the events that have come since the last time; at all of them when the filter has changed. */
  #scan() {
    const { events } = this.#context.log;
    const query = this.#find.value.toLowerCase();
    const mark = JSON.stringify([query, this.#group.value, this.#failedOnly.checked]);
    if (mark !== this.#filterMark) this.reset();
    this.#filterMark = mark;
    const isWanted = kindGroups[this.#group.value];
    for (; this.#scanned < events.length; this.#scanned += 1) {
      const event = events[this.#scanned];
      if (!isWanted(event.kind) || (this.#failedOnly.checked && !hasFailed(event))) continue;
      if (query === '' || JSON.stringify(event).toLowerCase().includes(query)) this.#matches.push(event.offset);
    }
  }

  #shownMatches() {
    const { end } = this.#context;
    if (this.#matches.length === 0 || this.#matches.at(-1) < end) return this.#matches;
    return this.#matches.filter((offset) => offset < end);
  }

  #newEventRow() {
    return this.#clickable(el('div', { class: 'row event', role: 'option' },
      el('span', { class: 'offset mono' }), el('span', { class: 'kind mono' }), el('span', { class: 'muted' }), el('span', { class: 'took' })));
  }

  #fillEventRow(row, index) {
    const event = this.#context.log.at(this.#matches[index]);
    const [offset, kind, words, time] = row.children;
    this.#mark(row, index, event.offset);
    row.classList.toggle('bad', hasFailed(event));
    setText(offset, String(event.offset));
    setText(kind, event.kind);
    setText(words, visible(eventWords(event).slice(0, 120)));
    setText(time, clock(Date.parse(event.time)));
  }

  // MARK: both

  #clickable(row) {
    row.addEventListener('click', () => this.#select(Number(row.dataset.offset)));
    return row;
  }

  #mark(row, index, offset) {
    const isSelected = offset === this.#selected;
    row.dataset.offset = offset;
    row.id = `${this.#view}-row-${index}`;
    row.setAttribute('aria-selected', String(isSelected));
    if (isSelected) this.#views[this.#view].setAttribute('aria-activedescendant', row.id);
  }

  #showEmpty(shown, words) {
    this.#empty.hidden = shown > 0;
    setText(this.#empty, words);
  }
}

const percent = (part, whole) => `${Math.max(0, Math.min(100, (part / whole) * 100)).toFixed(2)}%`;
