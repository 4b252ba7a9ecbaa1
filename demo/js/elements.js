// What a message is made of, as the page shows it. Texts, emoticons, pictures
// and sounds are what the SDK's toHtml() gives, put in by innerHTML; files,
// places and custom elements are drawn here from what their getters say.

import { customCard, customPreview, placeCard } from './cards.js';
import { icon, inertContent, make, plainText } from './dom.js';
import { tipText } from './group_tips.js';
import { t } from './i18n.js';
import { imageClick } from './pictures.js';
import { sizeText } from './sizes.js';
import { messageTime } from './times.js';

const photoLimit = 220; // CSS pixels of a picture's longer side

const ELEMENT = webim.MSG_ELEMENT_TYPE;
const elementKinds = {
  [ELEMENT.TEXT]: { show: textParts, preview: (content) => plainText(content.toHtml()) },
  [ELEMENT.FACE]: { show: faceParts, preview: (content) => content.getData() },
  [ELEMENT.IMAGE]: { show: photoParts, preview: () => t('[图片]'), alone: 'photo' },
  [ELEMENT.FILE]: { show: (elem) => [fileCard(elem.content.getName(), elem.content.getSize(), elem.content.getDownUrl())], preview: (content) => t('[文件] ') + content.getName(), alone: 'carded' },
  [ELEMENT.SOUND]: { show: soundParts, preview: (content) => t('[语音] {n} 秒', { n: content.getSecond() }) },
  [ELEMENT.LOCATION]: { show: placeParts, preview: (content) => t('[位置] ') + content.getDesc(), alone: 'carded' },
  [ELEMENT.CUSTOM]: { show: (elem) => [customCard(elem.content)], preview: customPreview, alone: 'carded' },
  [ELEMENT.GROUP_TIP]: { preview: tipText },
};

// kindOf: files arrive with a space behind their type, too.
function kindOf(elem) {
  return elementKinds[elem.type.trim()];
}

// bubble is a message without what stands around it.
export function bubble(msg) {
  const element = make('div', { class: 'bubble', title: messageTime(msg.time) });
  for (const elem of msg.elems) {
    const kind = kindOf(elem);
    element.append(...(kind && kind.show ? kind.show(elem) : textParts(elem)));
  }
  const kinds = msg.elems.map(kindOf);
  if (kinds.length === 1 && kinds[0] && kinds[0].alone) element.classList.add(kinds[0].alone);
  if (kinds.length > 0 && kinds.length <= 3 && kinds.every((kind) => kind === elementKinds[ELEMENT.FACE])) element.classList.add('faces');
  return element;
}

// previewOf is a message in one line of plain text.
export function previewOf(msg) {
  return msg.elems.map(function (elem) {
    const kind = kindOf(elem);
    return kind ? kind.preview(elem.content) : plainText(elem.toHtml());
  }).join('');
}

function markup(elem) {
  return inertContent(elem.toHtml());
}

function textParts(elem) {
  const content = markup(elem);
  const walker = document.createTreeWalker(content, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) texts.push(walker.currentNode);
  for (const text of texts) if (!text.parentElement || !text.parentElement.closest('a')) text.replaceWith(...linkParts(text.data));
  return [...content.childNodes];
}

// Addresses end before a sentence's own marks, Chinese or not.
const addressPattern = /\b(?:https?:\/\/|www\.)[^\s<>"'`，。；：！？、（）《》「」【】“”‘’]+/gi;

// linkParts makes links of the web addresses in a text; what has another scheme
// stays text.
function linkParts(text) {
  const parts = [];
  let at = 0;
  for (const match of text.matchAll(addressPattern)) {
    let address = match[0].replace(/[.,;:!?]+$/, '');
    // A bracket that was not opened inside belongs to the sentence.
    while (address.endsWith(')') && address.split('(').length < address.split(')').length) address = address.slice(0, -1);
    const href = webAddress(/^www\./i.test(address) ? 'https://' + address : address);
    if (!href) continue;
    parts.push(text.slice(at, match.index), make('a', { href, target: '_blank', rel: 'noopener noreferrer nofollow', text: address }));
    at = match.index + address.length;
  }
  parts.push(text.slice(at));
  return parts;
}

// webAddress answers an address only if it is one of the web.
function webAddress(text) {
  try {
    const url = new URL(text, location.href);
    return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : null;
  } catch {
    return null;
  }
}

function faceParts(elem) {
  const content = markup(elem);
  for (const img of content.querySelectorAll('img')) img.alt = elem.content.getData();
  return [...content.childNodes];
}

// photoParts gives a picture its size before it is loaded, so that nothing
// jumps, and makes it work with the keyboard. What the browser cannot show is a
// file.
function photoParts(elem) {
  const content = markup(elem);
  const img = content.querySelector('img');
  if (!img) return [...content.childNodes];
  const images = elem.content;
  const size = images.getImage(webim.IMAGE_TYPE.SMALL) || images.getImage(webim.IMAGE_TYPE.ORIGIN);
  if (size && size.width > 0 && size.height > 0) {
    const scale = Math.min(1, photoLimit / Math.max(size.width, size.height));
    img.width = Math.round(size.width * scale);
    img.height = Math.round(size.height * scale);
  }
  img.alt = t('图片');
  img.tabIndex = 0;
  img.setAttribute('role', 'button');
  img.onkeydown = (event) => event.key === 'Enter' && imageClick(img);
  img.onerror = function () {
    const original = images.getImage(webim.IMAGE_TYPE.ORIGIN) || size;
    const box = img.closest('.bubble');
    if (box) box.classList.replace('photo', 'carded');
    img.replaceWith(fileCard(t('图片（无法显示）'), original && original.size, original && original.url));
  };
  return [...content.childNodes];
}

function soundParts(elem) {
  const content = markup(elem);
  const audio = content.querySelector('audio');
  if (!audio) return [...content.childNodes];
  audio.setAttribute('aria-label', t('语音，{n} 秒', { n: elem.content.getSecond() }));
  return [make('div', { class: 'sound' }, ...content.childNodes, make('small', { text: elem.content.getSecond() + '″' }))];
}

// onChangePlayAudio has one sound play at a time.
function onChangePlayAudio(audio) {
  for (const other of document.querySelectorAll('audio')) if (other !== audio) other.pause();
}

// initElements gives the SDK the two functions that the markup of messages asks
// for by name. The SDK listens in their place (data-inline-handlers="none").
export function initElements() {
  Object.assign(window, { imageClick, onChangePlayAudio });
}

function placeParts(elem) {
  const place = elem.content;
  return [placeCard(String(place.getDesc() || t('位置')), '', Number(place.getLatitude()), Number(place.getLongitude()))];
}

// fileCard downloads in this window: a second one would only stay empty.
export function fileCard(name, size, url) {
  const href = url && webAddress(url);
  const parts = [make('span', { class: 'file-icon', 'aria-hidden': 'true' }, icon('file')), make('span', { class: 'file-text' },
    make('strong', { text: name }), make('small', { text: sizeText(size) + (href ? '' : ' ' + t('暂时不能下载')) }))];
  return href ? make('a', { class: 'card file-card', href, download: name }, ...parts) : make('span', { class: 'card file-card' }, ...parts);
}
