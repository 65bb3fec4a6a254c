// A subset of Markdown, as elements: paragraphs, headings, lists, quotes, tables, fences; bold, emphasis, code, links.
// No HTML, no images, nothing that is fetched. Every step goes through the text once, so that its cost is linear.
import { el, visible } from './dom.js';

/** Shows `text` in `container`, and keeps the elements of the blocks that have not changed since the last time. */
export function renderMarkdown(container, text) {
  const sources = splitBlocks(visible(text));
  sources.forEach((source, index) => {
    const old = container.children[index];
    if (old && old.source === source) return;
    const block = renderBlock(source);
    block.source = source;
    if (old) old.replaceWith(block);
    else container.append(block);
  });
  while (container.children.length > sources.length) container.lastElementChild.remove();
}

const fenceStart = /^ {0,3}(```+|~~~+)/;
const listStart = /^ {0,3}([-*+]|\d{1,9}[.)]) +/;
const heading = /^(#{1,6}) +(.*)$/;
const rule = /^ {0,3}([-*_])( *\1){2,} *$/;
const tableRule = /^ {0,3}\|?( *:?-+:? *\|)+( *:?-+:? *)?$/;

function kindOf(line) {
  if (rule.test(line)) return 'rule';
  if (heading.test(line)) return 'heading';
  if (line.startsWith('>')) return 'quote';
  if (listStart.test(line)) return 'list';
  return 'paragraph';
}

/** The text's blocks, each with its own lines. */
export function splitBlocks(text) {
  const blocks = [];
  let lines = [];
  let kind;
  let fence;
  const end = () => {
    while (lines.length > 0 && lines.at(-1).trim() === '') lines.pop();
    if (lines.length > 0) blocks.push(lines.join('\n'));
    lines = [];
    kind = undefined;
  };
  for (const line of text.split('\n')) {
    if (fence) {
      lines.push(line);
      if (line.trim().startsWith(fence) && line.trim().replaceAll(fence[0], '') === '') {
        fence = undefined;
        end();
      }
      continue;
    }
    // Inside a list, a fence or an indented line belongs to the item.
    const isInside = kind === 'list' && (/^\s{2,}\S/.test(line) || line.trim() === '');
    const opened = fenceStart.exec(line);
    if (opened && !isInside) {
      end();
      [, fence] = opened;
      lines.push(line);
    } else if (line.trim() === '' && !isInside) {
      end();
    } else {
      const found = kindOf(line);
      const goesOn = isInside || (kind !== undefined && found === kind && found !== 'heading' && found !== 'rule')
        || (kind === 'list' && found === 'paragraph' && lines.at(-1).trim() !== '');
      if (!goesOn) end();
      kind ??= found;
      lines.push(line);
    }
  }
  end();
  return blocks;
}

function renderBlock(source) {
  const lines = source.split('\n');
  if (fenceStart.test(lines[0])) return renderFence(lines);
  switch (kindOf(lines[0])) {
    case 'rule': return el('hr');
    case 'heading': return renderHeading(lines[0]);
    case 'quote': return renderQuote(lines);
    case 'list': return renderList(lines);
    default: return lines.length > 1 && tableRule.test(lines[1]) ? renderTable(lines) : paragraph(source);
  }
}

function renderHeading(line) {
  const [, marks, text] = heading.exec(line);
  // The page has headings of its own; those of a message come below them.
  return withInline(el(`h${Math.min(6, marks.length + 3)}`), text);
}

function renderFence(lines) {
  const isClosed = lines.length > 1 && fenceStart.test(lines.at(-1));
  const code = lines.slice(1, isClosed ? -1 : undefined).join('\n');
  return el('pre', { tabindex: '0' }, el('code', { text: code }));
}

function renderQuote(lines) {
  const quote = el('blockquote');
  for (const source of splitBlocks(lines.map((line) => line.replace(/^> ?/, '')).join('\n'))) {
    // One level is enough for answers, and keeps a row of `>` from growing a tower.
    quote.append(source.startsWith('>') ? paragraph(source) : renderBlock(source));
  }
  return quote;
}

function paragraph(text) {
  return withInline(el('p'), text);
}

/** A list; an item that is indented belongs to a list inside the item before it, one level deep. */
function renderList(lines) {
  const list = newList(lines[0]);
  let inner;
  let item;
  let texts = [];
  const flush = () => {
    if (item) withInline(item, texts.join('\n'));
    texts = [];
  };
  for (const line of lines) {
    const start = /^(\s*)([-*+]|\d{1,9}[.)]) +(.*)$/.exec(line);
    if (!start) {
      texts.push(line.trim());
      continue;
    }
    flush();
    const isInner = start[1].length >= 2 && list.lastElementChild !== null;
    if (isInner && !inner) {
      inner = newList(line);
      list.lastElementChild.append(inner);
    } else if (!isInner) {
      inner = undefined;
    }
    item = el('li');
    (isInner ? inner : list).append(item);
    texts.push(start[3]);
  }
  flush();
  return list;
}

function newList(line) {
  const number = /^\s*(\d+)/.exec(line);
  return number ? el('ol', { start: number[1] }) : el('ul');
}

function renderTable(lines) {
  const cells = (line) => line.trim().replace(/^\||\|$/g, '').split('|').map((cell) => cell.trim());
  const row = (line, tag) => el('tr', {}, ...cells(line).map((cell) => withInline(el(tag), cell)));
  const table = el('table', {},
    el('thead', {}, row(lines[0], 'th')), el('tbody', {}, ...lines.slice(2).map((line) => row(line, 'td'))));
  return el('div', { class: 'scroll-x', tabindex: '0' }, table);
}

// Inline marks. Nesting deeper than this is shown as it was written.
const depthMax = 4;
// A link's words and address; longer ones are no links, so that a row of brackets is not searched again and again.
const linkLengthMax = 1000;

function withInline(parent, text, depth = 0) {
  let plain = '';
  // Once a closing mark was not found, there is none further on either.
  const absent = new Set();
  const flush = () => {
    if (plain !== '') parent.append(plain);
    plain = '';
  };
  for (let at = 0; at < text.length;) {
    const found = depth < depthMax ? inlineAt(text, at, absent, depth) : undefined;
    if (found) {
      flush();
      parent.append(...found.nodes);
      at = found.end;
    } else {
      plain += text[at];
      at += 1;
    }
  }
  flush();
  return parent;
}

function inlineAt(text, at, absent, depth) {
  switch (text[at]) {
    case '\\': return /[\\`*_{}[\]()#+\-.!|>~]/.test(text[at + 1] ?? '') && { nodes: [text[at + 1]], end: at + 2 };
    case '`': return codeAt(text, at, absent);
    case '*':
    case '_': return emphasisAt(text, at, absent, depth);
    case '[': return linkAt(text, at, depth);
    case 'h':
    case 'm': return addressAt(text, at);
    default: return undefined;
  }
}

