// The page's language. The code contains the Chinese texts, which are the keys of the
// table of English ones (en.js).

import { settings } from './settings.js';

const table = settings.language === 'en' ? (await import('./en.js')).english : {};

// t returns a text in the visitor's language; {name} is replaced by values.name. An English
// text may have two forms, "singular|plural", of which values.n selects one.
export function t(text, values) {
  let said = table[text] ?? text;
  if (values && table[text]?.includes('|')) said = said.split('|')[values.n === 1 ? 0 : 1];
  return values ? said.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole) : said;
}

// sentence is t for values that are elements. It returns the list of its parts.
export function sentence(text, values) {
  return t(text).split(/\{(\w+)\}/).flatMap((part, i) => (i % 2 ? values[part] : part)).filter((part) => part !== '');
}

const translatedAttributes = ['placeholder', 'title', 'aria-label', 'alt'];

// translatePage translates the texts of index.html to the visitor's language.
export function translatePage() {
  if (settings.language !== 'en') return;
  const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.nodeType === Node.TEXT_NODE) {
      const text = node.data.trim();
      if (table[text]) node.data = node.data.replace(text, table[text]);
      continue;
    }
    for (const name of translatedAttributes) {
      const text = node.getAttribute(name);
      if (text && table[text]) node.setAttribute(name, table[text]);
    }
  }
}
