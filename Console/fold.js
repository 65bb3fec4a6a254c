// Events to state: pure, without a clock or a page. The same events in the same order give the same state, live,
// replayed, or from the middle of a log; kinds and members that it does not know change nothing.

export const openStates = new Set(['accepted', 'queued', 'running']);

export function emptyState() {
  return {
    agent: '', title: '', isClosed: false,
    /** What is shown in the conversation, in the order of its first events. */
    items: [],
    turns: new Map(), runs: new Map(), calls: new Map(), messages: new Map(),
    /** What the agent asks the person, by call. */
    inputs: new Map(),
    /** The items of people's messages, by offset and by the client's own name for them. */
    said: new Map(), clientIds: new Map(),
  };
}

/** Applies one event. Whatever it changes gets a higher `revision`. */
export function fold(state, event) {
  handlers[event.kind]?.(new Step(state, event));
}

/** The turn that works on the main lane now. */
export function liveTurn(state) {
  let live;
  for (const turn of state.turns.values()) if (turn.state === 'running' && turn.lane === 'main') live = turn;
  return live;
}

/** The calls that have started and not ended. */
export function runningCalls(state) {
  return [...state.calls.values()].filter((call) => call.state === 'running');
}

/** Messages that can still be changed or taken back: of turns that wait, or waiting for the next step. */
export function waitingMessages(state) {
  return state.items.filter((item) => {
    if (item.type !== 'user' || item.isHidden) return false;
    const turn = state.turns.get(item.turn);
    return item.steer === 'accepted' ? turn?.state === 'running' : turn?.state === 'queued';
  });
}

/** One event on its way into a state. What it names is there as a member, and made when it was not known. */
class Step {
  constructor(state, event) {
    this.state = state;
    this.event = event;
    this.payload = event.payload ?? {};
    this.time = Date.parse(event.time);
  }

  get turn() {
    const { event, state } = this;
    if (!event.turn) return undefined;
    let turn = state.turns.get(event.turn);
    if (!turn) {
      turn = {
        id: event.turn, number: state.turns.size + 1, lane: event.lane ?? 'main', state: 'accepted',
        offset: event.offset, created: this.time, runs: [], messages: [], partials: new Map(), revision: 0,
      };
      state.turns.set(event.turn, turn);
    }
    turn.revision += 1;
    return turn;
  }

  get run() {
    const { event, state, turn } = this;
    if (!event.run) return undefined;
    let run = state.runs.get(event.run);
    if (!run) {
      run = {
        id: event.run, parent: event.parentRun, agent: '', state: 'running', offset: event.offset, started: this.time,
        spans: [],
      };
      state.runs.set(event.run, run);
      turn?.runs.push(run);
    }
    return run;
  }

  /** An agent's message. */
  get message() {
    const id = this.payload.message ?? this.event.offset;
    const item = this.state.messages.get(id) ?? this.add('agent', `m${id}`, { text: '', isStreaming: true, run: this.run });
    this.state.messages.set(id, item);
    item.revision += 1;
    return item;
  }

  get call() {
    const { payload, run, state, time } = this;
    let call = state.calls.get(payload.call);
    if (!call) {
      call = this.add('tool', `t${payload.call}`, {
        name: payload.name ?? 'tool', step: this.event.step, state: 'selected', percent: 0, text: '', news: time,
      });
      state.calls.set(payload.call, call);
      run?.spans.push(call);
    }
    call.revision += 1;
    return call;
  }

  /** The person's message that the event is about, in the turn that it belongs to from now on. */
  get said() {
    const { event, state, turn } = this;
    const item = state.said.get(this.payload.event);
    if (!item) return undefined;
    item.revision += 1;
    if (item.turn !== event.turn) {
      const old = state.turns.get(item.turn);
      if (old) old.messages = old.messages.filter((other) => other !== item);
      item.turn = event.turn;
      turn?.messages.push(item);
    }
    return item;
  }

  add(type, key, more) {
    const { event, state, time } = this;
    const item = { type, key, offset: event.offset, time, turn: event.turn, revision: 0, ...more };
    state.items.push(item);
    return item;
  }

  endCall(change) {
    Object.assign(this.call, { ended: this.time }, change);
  }

  endSteps() {
    for (const span of this.run?.spans ?? []) if (span.type === 'step') span.ended ??= this.time;
  }

  /** What a turn's state says about its messages and its end is shown with them. */
  touch(turn) {
    for (const item of turn.messages) item.revision += 1;
    if (turn.end) turn.end.revision += 1;
  }
}

const textOf = (payload) => (payload.parts ?? []).map((part) => part.text ?? '').join('\n');

