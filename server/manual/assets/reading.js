// Adds copy buttons to code, makes wide code scrollable by keyboard, and collapses the
// table of contents on narrow screens, where it is above the text.
(function () {
  'use strict';
  const { copy, copied } = document.body.dataset;

  // copyCode copies a block and reports whether it succeeded. Without permission, or
  // outside a secure context, it falls back to selecting the block and execCommand.
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
