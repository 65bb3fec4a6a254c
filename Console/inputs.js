// What the agent asks the person: cards above the message box that stay until somebody has answered.
import { button, byId, clock, el, visible } from './dom.js';

const argumentCharactersMax = 4000;

export class Inputs {
  #list = byId('inputs');
  #mark = '';
  #reply;

  /** `reply(call, body)` answers; the log says what came of it. */
  constructor(reply) {
    this.#reply = reply;
  }

  render(open, canAnswer) {
    const mark = `${canAnswer} ${open.map((input) => input.call).join()}`;
    // Cards are only made anew when the requests change, so that no button vanishes under a finger.
    if (mark === this.#mark) return;
    this.#mark = mark;
    this.#list.hidden = open.length === 0;
    this.#list.replaceChildren(...open.map((input) => this.#card(input, canAnswer)));
  }

  #card(input, canAnswer) {
    const card = el('li', { class: 'card' },
      el('p', { class: 'words', text: visible(input.prompt) }),
      ...argumentsOf(input),
      input.kind === 'approval' ? this.#choice(input) : this.#form(input),
      el('p', { class: 'muted expiry', text: `${visible(input.name)} · open until ${when(input.expires)}` }));
    card.toggleAttribute('inert', !canAnswer);
    return card;
  }

  #choice({ call }) {
    return el('div', { class: 'buttons' },
      button('Approve', () => this.#reply(call, { approved: true }), 'primary'),
      button('Refuse', () => this.#reply(call, { approved: false }), 'danger'));
  }

  #form({ call, prompt }) {
    const box = el('input', { type: 'text', 'aria-label': visible(prompt) });
    const form = el('form', {}, box, el('button', { class: 'primary', text: 'Answer' }));
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      if (box.value.trim() !== '') this.#reply(call, { answer: box.value });
    });
    return form;
  }
}

function argumentsOf({ arguments: given, effect }) {
  if (given === undefined) return [];
  const text = JSON.stringify(given, undefined, 2).slice(0, argumentCharactersMax);
  const words = effect === 'write' ? 'It changes something.' : 'It changes nothing.';
  return [el('p', { class: 'muted', text: words }), ...(text === '{}' ? [] : [el('pre', { text: visible(text) })])];
}

function when(time) {
  const at = new Date(time);
  const today = new Date().toDateString() === at.toDateString();
  return `${today ? '' : `${at.toLocaleDateString()} `}${clock(at.getTime())}`;
}
