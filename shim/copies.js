// Pages copy records: into state stores, through JSON, by Object.assign. A copy that
// is passed to sendMsg has the properties but not the class.

// createRevive returns a function that converts a copy to a record. It returns
// records, including proxies of them, unchanged. find looks up a session.
export function createRevive(find, Session, Msg) {
  const { Elem } = Msg;
  const classes = {
    TIMTextElem: Elem.Text, TIMFaceElem: Elem.Face, TIMImageElem: Elem.Images, TIMLocationElem: Elem.Location,
    TIMSoundElem: Elem.Sound, TIMFileElem: Elem.File, TIMCustomElem: Elem.Custom, TIMGroupTipElem: Elem.GroupTip,
  };
  const as = (cls, copy) => (!cls || copy instanceof cls ? copy : Object.assign(Object.create(cls.prototype), copy));

  function element(copy) {
    const elem = as(Elem, copy);
    elem.content = as(classes[elem.type], elem.content);
    const images = elem.content && elem.content.ImageInfoArray;
    if (images) elem.content.ImageInfoArray = images.map((image) => as(Elem.Images.Image, image));
    return elem;
  }

  return function revive(copy) {
    if (copy instanceof Msg && copy.sess instanceof Session) return copy;
    const msg = as(Msg, copy);
    const { type, id } = copy.sess._impl;
    msg.sess = find(type, id) || as(Session, copy.sess);
    msg.elems = copy.elems.map(element);
    return msg;
  };
}
