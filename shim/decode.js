// This module decodes the protocol's elements to the elements of a message, in both
// dialects.
// Elements that cannot be displayed become text, which Go provides.
import { OpReceived } from 'webim:border';
import { isTyping } from './batch.js';
import { textOf } from './define.js';

export function createDecode(sdk, Elem) {
  const is13 = () => sdk.dialect === '1.3';
  const text = (msg, content) => msg.addElem(new Elem('TIMTextElem', new Elem.Text(content === null || content === undefined ? '' : textOf(content))));
  // The text depends on the dialect, the type, and whether it is a group's message.
  const substitute = (msg, type, isGroup) => text(msg, sdk.hot.text(OpReceived, isGroup ? '1' : '0', textOf(type)));

  const decoders = {
    TIMTextElem(msg, c) {
      text(msg, c.Text);
    },
    TIMFaceElem(msg, c) {
      msg.addElem(new Elem('TIMFaceElem', new Elem.Face(c.Index, c.Data)));
    },
    TIMImageElem(msg, c) {
      const images = new Elem.Images(c.UUID, c.ImageFormat);
      for (const i of list(c.ImageInfoArray)) images.addImage(new Elem.Images.Image(i.Type, i.Size, i.Width, i.Height, i.URL));
      msg.addElem(new Elem('TIMImageElem', images));
    },
    TIMLocationElem(msg, c, m, isGroup) {
      if (is13()) substitute(msg, 'TIMLocationElem', isGroup);
      else msg.addElem(new Elem('TIMLocationElem', new Elem.Location(c.Longitude, c.Latitude, c.Desc)));
    },
    TIMCustomElem(msg, c) {
      msg.addElem(new Elem('TIMCustomElem', new Elem.Custom(c.Data, c.Desc, c.Ext)));
    },
    TIMSoundElem(msg, c, m, isGroup) {
      const rest = media(m, c, isGroup, () => sdk.soundURL(c.UUID, m.From_Account));
      if (rest) msg.addElem(new Elem('TIMSoundElem', new Elem.Sound(c.UUID, c.Second, c.Size, m.From_Account, rest[0], rest[1], rest[2], rest[3])));
      else substitute(msg, 'TIMSoundElem', isGroup);
    },
    TIMFileElem(msg, c, m, isGroup, type) {
      const rest = media(m, c, isGroup, () => sdk.fileURL(c.UUID, m.From_Account, c.FileName));
      if (rest) msg.addElem(new Elem(is13() ? type : 'TIMFileElem', new Elem.File(c.UUID, c.FileName, c.FileSize, m.From_Account, rest[0], rest[1], rest[2], rest[3])));
      else substitute(msg, 'TIMFileElem', isGroup);
    },
  };
  decoders['TIMFileElem '] = decoders.TIMFileElem; // as some senders spell it

  // media returns the arguments of a sound or file after its sender, or null if its
  // content is unknown.
  function media(m, c, isGroup, getURL) {
    if (c === nothing) return null;
    if (is13()) {
      const url = getURL();
      return url && [url];
    }
    return [isGroup ? undefined : m.To_Account, c.Download_Flag, isGroup ? 'GROUP' : 'C2C', c.Url];
  }

  // body adds the elements of item m to msg.
  function body(msg, m, isGroup, skipTyping) {
    for (const e of m.MsgBody) {
      if (!(e instanceof Object) || (skipTyping && isTyping(sdk, e))) continue;
      // The type may be the name of an inherited property.
      const decode = typeof e.MsgType === 'string' && hasOwn.call(decoders, e.MsgType) && decoders[e.MsgType];
      if (decode) decode(msg, e.MsgContent instanceof Object ? e.MsgContent : nothing, m, isGroup, e.MsgType);
      else substitute(msg, e.MsgType, isGroup);
    }
  }

  // tip adds the single element of a group tip.
  function tip(msg, m) {
    const b = m.MsgBody;
    const info = m.GroupInfo instanceof Object ? m.GroupInfo : nothing;
    const t = new Elem.GroupTip(b.OpType, b.Operator_Account, m.ToGroupId, info.GroupName, Array.isArray(b.List_Account) ? b.List_Account : [], b.MsgMemberExtraInfo);
    if (!is13() && (b.OpType === 1 || b.OpType === 2)) t.setGroupMemberNum(b.MemberNum);
    if (b.OpType === 6) {
      const now = b.MsgGroupNewInfo instanceof Object ? b.MsgGroupNewInfo : nothing;
      [now.GroupFaceUrl, now.GroupName, now.Owner_Account, now.GroupNotification, now.GroupIntroduction].forEach((value, i) => {
        if (value) t.addGroupInfo(new Elem.GroupTip.GroupInfo(i + 1, value));
      });
    }
    if (b.OpType === 7) for (const x of list(b.MsgMemberInfo)) t.addMemberInfo(new Elem.GroupTip.MemberInfo(x.User_Account, x.ShutupTime));
    msg.addElem(new Elem('TIMGroupTipElem', t));
  }

  return { body, tip };
}

const nothing = Object.freeze({});
const hasOwn = nothing.hasOwnProperty;

function list(value) {
  return Array.isArray(value) ? value.filter((x) => x instanceof Object) : [];
}
