// Long lists: only the rows in view are in the document, whatever the length of the log.
import { el } from './dom.js';

// After a person's scrolling the view settles for this long; scrolling outside that time is our own or the layout's.
const inputTime = 400;
const nearEnd = 32;

/**
 * Keeps a scroller at its end, until the person scrolls away.
 *
 * Only the person's input changes it: comparing positions while the content grows would lose the end now and then.
 */
export class Follower {
  isFollowing = true;
  #scroller;
  #inputAt = -Infinity;
  #isHeld = false;

  constructor(scroller, onChange) {
    this.#scroller = scroller;
    const note = () => {
      this.#inputAt = performance.now();
    };
    for (const kind of ['wheel', 'touchmove', 'keydown']) scroller.addEventListener(kind, note, { passive: true });
    // A press beside the content is on the scrollbar.
    scroller.addEventListener('pointerdown', (event) => {
      this.#isHeld = event.target === scroller;
    });
    window.addEventListener('pointerup', () => {
      if (this.#isHeld) note();
      this.#isHeld = false;
    });
    scroller.addEventListener('scroll', () => {
      if (!this.#isHeld && performance.now() - this.#inputAt > inputTime) return;
      const { scrollTop, clientHeight, scrollHeight } = scroller;
      const isAtEnd = scrollHeight - scrollTop - clientHeight < nearEnd;
      if (isAtEnd !== this.isFollowing) {
        this.isFollowing = isAtEnd;
        onChange();
      }
    });
  }

  /** Goes to the end and stays there. */
  follow() {
    this.isFollowing = true;
    this.apply();
  }

  leave() {
    this.isFollowing = false;
  }

  apply() {
    if (this.isFollowing) this.#scroller.scrollTop = this.#scroller.scrollHeight;
  }
}

/** Rows of one height. `render(row, index)` fills a row's element, which is used again for other rows. */
export class FixedList {
  #scroller;
  #space = el('div', { class: 'space' });
  #rows = el('div', { class: 'rows' });
  #height;
  #render;
  #newRow;
  #count = 0;

  constructor(scroller, height, newRow, render) {
    this.#scroller = scroller;
    this.#height = height;
    this.#newRow = newRow;
    this.#render = render;
    this.#space.append(this.#rows);
    scroller.append(this.#space);
    this.follower = new Follower(scroller, () => {});
    scroller.addEventListener('scroll', () => this.#paint());
    new ResizeObserver(() => this.show(this.#count)).observe(scroller);
  }

  show(count) {
    this.#count = count;
    this.#space.style.height = `${count * this.#height}px`;
    this.follower.apply();
    this.#paint();
  }

  /** Brings a row into view. */
  reveal(index) {
    this.follower.leave();
    const top = index * this.#height;
    const { scrollTop, clientHeight } = this.#scroller;
    if (top < scrollTop) this.#scroller.scrollTop = top;
    else if (top + this.#height > scrollTop + clientHeight) this.#scroller.scrollTop = top + this.#height - clientHeight;
    this.#paint();
  }

  #paint() {
    const { scrollTop, clientHeight } = this.#scroller;
    const first = Math.max(0, Math.floor(scrollTop / this.#height) - 4);
    const shown = Math.max(0, Math.min(this.#count - first, Math.ceil(clientHeight / this.#height) + 8));
    while (this.#rows.children.length < shown) this.#rows.append(this.#newRow());
    while (this.#rows.children.length > shown) this.#rows.lastElementChild.remove();
    this.#rows.style.transform = `translateY(${first * this.#height}px)`;
    for (let index = 0; index < shown; index += 1) this.#render(this.#rows.children[index], first + index);
  }
}

// Rows outside the view that are kept ready, in pixels on either side.
const overscan = 600;
const guessedHeight = 84;

/**
 * Rows of any height, each of an item with a `key` and a `revision`. `make(item)` answers `{ node, update(item) }`.
 *
 * Heights are guessed until a row has been in the document. What the person looks at stays where it is when rows above
 * turn out to be higher or lower.
 */
export class VariableList {
  #scroller;
  #before = el('div');
  #after = el('div');
  #make;
  #views = new Map();
  #heights = new Map();
  #items = [];

  constructor(scroller, make, onFollow) {
    this.#scroller = scroller;
    this.#make = make;
    scroller.append(this.#before, this.#after);
    this.follower = new Follower(scroller, onFollow);
    scroller.addEventListener('scroll', () => this.#paint());
    new ResizeObserver(() => this.#resized()).observe(scroller);
  }

  show(items) {
    this.#items = items;
    this.#paint();
  }

  #resized() {
    // Another width gives other heights.
    this.#heights.clear();
    this.#paint();
  }

  #heightOf(item) {
    return this.#heights.get(item.key) ?? guessedHeight;
  }

  #topOf(end) {
    let top = 0;
    for (let index = 0; index < end; index += 1) top += this.#heightOf(this.#items[index]);
    return top;
  }

  #paint() {
    this.#place();
    // Rows that were measured for the first time can leave the view half empty, or move what is looked at.
    if (this.#measure()) {
      this.#place();
      this.#measure();
    }
    this.follower.apply();
  }

  /** Which items the view needs: at the end while following, else around the scroll position. */
  #range() {
    const height = this.#scroller.clientHeight;
    const total = this.#topOf(this.#items.length);
    const top = this.follower.isFollowing ? total - height : Math.min(this.#scroller.scrollTop, total - height);
    let first = 0;
    let above = 0;
    while (first < this.#items.length && above + this.#heightOf(this.#items[first]) < top - overscan) {
      above += this.#heightOf(this.#items[first]);
      first += 1;
    }
    let end = first;
    let bottom = above;
    while (end < this.#items.length && bottom < top + height + overscan) {
      bottom += this.#heightOf(this.#items[end]);
      end += 1;
    }
    return { first, end, above, below: total - bottom };
  }

  #place() {
    const { first, end, above, below } = this.#range();
    this.#before.style.height = `${above}px`;
    this.#after.style.height = `${below}px`;
    const wanted = this.#items.slice(first, end);
    const keys = new Set(wanted.map((item) => item.key));
    for (const [key, view] of this.#views) {
      if (keys.has(key)) continue;
      view.node.remove();
      this.#views.delete(key);
    }
    let previous = this.#before;
    for (const item of wanted) {
      const view = this.#viewOf(item);
      if (previous.nextSibling !== view.node) previous.after(view.node);
      previous = view.node;
    }
  }

  #viewOf(item) {
    let view = this.#views.get(item.key);
    if (!view) {
      view = this.#make(item);
      this.#views.set(item.key, view);
    }
    if (view.item !== item || view.revision !== item.revision) {
      view.update(item);
      view.item = item;
      view.revision = item.revision;
    }
    return view;
  }

  /** Notes the heights of the rows in the document, and keeps the first visible one in its place. */
  #measure() {
    const top = this.#scroller.scrollTop;
    let at = Number.parseFloat(this.#before.style.height) || 0;
    let shift = 0;
    let isChanged = false;
    for (const [key, view] of this.#inOrder()) {
      const height = view.node.getBoundingClientRect().height;
      const old = this.#heights.get(key) ?? guessedHeight;
      if (Math.abs(old - height) > 0.5) {
        this.#heights.set(key, height);
        isChanged = true;
        if (at + old <= top) shift += height - old;
      }
      at += old;
    }
    if (shift !== 0 && !this.follower.isFollowing) this.#scroller.scrollTop = top + shift;
    return isChanged;
  }

  #inOrder() {
    return this.#items.filter((item) => this.#views.has(item.key)).map((item) => [item.key, this.#views.get(item.key)]);
  }
}
