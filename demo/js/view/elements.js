// Renders the elements of a message. Texts, emoticons, pictures and sounds are the HTML
// of the SDK's toHtml(), parsed without running anything. Files, places and custom
// elements are built here from their getters.

import { elementType, textOf } from '../model/message_text.js';
import { quoteOf } from '../model/quotes.js';
import { icon, inertContent, make } from '../page/dom.js';
import { t } from '../page/i18n.js';
import { sizeText } from '../page/sizes.js';
import { customCard, placeCard } from './cards.js';
import { imageClick } from './pictures.js';

const photoLimit = 220; // CSS pixels of a picture's longer side

const ELEMENT = webim.MSG_ELEMENT_TYPE;
const elementKinds = {
  [ELEMENT.TEXT]: { show: textParts },
  [ELEMENT.FACE]: { show: faceParts },
  [ELEMENT.IMAGE]: { show: photoParts, alone: 'photo' },
  [ELEMENT.FILE]: { show: fileParts, alone: 'carded' },
  [ELEMENT.SOUND]: { show: soundParts },
  [ELEMENT.LOCATION]: { show: placeParts, alone: 'carded' },
  [ELEMENT.CUSTOM]: { show: (elem) => [customCard(elem.content)], alone: 'carded' },
};

const unknownKind = { show: textParts };

function kindOf(elem) {
  return elementKinds[elementType(elem)] || unknownKind;
}

// bubble returns the content of a message, or a note if it cannot be rendered.
export function bubble(msg) {
  try {
    return bubbleOf(msg);
  } catch {
    return make('div', { class: 'bubble broken', text: t('[无法显示的消息]') });
  }
}

function bubbleOf(msg) {
  const element = make('div', { class: 'bubble' });
  const quote = quoteOf(msg);
  if (quote) element.append(quoteElement(quote));
  const kinds = msg.elems.map(kindOf);
  msg.elems.forEach((elem, i) => element.append(...kinds[i].show(elem, quote)));
  if (kinds.length === 1 && kinds[0].alone) element.classList.add(kinds[0].alone);
  if (kinds.length > 0 && kinds.length <= 3 && kinds.every((kind) => kind === elementKinds[ELEMENT.FACE])) element.classList.add('faces');
  // The list of messages is one tab stop; the message's menu has these actions.
  for (const inner of element.querySelectorAll('a, audio, [role="button"]')) inner.tabIndex = -1;
  return element;
}

function quoteElement({ who, line }) {
  return make('blockquote', { class: 'quote' }, make('b', { text: who }), make('span', { text: line }));
}

function markup(elem) {
  return inertContent(elem.toHtml());
}

function textParts(elem, quote) {
  const content = markup(elem);
  const first = document.createTreeWalker(content, NodeFilter.SHOW_TEXT).nextNode();
  if (quote && first) first.data = first.data.replace(quote.mark, '');
  return withLinks(content);
}

// withLinks turns addresses in the texts of markup into links.
export function withLinks(content) {
  const walker = document.createTreeWalker(content, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) texts.push(walker.currentNode);
  for (const text of texts) if (!text.parentElement || !text.parentElement.closest('a')) text.replaceWith(...linkParts(text.data));
  return [...content.childNodes];
}

