// The emoticon tables of webim, and the lookup of a picture in them.
import { addTables } from 'webim:emotions'; // emotions_all.js or emotions_none.js
import { textOf } from './define.js';

// defineEmotions adds the tables to webim and returns a function that looks up the
// picture of a Face by its name: first in the page's tables, which the page may have
// changed, then in the other dialect's, so that pages of both can display it.
export function defineEmotions(webim, sdk) {
  const picture = addTables(webim, sdk);

  return function (data) {
    const name = textOf(data);
    const own = (table, key) => (Object.prototype.hasOwnProperty.call(table, key) ? table[key] : undefined);
    let src;
    if (sdk.dialect === '1.3') src = own(webim.EmotionPicData, name);
    else {
      const entry = own(webim.Emotions, own(webim.EmotionDataIndexs, name));
      src = entry && entry[1];
    }
    return (typeof src === 'string' && src) || picture(name) || null;
  };
}
