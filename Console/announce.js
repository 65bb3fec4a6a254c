// What a screen reader is told: beginnings, ends and quarters, never single words of an answer.
import { byId, visible } from './dom.js';
import { endSentence } from './talk.js';

const spokenCharactersMax = 300;
const quarters = new Map();

const say = (text) => {
  byId('say').textContent = visible(text);
};

/** Interrupts what the screen reader says: for failures and a lost connection. */
export function alarm(text) {
  byId('alarm').textContent = text;
}

/** Tells of an event that has just happened; `state` has it applied. */
export function announce(event, state) {
  const { kind, payload } = event;
  switch (kind) {
    case 'turn.started': return say('Working.');
    case 'turn.queued': return say('The message waits.');
    case 'tool.started': return say(payload.feedback || payload.name);
    case 'input.requested': return alarm(`The agent asks: ${payload.prompt}`);
    case 'tool.progress': return sayQuarter(payload);
    case 'turn.ended': return sayEnd(state, state.turns.get(event.turn));
    default: return undefined;
  }
}

function sayQuarter({ call, percent, name }) {
  const quarter = Math.floor(percent / 25);
  if (quarter === 0 || quarter === 4 || quarters.get(call) === quarter) return;
  quarters.set(call, quarter);
  say(`${name}: ${percent} percent.`);
}

function sayEnd(state, turn) {
  quarters.clear();
  if (turn.state === 'failed' || turn.state === 'timed_out') return alarm(endSentence(turn));
  if (turn.state !== 'completed') return say(endSentence(turn));
  const last = state.items.findLast((item) => item.type === 'agent' && item.turn === turn.id);
  return say(last ? `${turn.lane === 'side' ? 'On the side' : 'Answer'}: ${last.text.slice(0, spokenCharactersMax)}` : 'Done.');
}
