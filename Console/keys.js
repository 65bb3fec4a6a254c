// The key table: what the keys do, and the help that is made of it.
import { el } from './dom.js';
import { keep, kept } from './store.js';

/** `when` is `box` (in the message box), `page` (no text field has the focus) or `any`. */
export const keyTable = [
  { keys: ['Enter'], when: 'box', action: 'send', about: 'Send the message' },
  { keys: ['Shift+Enter'], when: 'box', action: undefined, about: 'New line' },
  { keys: ['Alt+Enter'], when: 'box', action: 'sendAfter', about: 'Send, to be answered after this' },
  { keys: ['Ctrl+Enter', 'Meta+Enter'], when: 'box', action: 'sendInterrupting', about: 'Send, and interrupt the work' },
  { keys: ['ArrowUp'], when: 'box', action: 'editLast', about: 'In an empty box: edit the last message that waits' },
  { keys: ['Escape'], when: 'any', action: 'escape', about: 'Close what is open, else stop the work' },
  { keys: ['c'], when: 'page', action: 'focusBox', about: 'Write a message' },
  { keys: ['g c'], when: 'page', action: 'showTalk', about: 'Go to the conversation' },
  { keys: ['g t'], when: 'page', action: 'showTimeline', about: 'Go to the timeline' },
  { keys: ['g e'], when: 'page', action: 'showEvents', about: 'Go to the events' },
  { keys: ['n'], when: 'page', action: 'newSession', about: 'New session' },
  { keys: ['j'], when: 'page', action: 'nextRow', about: 'Next row of the timeline' },
  { keys: ['k'], when: 'page', action: 'previousRow', about: 'Row before' },
  { keys: ['o'], when: 'page', action: 'inspect', about: 'Go to the details of the row' },
  { keys: ['/'], when: 'page', action: 'find', about: 'Find' },
  { keys: ['['], when: 'page', action: 'stepBack', about: 'Replay: one event back' },
  { keys: [']'], when: 'page', action: 'stepForward', about: 'Replay: one event on' },
  { keys: ['End'], when: 'page', action: 'goLive', about: 'Leave the replay' },
  { keys: ['?'], when: 'page', action: 'help', about: 'This help' },
];

const lettersKey = 'duplex.letters';
// The second key of a pair counts when it follows the first within this time.
const pairTime = 1000;

/** Whether keys without a modifier do something; speech input needs to switch them off (WCAG 2.1.4). */
export const letters = {
  get areOn() {
    return kept('localStorage', lettersKey) !== 'off';
  },
  set areOn(on) {
    keep('localStorage', lettersKey, on ? 'on' : 'off');
  },
};

/** Calls `actions[name]()` for the keys of the table; an action that answers `false` leaves the key alone. */
export function listenToKeys(box, actions) {
  let first = '';
  let firstAt = 0;
  document.addEventListener('keydown', (event) => {
    // While an input method composes a word, Enter and Escape belong to it.
    if (event.isComposing || event.keyCode === 229) return;
    const name = keyName(event);
    const isPair = event.timeStamp - firstAt < pairTime;
    const entry = (isPair && find(`${first} ${name}`, event.target, box)) || find(name, event.target, box);
    first = isPlain(event) ? name : '';
    firstAt = event.timeStamp;
    if (entry?.action && actions[entry.action]() !== false) {
      event.preventDefault();
      first = '';
    }
  });
}

function find(name, target, box) {
  return keyTable.find((entry) => entry.keys.includes(name) && applies(entry, target, box));
}

function applies(entry, target, box) {
  if (entry.when === 'any') return true;
  if (entry.when === 'box') return target === box;
  return letters.areOn && !target.closest('input:not([type=range]), textarea, select, dialog');
}

const isPlain = (event) => !event.ctrlKey && !event.metaKey && !event.altKey && event.key.length === 1;

function keyName(event) {
  const modifiers = ['Ctrl', 'Meta', 'Alt', 'Shift'].filter((name) => event[`${name.toLowerCase()}Key`]);
  // The shift of `?` is in the character already.
  if (event.key.length === 1 && modifiers.at(-1) === 'Shift') modifiers.pop();
  return [...modifiers, event.key].join('+');
}

/** The rows of the help dialog. */
export function keyHelp() {
  return keyTable.map((entry) => el('div', {},
    el('dt', {}, ...entry.keys[0].split(/[+ ]/).map((key) => el('kbd', { text: key.replace('Arrow', '') || key }))),
    el('dd', { text: entry.about })));
}
