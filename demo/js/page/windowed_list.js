// Long lists. Only the rows around those in view are in the DOM, so the cost of a list
// does not depend on its length. All rows of a list have the same height. Margins take
// the place of the others.

import { showChildren } from './dom.js';

const updates = new Set(); // of all lists
const sizes = new ResizeObserver(() => updates.forEach((update) => update()));

// windowedList makes a <ul> windowed and returns show(items, total), where total is the
// number of items if not all are loaded:
//
//   scroller    the element that scrolls the list, or the list itself
//   rowHeight   in CSS pixels, until a row can be measured
//   keyOf       returns an item's identity
//   rowOf       returns an item's <li>; called when the item comes into view and whenever
//               items are shown
//   afterwards  called when the rows in the DOM have changed
export function windowedList(list, { scroller = list, rowHeight, keyOf, rowOf, afterwards = () => {} }) {
  let items = [];
  let size = 0;
  let rows = new Map(); // key -> <li>, those in the DOM in their order
  let height = rowHeight;
  let screen = innerHeight;
  let above = 0; // height of what is scrolled away

  // measure is called when the layout has changed. Showing items needs no layout.
  function measure() {
    height = list.firstElementChild?.offsetHeight || rowHeight;
    screen = scroller.clientHeight || innerHeight;
    above = scroller === list ? list.scrollTop : scroller.getBoundingClientRect().top - list.getBoundingClientRect().top;
  }

  // inView returns the indexes of the items to draw: a screen more in each direction, and
  // those next to the focus, for the keyboard.
  function inView(focused) {
    const top = Math.min(above, Math.max(0, items.length * height - screen)); // the list may be shorter now
    const first = Math.max(0, Math.floor((top - screen) / height));
    const last = Math.min(items.length - 1, Math.ceil((top + 2 * screen) / height));
    const indexes = new Set();
    for (let i = first; i <= last; i++) indexes.add(i);
    const at = focused === undefined ? -1 : items.findIndex((item) => keyOf(item) === focused);
    for (const i of at < 0 ? [] : [at - 1, at, at + 1]) if (items[i]) indexes.add(i);
    return [...indexes].sort((a, b) => a - b);
  }

  function draw(isNew) {
    const focused = [...rows].find(([, row]) => row.contains(document.activeElement))?.[0];
    const before = rows;
    rows = new Map();
    let next = 0;
    for (const i of inView(focused)) {
      const key = keyOf(items[i]);
      const row = (!isNew && before.get(key)) || rowOf(items[i]);
      row.style.marginTop = (i - next) * height + 'px';
      row.style.marginBottom = '';
      row.ariaSetSize = size;
      row.ariaPosInSet = i + 1;
      rows.set(key, row);
      next = i + 1;
    }
    const shown = [...rows.values()];
    if (shown.length) shown[shown.length - 1].style.marginBottom = (items.length - next) * height + 'px';
    showChildren(list, shown);
    if (focused !== undefined && !list.contains(document.activeElement)) rows.get(focused)?.querySelector('a, button')?.focus({ preventScroll: true });
    afterwards();
  }

  function update() {
    measure();
    draw(false);
  }

  list.classList.add('windowed');
  updates.add(update);
  scroller.addEventListener('scroll', update, { passive: true });
  list.addEventListener('focusin', update);
  sizes.observe(list);
  sizes.observe(scroller);
  return function show(loaded, total = loaded.length) {
    items = loaded;
    size = total;
    draw(true);
  };
}
