// Replies and mentions. Both are plain text, so every page can show them. The demo shows
// the quoted line separately:
//
//   「林小夏：周五三点可以吗」
//   - - - - - -
//   可以
//
// and marks messages that mention the user with an @.

import { plainText } from '../page/dom.js';
import { t } from '../page/i18n.js';
import { nickOf } from './names.js';
import { loginInfo } from './users.js';

const quotePattern = /^「([^\n：]{1,64})：([^\n]{0,120})」\n- - - - - -\n/;
const maxQuoted = 80; // characters

// quoted returns a reply: the line that it quotes, after its sender's name, and the text.
export function quoted(name, line, text) {
  return '「' + name.replaceAll('：', ' ') + '：' + line.replace(/\s+/g, ' ').slice(0, maxQuoted) + '」\n- - - - - -\n' + text;
}

// quoteOf returns {who, line, mark} of a reply, or null.
export function quoteOf(msg) {
  const first = msg.elems[0];
  if (!first || first.type !== webim.MSG_ELEMENT_TYPE.TEXT) return null;
  const match = quotePattern.exec(plainText(first.toHtml()));
  return match && { who: match[1], line: match[2], mark: match[0] };
}

export function withoutQuote(msg, text) {
  const quote = quoteOf(msg);
  return quote ? text.replace(quote.mark, '') : text;
}

// mentionsMe reports whether a text mentions the user.
export function mentionsMe(text) {
  return text.includes('@' + nickOf(loginInfo.identifier) + ' ') || text.endsWith('@' + nickOf(loginInfo.identifier)) || text.includes('@' + t('所有人'));
}
