// The emoticon tables a page can reach. Building them paints nothing: each
// picture is made when it is read.
import { names13, names17, picture } from './emotions.js';
import { lazy, textOf } from './define.js';

function indexes(names, first) {
  const table = {};
  names.forEach((name, i) => (table[name] = i + first));
  return table;
}

// table17 is 1.7's: index -> [name, picture].
function table17() {
  const table = {};
  names17.forEach((name, i) => {
    const entry = [name, undefined];
    lazy(entry, 1, () => picture(name));
    table[i] = entry;
  });
  return table;
}

// table13 is 1.3's: name -> picture. It also answers 1.7's numbers, unseen, as
// long as nobody knows which dialect the page speaks.
function table13(emotions) {
  const table = {};
  for (const name of names13) lazy(table, name, () => picture(name));
  for (const i of Object.keys(emotions)) Object.defineProperty(table, i, { value: emotions[i], enumerable: false, configurable: true });
  return table;
}

// defineEmotions puts the tables on webim and answers a function that finds the
// picture of a Face by its name: the page's tables first, which it may have
// changed, then the other dialect's, so that what one page sends another shows.
export function defineEmotions(webim, sdk) {
  lazy(webim, 'Emotions', table17);
  lazy(webim, 'EmotionDataIndexs', () => indexes(names17, 0));
  lazy(webim, 'EmotionPicData', () => (sdk.forced === '1.7' ? webim.Emotions : table13(webim.Emotions)));
  lazy(webim, 'EmotionPicDataIndex', () => (sdk.dialect === '1.7' && sdk.known ? webim.EmotionDataIndexs : indexes(names13, 1)));
  sdk.whenKnown(() => {
    if (sdk.dialect === '1.7') webim.EmotionPicDataIndex = webim.EmotionDataIndexs;
  });

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