const handlers = {
  'session.opened'({ state, payload }) {
    state.agent = payload.agent ?? '';
    state.title = payload.title ?? '';
  },
  'session.updated'({ state, payload }) {
    if ('title' in payload) state.title = payload.title ?? '';
  },
  'session.closed'({ state }) {
    state.isClosed = true;
  },

  'message.user'(step) {
    const { event, payload, state } = step;
    const item = step.add('user', `u${event.offset}`, { text: textOf(payload), source: event.source });
    state.said.set(event.offset, item);
    if (payload.client_message_id) state.clientIds.set(payload.client_message_id, item);
    step.turn?.messages.push(item);
  },
  'arbiter.decided'({ event, payload, said }) {
    if (!said) return;
    said.decision = { offset: event.offset, action: payload.action, reason: payload.reason ?? '' };
    if (payload.action !== 'steer') said.steer = undefined;
  },
  'message.steered'({ payload, said }) {
    if (said) Object.assign(said, { steer: payload.state, step: payload.step });
  },
  'message.started': ({ message }) => message,
  'message.delta'({ message, payload }) {
    message.text += payload.text ?? '';
  },
  'message.agent'({ message, payload }) {
    Object.assign(message, { text: textOf(payload), isStreaming: false });
  },

  'turn.queued'(step) {
    const { turn } = step;
    turn.state = 'queued';
    step.touch(turn);
  },
  'turn.started'(step) {
    const { event, payload, state, time, turn } = step;
    Object.assign(turn, { state: 'running', started: time, resumes: payload.resumes, lane: event.lane ?? turn.lane });
    step.touch(turn);
    const resumed = state.turns.get(payload.resumes);
    if (!resumed) return;
    resumed.resumedBy = turn.id;
    step.touch(resumed);
  },
  'turn.ended'(step) {
    const { payload, state, time, turn } = step;
    Object.assign(turn, { state: payload.outcome ?? 'completed', ended: time, cause: payload.cause, error: payload.error });
    for (let index = state.items.length - 1; state.items[index]?.offset >= turn.offset; index -= 1) {
      const item = state.items[index];
      if (item.turn !== turn.id || !item.isStreaming) continue;
      turn.lastWords = item.text;
      Object.assign(item, { isStreaming: false, isCut: true, isHidden: item.text === '', revision: item.revision + 1 });
    }
    if (turn.state !== 'completed' && turn.started) turn.end = step.add('end', `e${turn.id}`);
    step.touch(turn);
  },
  'run.started'({ payload, run }) {
    if (run) run.agent = payload.agent ?? '';
  },
  'run.ended'(step) {
    const { payload, run, time } = step;
    if (run) Object.assign(run, { state: payload.outcome ?? 'completed', ended: time });
    step.endSteps();
  },
  'step.started'(step) {
    const { event, run, time } = step;
    step.endSteps();
    run?.spans.push({ type: 'step', number: event.step, offset: event.offset, started: time });
  },

  'tool.selected'({ call, payload }) {
    call.arguments = payload.arguments;
    call.isAutomatic = payload.is_agent_decision === false;
  },
  'tool.started'({ call, payload, time }) {
    Object.assign(call, {
      state: 'running', started: time, news: time, feedback: payload.feedback, isWrite: payload.effect === 'write',
    });
  },
  'tool.progress'({ call, payload, time }) {
    const percent = Math.max(call.percent, payload.percent ?? 0);
    Object.assign(call, { percent, text: payload.text ?? call.text, news: time, hasProgress: true, isSilent: false });
  },
  'tool.committed'({ call }) {
    call.isCommitted = true;
  },
  'tool.finished': (step) => step.endCall({ state: 'finished', percent: 100, result: step.payload.result }),
  'tool.failed': (step) => step.endCall({ state: step.payload.refused ? 'refused' : 'failed', error: step.payload.error }),
  'tool.cancelled': (step) => step.endCall({ state: 'cancelled', effect: step.payload.effect }),
  'tool.detached': (step) => step.endCall({ state: 'detached' }),
  'tool.handed_over': (step) => step.endCall({ state: 'handed_over' }),
  'tool.discarded'({ call, payload }) {
    call.discarded = payload.outcome;
  },

  'custom'(step) {
    // The session speaks for a tool that says nothing; whoever else says so is not believed.
    const { event: { source }, payload: { type, call, estimate }, state } = step;
    const isNotice = type === 'tool.silent' && source === 'system';
    if (isNotice && state.calls.has(call)) Object.assign(step.call, { isSilent: true, estimate });
  },

  'input.requested'({ event, payload, state }) {
    state.inputs.set(payload.call, { ...payload, turn: event.turn });
  },
  'input.resolved'({ payload, state }) {
    state.inputs.delete(payload.call);
  },

  'cancel.requested'({ turn }) {
    if (turn) turn.isStopping = true;
  },
  'partial.updated'({ event, payload, turn }) {
    turn?.partials.set(`${event.run} ${payload.key}`, {
      key: payload.key, value: payload.value, isComplete: payload.complete === true,
    });
  },
  'context.transferred'(step) {
    const giver = step.state.turns.get(step.payload.from);
    if (!giver) return;
    giver.usedBy = step.event.turn;
    step.touch(giver);
  },
  'events.hidden'({ payload, state }) {
    for (const item of state.items) if (item.offset >= payload.from && item.offset <= payload.to) item.isHidden = true;
  },
  'error'(step) {
    // A turn's own error is told at its end.
    if (step.event.turn) return;
    step.add('note', `n${step.event.offset}`, { text: step.payload.message ?? step.payload.code ?? '' });
  },
};
