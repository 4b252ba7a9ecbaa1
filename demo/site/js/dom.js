// The few shorthands for the page's elements that all other scripts use.

function byId(id) {
  return document.getElementById(id);
}

// make builds an element. Among the properties, text becomes its text, html its
// markup (only for what the SDK's toHtml gave), and on… a listener; null,
// undefined and false leave a property out.
function make(tag, properties, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name === 'text') element.textContent = value;
    else if (name === 'html') element.append(messageMarkup(value));
    else if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

// messageMarkup makes nodes of what the SDK's toHtml gave. Its handlers are
// attributes, which this page's Content-Security-Policy forbids: they are taken
// off where nothing runs yet, and clicks and plays are heard for all of them.
function messageMarkup(html) {
  const template = document.createElement('template');
  template.innerHTML = html;
  for (const event of ['click', 'play']) {
    for (const element of template.content.querySelectorAll('[on' + event + ']')) {
      element.dataset[event] = element.getAttribute('on' + event);
      element.removeAttribute('on' + event);
    }
  }
  return template.content;
}

// icon draws one of img/icons.svg.
function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
  use.setAttribute('href', 'img/icons.svg#' + name);
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  svg.append(use);
  return svg;
}

// showChildren makes nodes the children of parent, in this order. What stands
// there already stays untouched, so that pictures do not flicker and the
// keyboard's focus is kept.
function showChildren(parent, nodes) {
  const focused = parent.contains(document.activeElement) ? document.activeElement : null;
  let at = parent.firstChild;
  for (const node of nodes) {
    if (node === at) at = at.nextSibling;
    else parent.insertBefore(node, at);
  }
  while (at) {
    const next = at.nextSibling;
    at.remove();
    at = next;
  }
  if (focused && focused !== document.activeElement && parent.contains(focused)) focused.focus();
}

// plainText reads the text of markup without ever showing it: what stands in a
// template runs nothing and loads nothing. Pictures speak by their alt.
function plainText(html) {
  const template = document.createElement('template');
  template.innerHTML = html;
  return template.content.textContent;
}

// announce has a screen reader say something that only the eye would notice.
function announce(text) {
  byId('announcer').textContent = text;
}