function codeAt(text, at, absent) {
  let end = at;
  while (text[end] === '`') end += 1;
  const mark = text.slice(at, end);
  if (absent.has(mark)) return undefined;
  const close = text.indexOf(mark, end);
  if (close < 0) {
    absent.add(mark);
    return { nodes: [mark], end };
  }
  return { nodes: [el('code', { text: text.slice(end, close).replace(/^ (.*) $/s, '$1') })], end: close + mark.length };
}

function emphasisAt(text, at, absent, depth) {
  const mark = text[at + 1] === text[at] ? text[at].repeat(2) : text[at];
  const start = at + mark.length;
  const startsWord = /\S/.test(text[start] ?? ' ') && text[start] !== mark[0];
  // An underscore inside a word is part of a name.
  if (!startsWord || absent.has(mark) || (mark[0] === '_' && /\w/.test(text[at - 1] ?? ''))) return undefined;
  for (let close = text.indexOf(mark, start + 1); close >= 0; close = text.indexOf(mark, close + mark.length)) {
    const end = close + mark.length;
    const isInWord = mark[0] === '_' && /\w/.test(text[end] ?? '');
    const isLonger = mark.length === 1 && (text[end] === mark || text[close - 1] === mark);
    if (/\s/.test(text[close - 1]) || isInWord || isLonger) continue;
    const node = withInline(el(mark.length === 2 ? 'strong' : 'em'), text.slice(start, close), depth + 1);
    return { nodes: [node], end };
  }
  absent.add(mark);
  return undefined;
}

function linkAt(text, at, depth) {
  const match = /^\[([^[\]]+)\]\(([^\s()]+)\)/.exec(text.slice(at, at + linkLengthMax));
  const address = match && safeAddress(match[2]);
  if (!address) return undefined;
  const link = withInline(anchor(address), match[1], depth + 1);
  // Words can say one thing and the address another.
  const host = address.host || address.pathname;
  const isTold = match[1].includes(host);
  const nodes = isTold ? [link] : [link, el('span', { class: 'host', text: ` (${host})` })];
  return { nodes, end: at + match[0].length };
}

function addressAt(text, at) {
  if (/\w/.test(text[at - 1] ?? '')) return undefined;
  const match = /^(https?:\/\/|mailto:)[^\s<>"'`|]+/.exec(text.slice(at, at + linkLengthMax));
  const shown = match?.[0].replace(/[.,;:!?)*_\]]+$/, '');
  const address = shown && safeAddress(shown);
  if (!address) return undefined;
  const link = anchor(address);
  link.append(shown);
  return { nodes: [link], end: at + shown.length };
}

function safeAddress(text) {
  if (!/^(https?:\/\/|mailto:)/i.test(text) || !URL.canParse(text)) return undefined;
  return new URL(text);
}

function anchor(address) {
  return el('a', { href: address.href, target: '_blank', rel: 'noopener noreferrer' });
}
