// Dialogs are <dialog> elements of index.html. The browser traps the focus and closes them
// on Escape.

import { byId } from './dom.js';
import { clearErrors } from './field_errors.js';
import { t } from './i18n.js';
import { placeToasts } from './toasts.js';

// openDialog shows a dialog. onOk is called when its form is submitted with "ok"; it
// returns false to keep the dialog open.
export function openDialog(id, onOk) {
  const dialog = byId(id);
  const form = dialog.querySelector('form');
  if (form) {
    clearErrors(form);
    form.onsubmit = function (event) {
      const value = event.submitter ? event.submitter.value : 'ok';
      if (onOk && onOk(value) === false) event.preventDefault();
    };
  }
  if (!dialog.open) dialog.showModal();
  const first = [...dialog.querySelectorAll('.dialog-body input:enabled, .dialog-body textarea, footer .button')].find((element) => element.checkVisibility());
  if (first) (form && first.type === 'radio' && form.querySelector('[name="' + first.name + '"]:checked') || first).focus();
}

export function closeDialog(id) {
  if (byId(id).open) byId(id).close();
}

// ask shows a confirmation dialog. Options: title, text, yes, no, danger, and once for
// a dialog with a single button.
export function ask(options, onYes, onNo) {
  const dialog = byId('question');
  byId('question_title').textContent = options.title;
  byId('question_text').textContent = options.text || '';
  byId('question_yes').textContent = options.yes;
  byId('question_yes').classList.toggle('danger', Boolean(options.danger));
  byId('question_no').textContent = options.no || t('取消');
  byId('question_no').hidden = Boolean(options.once);
  dialog.returnValue = '';
  dialog.oncancel = (event) => options.once && event.preventDefault();
  dialog.onclose = () => (dialog.returnValue === 'ok' ? onYes() : onNo && onNo());
  openDialog('question');
}

export function initDialogs() {
  document.addEventListener('close', placeToasts, true);
  document.addEventListener('click', function (event) {
    const closer = event.target.closest('[data-close]');
    if (closer) closer.closest('dialog').close();
    // A click whose target is the dialog is outside its content.
    if (event.target.matches('dialog.picture')) event.target.close();
  });
}
