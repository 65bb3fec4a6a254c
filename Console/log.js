// One session's events: a socket, a cursor, and what to do when either is lost.
import { request } from './api.js';

// Enough to fill a screen; the rest of a long log is fetched once that is shown.
const firstCountMax = 300;
const pageCountMax = 1000;
const retryDelays = [250, 500, 1000, 2000, 5000];
// A connection that died without a word is noticed by asking; a working one costs one small request.
const silenceMax = 30_000;
const pollSeconds = 25;
// What was sent before an answer is here this long after it.
const arrivalTime = 1500;

/**
 * Follows a session. `on` has what it tells of: `snapshot(value)`, `events(list, isNew)`, `reset(events)` when all that
 * was told before is to be forgotten, `status()` when `status` has changed, `backfill(loaded, total)`.
 *
 * `status` is `connecting`, `live`, `lost`, `login` (the person must log in) or `gone` (there is no such session); the
 * last two are final.
 */
export class SessionLog {
  /** All events without a gap: `events[0]` has the offset `base`. */
  events = [];
  base = 0;
  status = 'connecting';
  lostSince = undefined;
  serverOffset = 0;
  isReplaced = false;

  #path;
  #on;
  #history;
  #socket;
  #generation = 0;
  #failures = 0;
  #deafSockets = 0;
  #retry;
  #watch;
  #lastNews = 0;
  #head = -1;
  #caughtUpFrom;

  constructor(id, on) {
    this.#path = `/v1/sessions/${encodeURIComponent(id)}`;
    this.#on = on;
    this.#watch = setInterval(() => this.#checkSilence(), silenceMax / 3);
    this.#connect();
  }

  /** The next offset that is wanted. */
  get next() {
    return this.base + this.events.length;
  }

  at(offset) {
    return this.events[offset - this.base];
  }

  /** The server's time; it stands still while nothing is known of the server. */
  now() {
    return (this.lostSince ?? Date.now()) + this.serverOffset;
  }

