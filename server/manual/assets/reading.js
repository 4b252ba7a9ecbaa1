// Copy buttons for code, which is scrolled by keyboard where it is cut, and a table of
// contents that starts closed where it is above the page.
(function () {
  'use strict';
  const { copy, copied } = document.body.dataset;

  // copyCode copies a block and reports whether it could. Without permission, or
  // outside a secure context, the block is selected and copied as by the keyboard.
  async function copyCode(pre) {
    try {
      await navigator.clipboard.writeText(pre.textContent);
      return true;
    } catch {
      getSelection().selectAllChildren(pre);
      return document.execCommand('copy');
    }
  }

  const widths = new ResizeObserver(function (entries) {
    for (const { target } of entries) {
      if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
      else target.removeAttribute('tabindex');
    }
  });

  for (const pre of document.querySelectorAll('main pre')) {
    const frame = document.createElement('div');
    frame.className = 'code';
    pre.replaceWith(frame);
    frame.append(pre);
    const button = document.createElement('button');
    button.textContent = copy;
    button.addEventListener('click', async () => {
      if (!await copyCode(pre)) return; // the block is selected
      button.textContent = copied;
      setTimeout(() => { button.textContent = copy; }, 1500);
    });
    frame.append(button);
    widths.observe(pre);
  }
  const contents = document.querySelector('.contents details');
  if (contents && !matchMedia('(min-width: 84rem)').matches) contents.open = false;
})();
