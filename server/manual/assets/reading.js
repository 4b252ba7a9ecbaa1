// Copy buttons for code, and a table of contents that starts closed where it is
// above the page.
(function () {
  'use strict';
  const { copy, copied } = document.body.dataset;
  for (const pre of document.querySelectorAll('main pre')) {
    const frame = document.createElement('div');
    frame.className = 'code';
    pre.replaceWith(frame);
    frame.append(pre);
    if (!navigator.clipboard) continue; // not a secure context
    const button = document.createElement('button');
    button.textContent = copy;
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText(pre.textContent);
      button.textContent = copied;
      setTimeout(() => { button.textContent = copy; }, 1500);
    });
    frame.append(button);
  }
  const contents = document.querySelector('.contents details');
  if (contents && !matchMedia('(min-width: 84rem)').matches) contents.open = false;
})();
