// What the person is told about the connection: a dot at once, words after a while, a banner when it lasts.
import { alarm } from './announce.js';
import { byId, clock, count, plural, setText } from './dom.js';

// A blink of the network deserves no words.
const wordsAfter = 2000;
const bannerAfter = 10_000;
const noticeTime = 5000;

export class Connection {
  #root = byId('connection');
  #words = byId('connection-words');
  #banner = byId('banner');
  #notice = '';
  #noticeTimer;
  #isAlarmed = false;

  /** Takes a change of the log's status; `missed` events have been caught up. */
  show(log, missed) {
    if (log.status !== 'live') return;
    if (this.#isAlarmed) alarm('The connection is back.');
    this.#isAlarmed = false;
    if (log.isReplaced) {
      log.isReplaced = false;
      this.showProblem('This session’s history was replaced on the server. This is what is there now.');
    } else if (missed > 0) {
      this.#say(`Back. ${plural(missed, 'event')} caught up.`);
    }
  }

  /** Says why something was refused, or went differently. */
  showProblem(text) {
    alarm(text);
    this.#say(text);
  }

  #say(text) {
    this.#notice = text;
    clearTimeout(this.#noticeTimer);
    this.#noticeTimer = setTimeout(() => {
      this.#notice = '';
      this.#showBanner('');
    }, noticeTime);
    this.#showBanner(text);
  }

  render(log) {
    const { status } = log;
    const lost = status === 'lost' ? Date.now() - log.lostSince : 0;
    this.#root.dataset.status = lost > bannerAfter ? 'offline' : status;
    setText(this.#words, this.#describe(log, lost));
    this.#showBanner(lost > bannerAfter ? `Offline since ${clock(log.lostSince)}. You can type; nothing is sent.` : this.#notice);
    if (lost > bannerAfter && !this.#isAlarmed) {
      this.#isAlarmed = true;
      alarm('The connection is lost.');
    }
  }

  showBackfill(loaded, total) {
    const line = byId('backfill');
    line.hidden = loaded >= total;
    setText(line, `Loading what came before: ${count(loaded)} of ${count(total)} events`);
  }

  #describe(log, lost) {
    if (log.status === 'connecting') return 'Connecting';
    if (log.status === 'login') return 'Not logged in';
    if (log.status === 'gone') return 'Gone';
    if (lost > wordsAfter) return `Reconnecting… last event ${count(log.next - 1)}`;
    return `Live · ${count(log.next - 1)}`;
  }

  #showBanner(text) {
    this.#banner.hidden = text === '';
    setText(this.#banner, text);
  }
}
