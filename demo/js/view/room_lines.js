// The lines of a live room. There may be hundreds a second, so only the newest are in the
// DOM, drawn at most once per frame, and elements are reused.

import { byId, inertContent, make } from '../page/dom.js';
import { t } from '../page/i18n.js';
import { colourOf } from './avatars.js';
import { withLinks } from './elements.js';
import { isAtEnd } from './message_scroll.js';

const roomRows = 150; // messages on the page

const state = { queue: [], drawing: false, atNewest: true, missed: 0 };

// roomLine returns a line as data, which may never be drawn. The html of an event is plain
// text, that of a message is toHtml()'s, and pictures are the names of its emoticons and
// pictures.
export function roomLine(kind, html, name, account, pictures = []) {
  return { kind, html, name, account, pictures };
}

export function clearRoomLines() {
  state.queue = [];
  state.atNewest = true;
  byId('room_messages').replaceChildren();
}

export function addRoomLines(lines) {
  if (!lines.length) return;
  state.queue.push(...lines);
  if (state.queue.length > roomRows) state.queue.splice(0, state.queue.length - roomRows); // never drawn
  if (state.drawing) return;
  state.drawing = true;
  requestAnimationFrame(drawRoom);
}

// drawRoom draws the queued lines. It moves elements from the top to the end, so the DOM
// does not grow.
function drawRoom() {
  state.drawing = false;
  const list = byId('room_messages');
  const lines = state.queue;
  state.queue = [];
  const fragment = document.createDocumentFragment();
  for (const line of lines) {
    const item = list.childElementCount + fragment.childElementCount >= roomRows && list.firstChild ? list.removeChild(list.firstChild) : make('li', {}, make('b', {}), make('span', {}));
    fillRoomLine(item, line);
    fragment.append(item);
  }
  list.append(fragment);
  if (state.atNewest) return showRoomEnd();
  state.missed += lines.length;
  byId('room_newest').hidden = false;
  byId('room_newest').firstChild.textContent = t('{n} 条新消息', { n: state.missed > 999 ? '999+' : state.missed });
}

function fillRoomLine(item, line) {
  const [name, text] = item.children;
  item.className = 'room-line ' + line.kind;
  name.textContent = line.name || '';
  name.className = line.account ? 'room-name name-' + colourOf(line.account) : 'room-name';
  if (line.kind === 'event') text.textContent = line.html;
  else {
    text.replaceChildren(...withLinks(inertContent(line.html)));
    [...text.querySelectorAll('img')].forEach((img, i) => (img.alt = line.pictures[i] ?? ''));
  }
}

export function showRoomEnd() {
  state.atNewest = true;
  state.missed = 0;
  byId('room_newest').hidden = true;
  byId('room_scroll').scrollTop = byId('room_scroll').scrollHeight;
}

export function initRoomLines() {
  byId('room_scroll').addEventListener('scroll', function () {
    const scroll = byId('room_scroll');
    const atEnd = isAtEnd(scroll);
    if (atEnd && !state.atNewest) showRoomEnd();
    state.atNewest = atEnd;
  }, { passive: true });
}
