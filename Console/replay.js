// The session as it was: a fold up to an offset, which changes nothing and runs nothing again.
import { byId, clock, count, setText } from './dom.js';
import { emptyState, fold } from './fold.js';

export class Replay {
  /** The state at `offset`; undefined while live. */
  state;
  offset = -1;
  #log;
  #range = byId('scrubber');
  #banner = byId('replay-banner');
  #words = byId('replay-words');
  #onChange;

  constructor(onChange) {
    this.#onChange = onChange;
    this.#range.addEventListener('input', () => this.seek(this.#range.valueAsNumber));
    byId('step-back').addEventListener('click', () => this.step(-1));
    byId('step-forward').addEventListener('click', () => this.step(1));
    byId('go-live').addEventListener('click', () => this.goLive());
  }

  open(log) {
    this.#log = log;
    this.state = undefined;
    this.offset = -1;
  }

  step(distance) {
    const from = this.state ? this.offset : this.#log.next - 1;
    this.seek(from + distance);
  }

  /** Shows the session as it was after the event at `offset`. */
  seek(offset) {
    const { base, next, events } = this.#log;
    const wanted = Math.max(base, Math.min(next - 1, offset));
    // A fold only goes forward; going back begins anew, at some ten milliseconds for ten thousand events.
    if (!this.state || wanted < this.offset) {
      this.state = emptyState();
      this.offset = base - 1;
    }
    for (; this.offset < wanted; this.offset += 1) fold(this.state, events[this.offset + 1 - base]);
    this.#onChange();
  }

  /** Forgets the fold, because the events it was made of have been replaced or added to; keeps the place. */
  refold() {
    if (!this.state) return;
    const { offset } = this;
    this.state = undefined;
    this.seek(offset);
  }

  goLive() {
    this.state = undefined;
    this.offset = -1;
    this.#onChange();
  }

  render() {
    const head = this.#log.next - 1;
    const offset = this.state ? this.offset : head;
    this.#range.min = this.#log.base;
    this.#range.max = Math.max(head, this.#log.base);
    this.#range.value = offset;
    this.#range.setAttribute('aria-valuetext', `Event ${offset} of ${head}`);
    this.#banner.hidden = !this.state;
    const time = this.#log.at(offset)?.time;
    setText(byId('scrub-words'), time ? `${count(offset)} · ${clock(Date.parse(time))}` : '');
    if (this.state) setText(this.#words, `Replay: after event ${count(offset)} of ${count(head)}. The session itself goes on.`);
  }
}
