// What is shown instead of a conversation, the dialogs, and the theme.
import { button, byId, el, icon, plural, setText } from './dom.js';
import { keyHelp, letters } from './keys.js';
import { keep, kept } from './store.js';

const themes = ['auto', 'light', 'dark'];
const themeKey = 'duplex.theme';

/** Light or dark as the system is, unless the person has chosen. */
export function startTheme() {
  const button = byId('theme');
  const apply = (theme) => {
    document.documentElement.dataset.theme = theme;
    button.title = `Theme: ${theme}`;
  };
  apply(kept('localStorage', themeKey) ?? 'auto');
  button.addEventListener('click', () => {
    const next = themes[(themes.indexOf(document.documentElement.dataset.theme) + 1) % themes.length];
    keep('localStorage', themeKey, next);
    apply(next);
  });
}

/** Puts the icons in their places in the page. */
export function placeIcons() {
  for (const node of document.querySelectorAll('[data-icon]')) node.prepend(icon(node.dataset.icon));
}

export function helpDialog() {
  byId('key-list').replaceChildren(...keyHelp());
  byId('letters').checked = letters.areOn;
  byId('letters').addEventListener('change', (event) => {
    letters.areOn = event.target.checked;
  });
  byId('show-help').addEventListener('click', () => byId('help').showModal());
}

/** The session's own dialog: `describe()`, `rename(title)` and `remove()` are the page's. */
export function sessionDialog({ describe, rename, remove }) {
  const dialog = byId('session-dialog');
  const title = byId('title-box');
  const confirm = byId('confirm-delete');
  byId('session-menu').addEventListener('click', () => {
    const session = describe();
    if (!session) return;
    title.value = session.title;
    setText(byId('session-facts'), `${session.id} · ${session.agent} · ${plural(session.events.length, 'event')}`);
    dialog.returnValue = '';
    dialog.showModal();
  });
  dialog.addEventListener('close', () => {
    if (dialog.returnValue === 'save' && title.value !== describe().title) rename(title.value);
  });
  byId('delete-session').addEventListener('click', () => {
    dialog.close();
    confirm.returnValue = '';
    confirm.showModal();
  });
  confirm.addEventListener('close', () => confirm.returnValue === 'delete' && remove());
  byId('download').addEventListener('click', () => download(describe()));
}

/** The log as it came: one event a line. */
function download({ id, events }) {
  const lines = new Blob(events.map((event) => `${JSON.stringify(event)}\n`), { type: 'application/x-ndjson' });
  const link = el('a', { href: URL.createObjectURL(lines), download: `${id}.jsonl` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

const suggestions = {
  telco: 'Say “I am +12025550101” and give it the code 481516, then ask it to close contract C-1042, and something else while it works.',
  echo: 'It repeats what you say. “SLEEP:5” makes it work for five seconds, “tool” calls a tool.',
};

/** What stands where a conversation would be. */
export class EmptyPage {
  #root = byId('empty');
  #shown;
  #actions;

  /** `actions` has `start()` for a session with the demo, and `create()` to choose. */
  constructor(actions) {
    this.#actions = actions;
  }

  hide() {
    this.#shown = undefined;
    this.#root.hidden = true;
    document.body.classList.remove('is-empty');
  }

  show(kind, agent) {
    const mark = `${kind} ${agent}`;
    if (this.#shown === mark) return;
    this.#shown = mark;
    const page = this.#pages(agent)[kind];
    const [heading, words, buttons, code] = this.#root.children;
    setText(heading, page.heading);
    setText(words, page.words);
    buttons.replaceChildren(...(page.buttons ?? []).map(([text, act], index) => button(text, act, index === 0 ? 'primary' : '')));
    code.hidden = !page.code;
    setText(code, page.code ?? '');
    this.#root.hidden = false;
    document.body.classList.toggle('is-empty', kind !== 'idle');
  }

  #pages(agent) {
    return {
      none: {
        heading: 'No sessions yet',
        words: 'Start one, and say something else while the agent works.',
        buttons: [['Start the demo', this.#actions.start], ['Choose an agent', this.#actions.create]],
        code: `curl -X POST ${location.origin}/v1/sessions -H 'Content-Type: application/json' -d '{}'`,
      },
      idle: { heading: 'Ready', words: suggestions[agent] ?? 'Say something.' },
      gone: {
        heading: 'This session is gone', words: 'It was deleted, or it never was, or it belongs to somebody else.',
        buttons: [['New session', this.#actions.create]],
      },
      login: {
        heading: 'Please log in', words: 'Open the login link that the server printed when it started. It is good once, for ten minutes.',
      },
      unreachable: {
        heading: 'The server cannot be reached', words: 'It may be starting.', buttons: [['Try again', () => location.reload()]],
      },
    };
  }
}
