// Messages as plain text: for the session list, notifications, quotes and the search.

import { plainText } from '../page/dom.js';
import { t } from '../page/i18n.js';
import { cardData, isContact, isPlace } from './card_data.js';
import { tipText } from './group_tips.js';
import { nickOf } from './names.js';
import { withoutQuote } from './quotes.js';

const maxPreview = 200; // characters

const ELEMENT = webim.MSG_ELEMENT_TYPE;
const texts = {
  [ELEMENT.TEXT]: (content) => plainText(content.toHtml()),
  [ELEMENT.FACE]: (content) => textOf(content.getData()),
  [ELEMENT.IMAGE]: () => t('[图片]'),
  [ELEMENT.FILE]: (content) => t('[文件] ') + textOf(content.getName()),
  [ELEMENT.SOUND]: (content) => t('[语音] {n} 秒', { n: textOf(content.getSecond()) }),
  [ELEMENT.LOCATION]: (content) => t('[位置] ') + textOf(content.getDesc()),
  [ELEMENT.CUSTOM]: customText,
  [ELEMENT.GROUP_TIP]: tipText,
};

function customText(custom) {
  const data = cardData(custom);
  if (isContact(data)) return t('[名片] ') + nickOf(data.account);
  if (isPlace(data)) return t('[位置] ') + textOf(data.name);
  return t('[自定义消息] ') + (textOf(custom.getDesc()) || textOf(custom.getData()));
}

// elementType trims the type, which has a trailing space in some files.
export function elementType(elem) {
  return textOf(elem.type).trim();
}

// textOf converts a field of another user's message to text. Values that are neither
// strings nor numbers become ''.
export function textOf(value) {
  return typeof value === 'string' ? value.toWellFormed() : typeof value === 'number' ? String(value) : '';
}

// fullTextOf returns a message as editable text: texts and emoticons as typed, other
// elements by their names.
function fullTextOf(msg) {
  return msg.elems.map(function (elem) {
    const text = texts[elementType(elem)];
    return text ? text(elem.content) : plainText(elem.toHtml());
  }).join('');
}

// copyTextOf returns the text that copying a message yields.
export function copyTextOf(msg) {
  try {
    return withoutQuote(msg, fullTextOf(msg));
  } catch {
    return '';
  }
}

// previewOf returns a message as one line of plain text.
export function previewOf(msg) {
  try {
    return withoutQuote(msg, fullTextOf(msg)).slice(0, maxPreview);
  } catch {
    return t('[无法显示的消息]');
  }
}

// previewOfRow returns a row as one line of plain text.
export function previewOfRow(row) {
  return row.upload ? t(row.upload.isPicture ? '[图片]' : '[文件] ') + row.upload.file.name : previewOf(row.msg);
}

// searchText returns the text of a row in which a search looks.
export function searchText(row) {
  if (row.searchedOf !== (row.upload || row.msg)) {
    row.searchedOf = row.upload || row.msg;
    row.searchText = (row.upload ? previewOfRow(row) : searchedText(row.msg)).toLowerCase();
  }
  return row.searchText;
}

function searchedText(msg) {
  try {
    return fullTextOf(msg);
  } catch {
    return '';
  }
}
