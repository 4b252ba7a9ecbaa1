// Badges with a number.

import { make } from '../page/dom.js';
import { t } from '../page/i18n.js';

// showCount shows a number in a badge; meaning is its text for screen readers.
export function showCount(badge, count, meaning) {
  const shown = count > 99 ? '99+' : String(count);
  if (badge.dataset.count !== shown) {
    badge.dataset.count = shown;
    badge.replaceChildren(make('span', { 'aria-hidden': 'true', text: shown }), make('span', { class: 'sr-only', text: t(meaning, { n: count }) }));
  }
  badge.hidden = count === 0;
}