  close() {
    this.#generation += 1;
    clearTimeout(this.#retry);
    clearInterval(this.#watch);
    this.#socket?.close();
  }

  /** Tries at once, since something has happened that may have mended the connection. */
  wake() {
    if (this.status === 'lost') this.#connect();
    else if (this.status === 'live') this.#lastNews = Math.min(this.#lastNews, Date.now() - silenceMax);
    this.#checkSilence();
  }

  async refresh() {
    const generation = this.#generation;
    const answer = await request('GET', this.#path);
    if (generation !== this.#generation) return undefined;
    if (answer.ok) this.#on.snapshot(answer.body);
    return answer;
  }

  async #connect() {
    clearTimeout(this.#retry);
    this.#socket?.close();
    const generation = ++this.#generation;
    const answer = await request('GET', this.#path);
    if (generation !== this.#generation) return;
    if (answer.status === 401) return this.#end('login');
    if (answer.status === 404) return this.#end('gone');
    if (!answer.ok) return this.#lose();
    this.#take(answer.body);
    this.#on.snapshot(answer.body);
    // Where sockets do not come through, long polls do the same, less promptly.
    if (this.#deafSockets >= 2) this.#poll(generation);
    else this.#listen(generation);
  }

  /** Compares the server's log with ours: an offset of another history means something else. */
  #take(snapshot) {
    const isOther = this.#history !== undefined
      && (snapshot.history !== this.#history || snapshot.head < this.next - 1);
    if (isOther) this.#forget();
    if (this.#history === undefined) this.base = Math.max(0, snapshot.head + 1 - firstCountMax);
    this.#history = snapshot.history;
    this.#head = snapshot.head;
    this.#caughtUpFrom ??= this.next;
    if (isOther) {
      this.isReplaced = true;
      this.#on.reset([]);
    }
  }

  #forget() {
    this.events = [];
    this.base = 0;
    this.#history = undefined;
    this.#caughtUpFrom = undefined;
  }

  #listen(generation) {
    const query = new URLSearchParams({ from: this.next, history: this.#history });
    const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(`${scheme}//${location.host}${this.#path}/socket?${query}`);
    this.#socket = socket;
    this.#deafSockets += 1;
    const isCurrent = () => generation === this.#generation;
    socket.onmessage = ({ data }) => isCurrent() && this.#receive(JSON.parse(data));
    socket.onclose = ({ code }) => {
      if (!isCurrent()) return;
      if (code === 4401) this.#end('login');
      else if (code === 4404) this.#end('gone');
      else this.#lose();
    };
  }

  #receive(frame) {
    this.#lastNews = Date.now();
    if (frame.type === 'hello') {
      this.#deafSockets = 0;
      this.serverOffset = Date.parse(frame.time) - Date.now();
      this.#head = Math.max(this.#head, frame.head);
      if (this.next > this.#head) this.#settle();
    } else if (frame.offset !== undefined) {
      this.#append([frame]);
    }
  }

  async #poll(generation) {
    for (;;) {
      const query = new URLSearchParams({
        from: this.next, history: this.#history, limit: pageCountMax, wait: this.status === 'live' ? pollSeconds : 0,
      });
      const answer = await request('GET', `${this.#path}/events?${query}`);
      if (generation !== this.#generation) return;
      if (!answer.ok) return this.#lose();
      this.#lastNews = Date.now();
      this.#append(answer.body.events);
      if (this.next > this.#head) this.#settle();
    }
  }

  #append(list) {
    const fresh = list.filter((event) => event.offset >= this.next);
    if (fresh.length === 0) return;
    // A gap cannot be: offsets are dense. If there is one, something between us and the server has lost frames.
    if (fresh[0].offset !== this.next) return this.#connect();
    for (const event of fresh) this.events.push(event);
    this.#on.events(fresh, this.status === 'live');
    if (this.status !== 'live' && this.next > this.#head) this.#settle();
  }

  /** Everything up to the head is here. */
  #settle() {
    if (this.status === 'live') return;
    const missed = this.lostSince === undefined ? 0 : this.next - this.#caughtUpFrom;
    this.status = 'live';
    this.lostSince = undefined;
    this.#caughtUpFrom = undefined;
    this.#failures = 0;
    this.#on.status(missed);
    if (this.base > 0) this.#backfill(this.#generation);
  }

  /** Fetches what is older than the first events shown, newest page first, and tells of it when it is all there. */
  async #backfill(generation) {
    const pages = [];
    let start = this.base;
    while (start > 0) {
      const from = Math.max(0, start - pageCountMax);
      const query = new URLSearchParams({ from, limit: start - from, history: this.#history });
      const answer = await request('GET', `${this.#path}/events?${query}`);
      // The next connection begins anew.
      if (generation !== this.#generation || !answer.ok) return;
      pages.unshift(answer.body.events);
      start = from;
      this.#on.backfill(this.next - start, this.next);
    }
    this.events = [...pages.flat(), ...this.events];
    this.base = 0;
    this.#on.reset(this.events);
  }

  #checkSilence() {
    if (this.status !== 'live' || Date.now() - this.#lastNews < silenceMax) return;
    this.#lastNews = Date.now();
    this.refresh().then((answer) => {
      if (!answer) return;
      if (!answer.ok) return void this.#connect();
      const generation = this.#generation;
      const { head } = answer.body;
      // What is on its way is here in a moment. What is not has died with a connection that nobody has closed, as when
      // the machine has slept.
      setTimeout(() => {
        if (generation === this.#generation && this.next <= head) this.#connect();
      }, arrivalTime);
    });
  }

  #lose() {
    this.#generation += 1;
    this.#socket?.close();
    this.#caughtUpFrom ??= this.next;
    this.lostSince ??= Date.now();
    if (this.status !== 'lost') {
      this.status = 'lost';
      this.#on.status(0);
    }
    const delay = retryDelays[Math.min(this.#failures, retryDelays.length - 1)];
    this.#failures += 1;
    // Tabs that lost the same server shall not all come back in the same moment.
    this.#retry = setTimeout(() => this.#connect(), delay * (0.75 + Math.random() / 2));
  }

  #end(status) {
    this.close();
    this.status = status;
    this.#on.status(0);
  }
}
