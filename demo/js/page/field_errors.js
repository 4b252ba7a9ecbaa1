// Shows errors of a form next to the field, not in a toast that covers it.

import { make } from './dom.js';
import { t } from './i18n.js';

// fieldError shows an error at a field or a list of choices, and returns false, which
// keeps a dialog open.
export function fieldError(field, text) {
  const place = field.closest('.field, fieldset') || field.parentElement;
  let error = place.querySelector(':scope > .field-error');
  if (!error) {
    error = make('p', { class: 'field-error', role: 'alert' });
    place.append(error);
  }
  error.textContent = text;
  error.id = error.id || (field.id || field.name || 'field') + '_error';
  field.setAttribute('aria-invalid', 'true');
  field.setAttribute('aria-describedby', error.id);
  if (field.matches('input, textarea')) field.focus();
  place.addEventListener('input', () => clearError(field, error), { once: true });
  return false;
}

function clearError(field, error) {
  error.remove();
  field.removeAttribute('aria-invalid');
  field.removeAttribute('aria-describedby');
}

export function clearErrors(form) {
  for (const error of form.querySelectorAll('.field-error')) error.remove();
  for (const field of form.querySelectorAll('[aria-invalid]')) field.removeAttribute('aria-invalid');
}

// countBytes shows how much of a field's length is used, in bytes of UTF-8.
export function countBytes(field, most) {
  const place = field.closest('.field');
  let counter = place.querySelector(':scope > .field-count');
  if (!counter) {
    counter = make('output', { class: 'field-count' });
    place.append(counter);
    field.addEventListener('input', () => show());
  }
  const show = function () {
    const used = new TextEncoder().encode(field.value.trim()).length;
    counter.textContent = used > most / 2 ? t('{used} / {most} 字节', { used, most }) : '';
    counter.classList.toggle('over', used > most);
  };
  show();
}
