// The differences between versions in the JavaScript part, one table each;
// webim/versions.go has those of the protocol. A page gets the table of its dialect's
// union ('1.3', '1.7') unless its script tag, or webimConfig, names a version.
//
//   dialect        the dialect of the records' names and shapes
//   pictureTables  EmotionPicData: 1.3's table that also contains 1.7's numbers
//                  ('both'), or the same object as Emotions ('1.7')
//   hasPictures    false: emoticons have names and numbers, but no pictures
//   imageFormat    Elem.Images has a format
//   countsHistory  messages of one-to-one history count as unread
//   lengths        functions whose length differs from this implementation's

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

// The table before a page's first call selects its dialect: 1.7's, with both tables
// of emoticons.
export const undecided = { dialect: '1.7', pictureTables: 'both', hasPictures: true, imageFormat: true, countsHistory: false, lengths: {} };
