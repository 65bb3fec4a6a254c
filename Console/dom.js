// Elements and words. Text only ever becomes text nodes: nothing in the console parses markup.

/** Creates an element. `text` is its text, `on…` are listeners, `false` and `undefined` leave an attribute out. */
export function el(tag, options = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || value === false) continue;
    if (name === 'text') node.textContent = value;
    else if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? '' : value);
  }
  node.append(...children);
  return node;
}

/** A button that does `act`; without another class it looks like a link. */
export function button(text, act, className = 'link', options = {}) {
  return el('button', { type: 'button', class: className, text, onclick: act, ...options });
}

export const byId = (id) => document.getElementById(id);

/** Changes a text only when it differs, so that selections and screen readers are left alone. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** A symbol of the sprite in the page. */
export function icon(name) {
  const space = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(space, 'svg');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(space, 'use');
  use.setAttribute('href', `#i-${name}`);
  svg.append(use);
  return svg;
}

/** `14:03:01` */
export function clock(ms) {
  const time = new Date(ms);
  return [time.getHours(), time.getMinutes(), time.getSeconds()].map((n) => String(n).padStart(2, '0')).join(':');
}

/** `0.8 s`, `12 s`, `3 min 5 s` */
export function duration(ms) {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 0.0995) return `${Math.max(0, Math.round(ms))} ms`;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  if (seconds < 59.5) return `${Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** `1,204` */
export const count = (number) => number.toLocaleString('en');

export const plural = (number, word) => `${count(number)} ${word}${number === 1 ? '' : 's'}`;

export function size(characters) {
  return characters < 1_000_000 ? `${Math.ceil(characters / 1000)} kB` : `${(characters / 1_000_000).toFixed(1)} MB`;
}

const invisible = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;

/** Characters that hide or reorder others, as `[U+202E]`: a text must not look like another one. */
export function visible(text) {
  return text.replace(/\r\n?/g, '\n').replace(
    invisible, (c) => `[U+${c.codePointAt(0).toString(16).toUpperCase().padStart(4, '0')}]`);
}

// Longer texts are shown in part, so that one answer cannot freeze the page.
const shownCharactersMax = 32_000;
const shownLinesMax = 250;

/** The part of a text that is shown at first; the text itself when it is short enough. */
export function clip(text) {
  let end = Math.min(text.length, shownCharactersMax);
  for (let at = -1, lines = 0; lines < shownLinesMax; lines += 1) {
    at = text.indexOf('\n', at + 1);
    if (at < 0 || at > end) return text.length === end ? text : text.slice(0, end);
    if (lines === shownLinesMax - 1) end = at;
  }
  return text.slice(0, end);
}

export async function copy(text) {
  await navigator.clipboard.writeText(text);
}
