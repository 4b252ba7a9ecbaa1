// Shorthands for creating and changing elements.

export function byId(id) {
  return document.getElementById(id);
}

export const hasTouch = matchMedia('(pointer: coarse)').matches;

// make creates an element. The property text sets its text, on… adds a listener, others
// are attributes; those that are null, undefined or false are omitted.
export function make(tag, properties, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name === 'text') element.textContent = value;
    else if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

// inertContent parses markup, such as that of toHtml(), in a document that runs no scripts
// and loads no resources.
export function inertContent(html) {
  const inert = document.implementation.createHTMLDocument('');
  const range = inert.createRange();
  range.selectNode(inert.body);
  return range.createContextualFragment(html);
}

// icon returns one of the symbols at the top of index.html. They are part of the page,
// so that those for a lost connection need no request.
export function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
  use.setAttribute('href', '#icon-' + name);
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  svg.append(use);
  return svg;
}

// showChildren makes nodes the children of parent, in this order. Existing children are
// not touched, so that pictures do not flicker and the focus is kept.
export function showChildren(parent, nodes) {
  const focused = parent.contains(document.activeElement) ? document.activeElement : null;
  const wanted = new Set(nodes);
  for (const child of [...parent.childNodes]) if (!wanted.has(child)) child.remove();
  let at = parent.firstChild;
  for (const node of nodes) {
    if (node === at) at = at.nextSibling;
    else parent.insertBefore(node, at);
  }
  if (focused && focused !== document.activeElement && parent.contains(focused)) focused.focus({ preventScroll: true });
}

// setText sets an element's text if it differs.
export function setText(element, text) {
  if (element.textContent !== String(text)) element.textContent = text;
}

// plainText returns the text of markup.
export function plainText(html) {
  return inertContent(html).textContent;
}

// announce makes screen readers read a text.
export function announce(text) {
  byId('announcer').textContent = text;
}

// iconButton returns a button with an icon; label is its accessible name.
export function iconButton(name, label, properties) {
  return make('button', { class: 'icon-button', type: 'button', title: label, 'aria-label': label, ...properties }, icon(name));
}
