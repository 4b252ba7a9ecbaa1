// The built-in emoticons as the tables of webim. Pictures are painted when they are
// read. emotions_none.js is the counterpart for the script without emoticons.
import { names13, names17, picture } from './emotions.js';
import { lazy } from './define.js';
import { PREFIX } from './log.js';
import { addTables as addNone } from './emotions_none.js';

// The values of the setting emotions.
export const choices = ['none', 'all'];
export const wanted = '"none" or "all"';

function indexes(names, first) {
  const table = {};
  names.forEach((name, i) => (table[name] = i + first));
  return table;
}

// table17 returns the table of 1.7: index -> [name, picture].
function table17() {
  const table = {};
  names17.forEach((name, i) => {
    const entry = [name, undefined];
    lazy(entry, 1, () => picture(name));
    table[i] = entry;
  });
  return table;
}

// table13 returns the table of 1.3: name -> picture. It has 1.7's numbers as properties
// that are not enumerable, as long as the page's dialect is unknown.
function table13(emotions) {
  const table = {};
  names13.forEach((name) => lazy(table, name, () => picture(name)));
  for (const i of Object.keys(emotions)) Object.defineProperty(table, i, { value: emotions[i], enumerable: false, configurable: true });
  return table;
}

// hint logs how to remove the emoticons when a page first reads one: its author may
// have replaced a build without them.
function hint(webim, sdk) {
  if (sdk.config.emotions || sdk.config.version || sdk.dialect === '1.3') return;
  webim.Log.info(PREFIX + '正在使用内置表情；如果原来的webim.js没有内置表情，请在脚本标签上加data-emotions="none" / ' +
    'built-in emoticons are in use; if the old webim.js had none, add data-emotions="none" to its tag');
}

// addTo holds the functions that add the tables to webim, by the dialects of the tables.
const addTo = {
  // The tables of both dialects. The property that both use is defined when it is first
  // read.
  both(webim, sdk) {
    lazy(webim, 'Emotions', () => hint(webim, sdk) || table17());
    lazy(webim, 'EmotionDataIndexs', () => indexes(names17, 0));
    lazy(webim, 'EmotionPicData', () => table13(webim.Emotions));
    lazy(webim, 'EmotionPicDataIndex', () => (sdk.dialect === '1.7' && sdk.known ? webim.EmotionDataIndexs : indexes(names13, 1)));
    sdk.whenKnown(() => {
      if (sdk.dialect === '1.7') webim.EmotionPicDataIndex = webim.EmotionDataIndexs;
    });
  },
  '1.7'(webim, sdk) {
    lazy(webim, 'Emotions', () => hint(webim, sdk) || table17());
    lazy(webim, 'EmotionDataIndexs', () => indexes(names17, 0));
    lazy(webim, 'EmotionPicData', () => webim.Emotions);
    lazy(webim, 'EmotionPicDataIndex', () => webim.EmotionDataIndexs);
  },
  // The tables of 1.7.2: names and numbers only.
  names(webim) {
    webim.Emotions = webim.EmotionPicData = {};
    webim.EmotionDataIndexs = webim.EmotionPicDataIndex = indexes(names17, 0);
  },
  none: addNone,
};

// addTables adds the tables to webim and returns a function that looks up a picture of
// the SDK by its name; it finds none if the page has disabled them.
export function addTables(webim, sdk) {
  const { pictureTables, hasPictures } = sdk.version;
  const pictures = sdk.config.emotions ? sdk.config.emotions === 'all' : hasPictures;
  addTo[pictures ? pictureTables : sdk.config.emotions || 'names'](webim, sdk);
  return pictures ? picture : () => '';
}
