// What the browser keeps for the page. One that keeps nothing, because it was told to or is full, costs that what is
// kept does not outlive the page, and nothing else.

const here = new Map();

/** What is kept under a name in `localStorage` or `sessionStorage`. */
export function kept(area, name) {
  try {
    return window[area].getItem(name) ?? here.get(name);
  } catch {
    return here.get(name);
  }
}

/** Keeps a text under a name. */
export function keep(area, name, text) {
  here.set(name, text);
  try {
    window[area].setItem(name, text);
  } catch {
    // It stays in the page.
  }
}
