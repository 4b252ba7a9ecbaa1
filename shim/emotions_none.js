// No emoticons: the tables are empty, as in the original's copies without them, whose
// pages handle texts such as [smile] themselves. It provides webim:emotions for
// webim_no_emotion.js. emotions_all.js is the counterpart.

export const choices = ['none'];
export const wanted = '"none" (only webim.js has emoticons)';

export function addTables(webim) {
  webim.Emotions = webim.EmotionPicData = {};
  webim.EmotionDataIndexs = webim.EmotionPicDataIndex = {};
  return () => '';
}
