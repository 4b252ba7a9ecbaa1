// Emoticon pictures of the SDK: original vector artwork, drawn for this product.
//
// To add one, give its name a drawing in emotions/faces.js or
// emotions/objects.js. The order of those tables, faces first, is the wire
// index of the 1.3 dialect, so a new name goes to the very end of objects; 1.7
// pages see only the names in names17. emotions/painter.js explains the drawings.
import { faces } from './emotions/faces.js';
import { objects } from './emotions/objects.js';
import { paint } from './emotions/painter.js';

const bracketed = (name) => `[${name}]`;
const drawings = {}; // by bracketed name
const hasOwn = drawings.hasOwnProperty;

// The name at position i has face index i + 1.
export const names13 = [];
for (const table of [faces, objects]) {
  for (const name of Object.keys(table)) {
    drawings[bracketed(name)] = table[name];
    names13.push(bracketed(name));
  }
}

// The name at position i has face index i.
export const names17 = (
  '惊讶 撇嘴 色 发呆 得意 流泪 害羞 闭嘴 睡 大哭 尴尬 发怒 调皮 龇牙 微笑 难过 酷 冷汗 ' +
  '抓狂 吐 偷笑 可爱 白眼 傲慢 饿 困 惊恐 流汗 憨笑 大兵 奋斗 咒骂 疑问 嘘 晕'
).split(' ').map(bracketed);

// 1.7 spells two names of 1.3 differently.
drawings['[龇牙]'] = drawings['[呲牙]'];
drawings['[饿]'] = drawings['[饥饿]'];

const painted = {};

// picture returns the data URI for a bracketed name of either dialect, or '' for any
// other name. A picture is painted when it is first requested.
export function picture(name) {
  if (!hasOwn.call(drawings, name)) return '';
  return (painted[name] = painted[name] || paint(drawings[name]));
}