// Addresses end before a sentence's punctuation, Chinese or not.
const addressPattern = /\b(?:https?:\/\/|www\.)[^\s<>"'`，。；：！？、（）《》「」【】“”‘’]+/gi;
const maxAddress = 2048; // characters; longer ones stay text

// linkParts turns the web addresses in a text into links. Other schemes stay text.
function linkParts(text) {
  const parts = [];
  let at = 0;
  for (const match of text.matchAll(addressPattern)) {
    const address = match[0].length > maxAddress ? '' : trimAddress(match[0]);
    const href = address && webAddress(/^www\./i.test(address) ? 'https://' + address : address);
    if (!href) continue;
    parts.push(text.slice(at, match.index), make('a', { href, target: '_blank', rel: 'noopener noreferrer nofollow', text: address }));
    at = match.index + address.length;
  }
  parts.push(text.slice(at));
  return parts;
}

// trimAddress removes the punctuation of the sentence around an address: periods, and
// closing brackets without an opening one.
function trimAddress(address) {
  let end = address.length;
  while (end > 0 && '.,;:!?'.includes(address[end - 1])) end--;
  let open = 0; // opening brackets minus closing ones
  for (let i = 0; i < end; i++) open += address[i] === '(' ? 1 : address[i] === ')' ? -1 : 0;
  while (end > 0 && address[end - 1] === ')' && open < 0) {
    end--;
    open++;
  }
  return address.slice(0, end);
}

// webAddress returns an address if it is http(s), else null.
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
  for (const img of content.querySelectorAll('img')) img.alt = textOf(elem.content.getData());
  return [...content.childNodes];
}

// photoParts sets a picture's size before it is loaded, so that the layout does not
// shift, and makes it operable by keyboard. Pictures that the browser cannot show become
// files.
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
  // src holds three addresses (imageClick). The small picture is for screens with one
  // pixel per CSS pixel.
  const large = images.getImage(webim.IMAGE_TYPE.LARGE);
  const sharp = devicePixelRatio > 1 && large && webAddress(textOf(large.url));
  if (sharp) img.srcset = sharp + ' 1x';
  img.alt = t('图片');
  img.tabIndex = 0;
  img.setAttribute('role', 'button');
  img.onkeydown = (event) => event.key === 'Enter' && imageClick(img);
  img.onerror = function () {
    const original = images.getImage(webim.IMAGE_TYPE.ORIGIN) || size;
    const box = img.closest('.bubble');
    if (box) box.classList.replace('photo', 'carded');
    img.replaceWith(fileCard(t('图片（无法显示）'), original && original.size, original && textOf(original.url)));
  };
  return [...content.childNodes];
}

function soundParts(elem) {
  const content = markup(elem);
  const audio = content.querySelector('audio');
  if (!audio) return [...content.childNodes];
  audio.setAttribute('aria-label', t('语音，{n} 秒', { n: textOf(elem.content.getSecond()) }));
  return [make('div', { class: 'sound' }, ...content.childNodes, make('small', { text: textOf(elem.content.getSecond()) + '″' }))];
}

// onChangePlayAudio pauses other sounds, so that one plays at a time.
function onChangePlayAudio(audio) {
  for (const other of document.querySelectorAll('audio')) if (other !== audio) other.pause();
}

// initElements defines the two functions that the markup of messages names. The SDK calls
// them from its own listeners (data-inline-handlers="none").
export function initElements() {
  Object.assign(window, { imageClick, onChangePlayAudio });
}

function placeParts(elem) {
  const place = elem.content;
  return [placeCard(textOf(place.getDesc()) || t('位置'), '', Number(place.getLatitude()), Number(place.getLongitude()))];
}

// fileParts renders a file. A recorded sound, which is sent as a file, gets a player.
function fileParts(elem) {
  const name = textOf(elem.content.getName());
  const url = textOf(elem.content.getDownUrl());
  const isSound = /\.(?:webm|ogg|m4a|mp3|wav)$/i.test(name) && webAddress(url);
  const card = fileCard(name, elem.content.getSize(), url);
  if (!isSound) return [card];
  return [make('div', { class: 'card sound-card' }, make('audio', { src: isSound, controls: true, preload: 'none', 'aria-label': name, 'data-webim': 'sound' }),
    make('small', { text: name }))];
}

// fileCard links in this window: a download would leave a new one empty.
export function fileCard(name, size, url) {
  const href = url && webAddress(url);
  const parts = [make('span', { class: 'file-icon', 'aria-hidden': 'true' }, icon('file')), make('span', { class: 'file-text' },
    make('strong', { text: name }), make('small', { text: sizeText(size) + (href ? '' : ' ' + t('暂时不能下载')) }))];
  return href ? make('a', { class: 'card file-card', href, download: name }, ...parts) : make('span', { class: 'card file-card' }, ...parts);
}
