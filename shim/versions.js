// What the versions differ in on the page's side, one table each; webim/versions.go
// has what they differ in on the wire. A page gets the table of its dialect's
// union ('1.3', '1.7') unless its script tag, or webimConfig, names a version.
//
//   dialect        whose names and shapes records have
//   pictureTables  what EmotionPicData is: 1.3's table that also answers 1.7's
//                  numbers ('both'), or the same object as Emotions ('1.7')
//   hasPictures    false: emoticons have names and numbers, and no pictures
//   imageFormat    Elem.Images has a format
//   countsHistory  what one-to-one history brings counts as unread
//   lengths        what functions state as their length, where that is not ours

const lengths13 = {
  init: 3, Msg: 7, 'Msg.Elem.File': 5, 'Msg.Elem.Sound': 5, 'Msg.Elem.Images': 1, 'Msg.Elem.GroupTip': 5,
  'Tool.getReturnError': 1, 'Session.prototype._impl_addMsg': 1, 'Session.prototype.unread': 0, 'Session.prototype.curMaxMsgSeq': 0,
};
const lengths170 = { Msg: 8, 'Msg.Elem.Images': 1, 'Session.prototype._impl_addMsg': 1 };

export const versions = {
  '1.3': { dialect: '1.3', pictureTables: 'both', hasPictures: true, imageFormat: false, countsHistory: false, lengths: lengths13 },
  '1.7': { dialect: '1.7', pictureTables: '1.7', hasPictures: true, imageFormat: true, countsHistory: false, lengths: {} },
  '1.7.0': { dialect: '1.7', pictureTables: '1.7', hasPictures: true, imageFormat: false, countsHistory: true, lengths: lengths170 },
  '1.7.2': { dialect: '1.7', pictureTables: '1.7', hasPictures: false, imageFormat: true, countsHistory: false, lengths: {} },
  '1.7.3': { dialect: '1.7', pictureTables: '1.7', hasPictures: false, imageFormat: true, countsHistory: false, lengths: {} },
};

// A page that names no version is taken for one of 1.7 until its first call
// tells its dialect, and finds the tables of both.
export const undecided = Object.assign({}, versions['1.7'], { pictureTables: 'both' });
