// The list of sessions, and the making of new ones.
import { reason, request } from './api.js';
import { byId, clock, el, setText, visible } from './dom.js';

const pageCount = 50;

export class Sessions {
  agents = [];
  #list = byId('session-list');
  #more = byId('more-sessions');
  #dialog = byId('new-session');
  #choices = byId('agent-choices');
  #problem = byId('new-problem');
  #sessions = [];
  #next;
  #current;
  #open;
  // Other tabs hear of what this one makes and deletes.
  #channel = new BroadcastChannel('duplex.sessions');

  constructor(open) {
    this.#open = open;
    this.#more.addEventListener('click', () => this.#load(this.#next));
    this.#dialog.querySelector('form').addEventListener('submit', (event) => {
      event.preventDefault();
      this.#create(new FormData(event.target).get('agent'));
    });
    byId('cancel-new').addEventListener('click', () => this.#dialog.close());
    this.#channel.onmessage = () => this.refresh();
  }

  get isEmpty() {
    return this.#sessions.length === 0;
  }

  get newest() {
    return this.#sessions[0];
  }

  /** Reads the newest sessions; answers with what the server said. */
  async refresh() {
    const [answer, agents] = await Promise.all([this.#load(), request('GET', '/v1/agents')]);
    if (agents.ok) this.agents = agents.body.agents;
    return answer;
  }

  async #load(cursor) {
    const query = new URLSearchParams({ limit: pageCount, ...(cursor && { cursor }) });
    const answer = await request('GET', `/v1/sessions?${query}`);
    if (answer.ok) {
      this.#sessions = [...(cursor ? this.#sessions : []), ...answer.body.sessions];
      this.#next = answer.body.next;
      this.#render();
    }
    return answer;
  }

  select(id) {
    this.#current = id;
    this.#render();
    if (!this.#sessions.some((session) => session.id === id)) this.refresh();
  }

  /** Notes what the open session says of itself. */
  update(id, title) {
    const session = this.#sessions.find((entry) => entry.id === id);
    if (!session || session.title === title) return;
    session.title = title;
    this.#render();
  }

  askForNew() {
    this.#problem.hidden = true;
    this.#choices.replaceChildren(...this.agents.map((agent, index) => el('label', { class: 'choice' },
      el('input', { type: 'radio', name: 'agent', value: agent.name, checked: index === 0 }),
      el('span', {}, el('strong', { text: agent.name }), el('span', { class: 'about', text: agent.about })))));
    this.#dialog.showModal();
  }

  async #create(agent) {
    const answer = await request('POST', '/v1/sessions', { agent });
    if (!answer.ok) {
      this.#problem.hidden = false;
      setText(this.#problem, reason(answer));
      return undefined;
    }
    this.#dialog.close();
    await this.announce();
    this.#open(answer.body.id);
    return answer.body.id;
  }

  /** A session with the agent, or with the first one. */
  start(agent = this.agents[0]?.name) {
    return this.#create(agent);
  }

  /** Reads the list again, here and in other tabs. */
  announce() {
    this.#channel.postMessage('changed');
    return this.refresh();
  }

  #render() {
    this.#more.hidden = !this.#next;
    this.#list.replaceChildren(...this.#sessions.map((session) => el('li', {},
      el('a', { href: `#/s/${session.id}`, 'aria-current': session.id === this.#current && 'page' },
        el('span', { class: 'cut-short', text: visible(session.title || 'New conversation') }),
        el('span', { class: 'about', text: `${session.agent} · ${day(session.created)}` })))));
  }
}

/** `14:03` today, `21 Nov` before. */
function day(time) {
  const date = new Date(time);
  const isToday = date.toDateString() === new Date().toDateString();
  return isToday ? clock(date).slice(0, 5)
    : date.toLocaleDateString([], { day: 'numeric', month: 'short' });
}
