// Searches the documentation. The index holds the sections of all pages and
// the error codes; it is fetched on the first input and searched here.
(function () {
  'use strict';
  const MAX_RESULTS = 12;
  const CONTEXT = 60; // characters shown before and after a match

  const box = document.querySelector('search');
  const input = box.querySelector('input');
  const list = box.querySelector('ul');
  let index;
  let active = -1; // the highlighted result

  function load() {
    index = index || fetch(box.dataset.index).then((response) => response.json());
    return index;
  }

  const wordsOf = (text) => text.toLowerCase().split(/\s+/).filter(Boolean);

  // score is above 0 for sections that contain every word. A name counts more than
  // the title of the page, and both more than the text.
  function score(section, words) {
    const name = section.name.toLowerCase();
    const page = section.page.toLowerCase();
    const text = section.text.toLowerCase();
    let sum = name === words.join(' ') ? 1000 : 0;
    for (const word of words) {
      const times = text.split(word).length - 1;
      if (!name.includes(word) && !page.includes(word) && times === 0) return 0;
      if (name.includes(word)) sum += 100 * word.length / name.length + 50;
      if (page.includes(word)) sum += 20;
      sum += Math.min(times, 5);
    }
    return sum;
  }

  function excerpt(text, word) {
    const at = text.toLowerCase().indexOf(word);
    if (at < 0) return text.slice(0, 2 * CONTEXT);
    return (at > CONTEXT ? '…' : '') + text.slice(Math.max(0, at - CONTEXT), at + word.length + CONTEXT) + '…';
  }

  function element(name, properties, ...children) {
    const node = Object.assign(document.createElement(name), properties);
    node.append(...children);
    return node;
  }

  function open(isOpen) {
    list.hidden = !isOpen;
    input.setAttribute('aria-expanded', isOpen);
    highlight(-1);
  }

  function show(sections, words) {
    list.replaceChildren(...sections.map((section, n) => {
      const title = section.name === section.page ? section.page : section.name + ' · ' + section.page;
      const link = element('a', { href: '/docs/' + section.path, tabIndex: -1 }, title, element('small', {}, excerpt(section.text, words[0])));
      const item = element('li', { id: 'found' + n, role: 'option' }, link);
      return item;
    }));
    if (sections.length === 0) list.append(element('li', {}, box.dataset.nothing));
    open(true);
  }

  function highlight(n) {
    const options = list.querySelectorAll('[role=option]');
    active = n;
    options.forEach((option, i) => option.setAttribute('aria-selected', i === n));
    if (options[n]) {
      input.setAttribute('aria-activedescendant', options[n].id);
      options[n].scrollIntoView({ block: 'nearest' });
    } else input.removeAttribute('aria-activedescendant');
  }

  input.addEventListener('input', async () => {
    const words = wordsOf(input.value);
    open(false);
    if (words.length === 0) return;
    const sections = await load();
    if (words.join(' ') !== wordsOf(input.value).join(' ')) return; // the input has changed
    const found = sections.map((section) => ({ section, n: score(section, words) })).filter((f) => f.n > 0).sort((a, b) => b.n - a.n);
    show(found.slice(0, MAX_RESULTS).map((f) => f.section), words);
  });
  input.addEventListener('keydown', (event) => {
    const options = list.querySelectorAll('[role=option]');
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (list.hidden || options.length === 0) return;
    if (step) {
      event.preventDefault();
      highlight((active + step + options.length + (active < 0 && step < 0 ? 1 : 0)) % options.length);
    }
    if (event.key === 'Enter') options[Math.max(active, 0)].querySelector('a').click();
  });
  list.addEventListener('click', () => open(false));
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') open(false);
    if (event.key === '/' && !/^(INPUT|TEXTAREA)$/.test(document.activeElement.tagName)) {
      event.preventDefault();
      input.focus();
    }
  });
  document.addEventListener('click', (event) => {
    if (!box.contains(event.target)) open(false);
  });
})();
