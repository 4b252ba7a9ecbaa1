// This module reduces responses with messages to the fields that Go's decisions depend
// on: eight numbers per message, written into Go's memory. The layout is webim.Item's
// (webim/world.go).
import { HasBody, HasSender, InfoChange, ItemFields, Mine, OpTyping, Placeholder, TypingOnly } from 'webim:border';
import { textOf } from './define.js';
import { toText } from './json.js';

// The message list of each poll event.
const EVENT_LISTS = { 3: 'GroupMsgArray', 4: 'GroupTips', 6: 'GroupTips', 9: 'C2cMsgArray' };
const CHANGES_INFO = 6; // OpType of a tip that reports a changed group profile
const ONE_TO_ONE = 9; // event
const FIRST_OBJECT = 4, LAST_OBJECT = 6; // events whose MsgBody is an object, not a list

// Short field names of 1.7.2's big groups.
const SHORT_NAMES = {
  F_Account: 'From_Account', T_Account: 'To_Account', FAType: 'EnumFrom_AccountType', TAType: 'EnumTo_AccountType',
  GCode: 'GroupCode', GName: 'GroupName', GId: 'GroupId', MFlg: 'MsgFlag', FAEInfo: 'MsgFrom_AccountExtraInfo',
  Evt: 'Event', GInfo: 'GroupInfo', BPlc: 'IsPlaceMsg', MBody: 'MsgBody', Pri: 'MsgPriority', Rdm: 'MsgRandom',
  MSeq: 'MsgSeq', TStp: 'MsgTimeStamp', TGId: 'ToGroupId', UEInfo: 'UinExtInfo', UId: 'UserId', BSys: 'IsSystemMsg',
  FAHUrl: 'From_AccountHeadurl', FANick: 'From_AccountNick',
};

// createReduce returns the function that Go calls for the response to a request. It
// writes the items, keeps the messages under the batch's number, and returns the
// JSON of {rest: the response with [from, to) in place of each list, names}.
export function createReduce(sdk) {
  return function reduce(request, batch, list, me) {
    const response = sdk.handles.replies.get(request);
    const lists = []; // [items, event, one to one]
    let rest;
    if (list === 'EventArray') {
      let from = 0;
      const entries = (Array.isArray(response.EventArray) ? response.EventArray : []).map((entry) => {
        const name = entry && EVENT_LISTS[entry.Event];
        if (!name) return entry;
        const items = Array.isArray(entry[name]) ? entry[name] : [];
        lists.push([items, entry.Event]);
        from += items.length;
        const copy = Object.assign({}, entry);
        copy[name] = [from - items.length, from];
        return copy;
      });
      rest = Object.assign({}, response, { EventArray: entries });
    } else {
      const items = Array.isArray(response[list]) ? response[list] : [];
      if (list === 'RspMsgList') for (const m of items) if (m instanceof Object) sdk.tool.replaceObject(SHORT_NAMES, m);
      lists.push([items, list === 'MsgList' ? ONE_TO_ONE : NaN]);
      rest = Object.assign({}, response);
      if (response[list]) rest[list] = [0, items.length];
    }
    const items = lists.length === 1 ? lists[0][0] : [].concat.apply([], lists.map(([l]) => l));
    const typing = new Map(); // typing notices; found before writing items, since a call into Go may move its memory
    for (const [l, event] of lists) if (event === ONE_TO_ONE) for (const m of l) if (onlyTyping(sdk, m)) typing.set(m, true);
    const go = sdk.running();
    const at = go.exports.webim_items(items.length);
    const lines = new Float64Array(go.buffer(), at, items.length * ItemFields);
    const names = { list: [], indexes: new Map() };
    let to = 0;
    for (const [l, event] of lists) to = write(lines, to, l, event, me, names, typing);
    sdk.handles.batches.set(batch, items);
    return toText({ rest, names: names.list });
  };
}

function write(lines, at, items, event, me, names, typing) {
  let lastName, lastIndex;
  for (const m of items) {
    if (!(m instanceof Object)) { // not an object; Go drops items without flags
      for (let i = 0; i < ItemFields; i++) lines[at + i] = 0;
      lines[at + 1] = indexOf(names, '');
      at += ItemFields;
      continue;
    }
    const from = m.From_Account;
    const body = m.MsgBody;
    let flags = 0;
    if (from) flags = textOf(from) === me ? HasSender | Mine : HasSender;
    if (m.IsPlaceMsg) flags |= Placeholder;
    const kind = event === event ? event : number(m.Event);
    if (kind >= FIRST_OBJECT && kind <= LAST_OBJECT ? body instanceof Object : Array.isArray(body) && body.length > 0) flags |= HasBody;
    if (body && body.OpType === CHANGES_INFO) flags |= InfoChange;
    if (typing.size && typing.has(m)) flags |= TypingOnly;
    const name = event === ONE_TO_ONE ? (flags & Mine ? m.To_Account : from) : m.ToGroupId;
    if (name !== lastName || lastIndex === undefined) {
      lastName = name;
      lastIndex = indexOf(names, textOf(name));
    }
    lines[at] = flags;
    lines[at + 1] = lastIndex;
    lines[at + 2] = kind;
    lines[at + 3] = number(m.MsgSeq) || 0;
    lines[at + 4] = number(m.MsgRandom) || 0;
    lines[at + 5] = number(m.MsgTimeStamp) || 0;
    lines[at + 6] = number(m.NoticeSeq);
    lines[at + 7] = number(m.MsgPriority);
    at += ItemFields;
  }
  return at;
}

// number converts a number or string. It returns NaN for anything else.
function number(value) {
  return typeof value === 'number' ? value : typeof value === 'string' ? +value : NaN;
}

function indexOf({ list, indexes }, name) {
  if (!indexes.has(name)) indexes.set(name, list.push(name) - 1);
  return indexes.get(name);
}

function onlyTyping(sdk, m) {
  const body = m && m.MsgBody;
  return Array.isArray(body) && body.length > 0 && body.every((e) => isTyping(sdk, e));
}

// isTyping reports whether an element is a typing notice. Go parses the data, and is
// called only for candidates.
export function isTyping(sdk, element) {
  const data = element && element.MsgType === 'TIMCustomElem' && element.MsgContent && element.MsgContent.Data;
  return typeof data === 'string' && data.indexOf('userAction') >= 0 && sdk.hot.number(OpTyping, data) === 1;
}
