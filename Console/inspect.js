// One event in full: its members, its payload, and the events that belong to it.
import { button, byId, clip, clock, copy, el, setText, size, visible } from './dom.js';

const relatedMax = 12;

export class Inspector {
  #root = byId('inspector');
  #title = byId('inspector-title');
  #body = byId('inspector-body');
  #select;
  #event;
  #path = '';

  constructor(select) {
    this.#select = select;
    byId('copy-json').addEventListener('click', (click) => this.#copy(click.target, JSON.stringify(this.#event, null, 2)));
    byId('copy-curl').addEventListener('click', (click) => this.#copy(click.target, this.#curl()));
  }

  get isEmpty() {
    return this.#event === undefined;
  }

  focus() {
    this.#root.focus();
  }

  clear() {
    this.#event = undefined;
    this.#root.hidden = true;
  }

  /** Shows an event of the session at `path`; `events` is where its relatives are looked for. */
  show(event, events, path) {
    this.#path = path;
    this.#root.hidden = false;
    if (this.#event === event) return;
    this.#event = event;
    setText(this.#title, `#${event.offset} ${event.kind}`);
    const { offset, kind, payload, time, ...envelope } = event;
    const members = [['time', `${clock(Date.parse(time))} (${time})`], ...Object.entries(envelope)];
    const text = JSON.stringify(payload ?? {}, null, 2);
    const part = clip(text);
    // The whole event can be copied.
    const rest = part.length < text.length ? [el('p', { class: 'muted', text: `… the first part of ${size(text.length)}` })] : [];
    this.#body.replaceChildren(
      el('dl', {}, ...members.flatMap(([name, value]) => [el('dt', { text: name }), el('dd', { text: visible(String(value)) })])),
      el('pre', { tabindex: '0', text: visible(part) }), ...rest, ...this.#related(event, events));
  }

  /** The events of the same call, message or partial result, else those of the decision about a message. */
  #related(event, events) {
    const payload = event.payload ?? {};
    const isRelated = payload.call !== undefined ? (other) => other.payload?.call === payload.call
      : payload.message !== undefined ? (other) => other.payload?.message === payload.message
        : payload.event !== undefined ? (other) => other.offset === payload.event || other.payload?.event === payload.event
          : event.kind === 'message.user' ? (other) => other.payload?.event === event.offset : undefined;
    if (!isRelated) return [];
    // Pieces of an answer are too many to be of use.
    const found = events.filter((other) => other !== event && other.kind !== 'message.delta' && isRelated(other));
    if (found.length === 0) return [];
    return [el('p', { class: 'related' }, el('span', { class: 'muted', text: 'Belongs to it:' }),
      ...found.slice(0, relatedMax).map((other) => button(`#${other.offset} ${other.kind}`, () => this.#select(other.offset))))];
  }

  #curl() {
    return `curl '${location.origin}${this.#path}/events?from=${this.#event.offset}&limit=1'`;
  }

  async #copy(button, text) {
    const label = button.textContent;
    await copy(text);
    setText(button, 'Copied');
    setTimeout(() => setText(button, label), 1500);
  }
}
