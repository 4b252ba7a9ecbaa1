// Menus are popovers: the browser closes them on Escape or a click outside, and restores
// the focus.

import { icon, make } from './dom.js';

// openMenu opens a menu at an anchor (an element or a point) with entries {name, icon,
// run, danger}.
export function openMenu(menu, anchor, entries) {
  menu.replaceChildren(...entries.map((entry) =>
    make('button', { type: 'button', class: entry.danger ? 'danger' : null, onclick: function () {
      menu.hidePopover();
      entry.run();
    } }, entry.icon && icon(entry.icon), entry.name)));
  if (!menu.matches(':popover-open')) menu.showPopover();
  placeMenu(menu, anchor.getBoundingClientRect ? anchor.getBoundingClientRect() : anchor);
  menu.firstChild.focus();
}

// placeMenu places a menu below its anchor, within the window.
function placeMenu(menu, at) {
  menu.style.left = Math.max(8, Math.min(innerWidth - menu.offsetWidth - 8, at.right - menu.offsetWidth)) + 'px';
  menu.style.top = Math.max(8, Math.min(innerHeight - menu.offsetHeight - 8, at.bottom + 4)) + 'px';
}

// Arrow keys move between the entries.
export function initMenus() {
  document.addEventListener('keydown', function (event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const menu = step && event.target.closest && event.target.closest('.menu');
    if (!menu) return;
    event.preventDefault();
    const entries = [...menu.querySelectorAll('button, a')];
    entries[(entries.indexOf(document.activeElement) + step + entries.length) % entries.length].focus();
  });
}
