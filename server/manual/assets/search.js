// The search of the documentation: an index of all pages, fetched when somebody
// begins to type, and looked through here.
(function () {
  'use strict';
  const MOST = 12; // results shown
  const AROUND = 60; // characters shown before and after what was found

  const box = document.querySelector('search');
  const input = box.querySelector('input');
  const list = box.querySelector('ul');
  let index;

  function load() {
    index = index || fetch(box.dataset.index).then((response) => response.json());
    return index;
  }

  // score is above 0 for pages that have every word; titles count more.
  function score(page, words) {
    let sum = 0;
    for (const word of words) {
      const inTitle = page.title.toLowerCase().includes(word);
      const times = page.text.toLowerCase().split(word).length - 1;
      if (!inTitle && times === 0) return 0;
      sum += (inTitle ? 50 : 0) + Math.min(times, 20);
    }
    return sum;
  }

  function excerpt(text, word) {
    const at = text.toLowerCase().indexOf(word);
    if (at < 0) return text.slice(0, 2 * AROUND);
    return (at > AROUND ? '…' : '') + text.slice(Math.max(0, at - AROUND), at + word.length + AROUND) + '…';
  }

  function show(pages, words) {
    list.replaceChildren(...pages.map((page) => {
      const item = document.createElement('li');
      const link = document.createElement('a');
      const small = document.createElement('small');
      link.href = '/docs/' + page.path + '#:~:text=' + encodeURIComponent(words[0]);
      link.textContent = page.title;
      small.textContent = excerpt(page.text, words[0]);
      link.append(small);
      item.append(link);
      return item;
    }));
    if (pages.length === 0) {
      const item = document.createElement('li');
      item.textContent = box.dataset.nothing;
      list.append(item);
    }
    list.hidden = false;
  }

  input.addEventListener('input', async () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    list.hidden = true;
    if (words.length === 0) return;
    const pages = await load();
    if (words.join(' ') !== input.value.toLowerCase().split(/\s+/).filter(Boolean).join(' ')) return; // typed on meanwhile
    const found = pages.map((page) => ({ page, n: score(page, words) })).filter((f) => f.n > 0).sort((a, b) => b.n - a.n);
    show(found.slice(0, MOST).map((f) => f.page), words);
  });
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') list.hidden = true;
    if (event.key === '/' && document.activeElement !== input) {
      event.preventDefault();
      input.focus();
    }
  });
  document.addEventListener('click', (event) => {
    if (!box.contains(event.target)) list.hidden = true;
  });
})();
