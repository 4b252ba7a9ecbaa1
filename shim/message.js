// webim.Msg: a message. Sequence and random numbers are generated here, not in Go,
// because a page may build messages before Go runs.

const RANDOM_RANGE = 4294967296; // 2^32
const FIRST_SEQ_BELOW = 10000000; // 1.7 counts from a random number below this

export function createMessage(sdk, Elem) {
  let seq = Math.round(Math.random() * FIRST_SEQ_BELOW);
  const seqs13 = new Map(); // 1.3 counts from 1 per account

  sdk.nextSeq = function (account) {
    if (sdk.dialect !== '1.3') return ++seq;
    const next = (seqs13.get(account) || 0) + 1;
    seqs13.set(account, next);
    return next;
  };

  function Msg(sess, isSend, seq, random, time, fromAccount, subType, fromAccountNick, fromAccountHeadurl) {
    const is13 = sdk.dialect === '1.3';
    this.sess = sess;
    if (is13) this.type = subType >= 0 ? subType : 0;
    else this.subType = subType >= 0 ? subType : 0;
    this.fromAccount = fromAccount;
    if (!is13) this.fromAccountNick = fromAccountNick ? fromAccountNick : fromAccount;
    this.isSend = Boolean(isSend);
    this.seq = seq >= 0 ? seq : sdk.nextSeq(fromAccount);
    this.random = random >= 0 ? random : Math.round(Math.random() * RANDOM_RANGE);
    this.time = time >= 0 ? time : Math.round(Date.now() / 1000);
    this.elems = [];
    if (is13) return;
    this.fromAccountHeadurl = fromAccountHeadurl || null;
    this.uniqueId = uniqueId(sess && sess._impl && sess._impl.type === 'GROUP' ? this.seq : this.time, this.random);
  }

  const p = Msg.prototype;
  const getters = {
    getSession: 'sess', getSubType: 'subType', getType: 'subType', getFromAccount: 'fromAccount',
    getFromAccountNick: 'fromAccountNick', getIsSend: 'isSend', getSeq: 'seq', getTime: 'time', getRandom: 'random',
    getElems: 'elems', getMsgUniqueId: 'uniqueId',
  };
  Object.keys(getters).forEach((method) => {
    p[method] = function () {
      return this[getters[method]];
    };
  });
  const adders = {
    addText: 'TIMTextElem', addFace: 'TIMFaceElem', addImage: 'TIMImageElem', addLocation: 'TIMLocationElem',
    addFile: 'TIMFileElem', addCustom: 'TIMCustomElem',
  };
  Object.keys(adders).forEach((method) => {
    p[method] = function (content) {
      this.addElem(new Elem(adders[method], content));
    };
  });
  p.addElem = function (elem) {
    this.elems.push(elem);
  };
  p.setOfflinePushInfo = function (info) {
    this.PushInfo = info;
    this.PushInfoBoolean = true;
  };
  p.toHtml = function () {
    let html = '';
    for (const elem of this.elems) html += elem.toHtml();
    return html;
  };
  // Both dialects' names for the property.
  Object.defineProperty(p, 'type', {
    get() {
      return this.subType;
    },
    set(value) {
      Object.defineProperty(this, 'type', { value, writable: true, enumerable: true, configurable: true });
    },
    configurable: true,
  });
  Msg.Elem = Elem;
  return Msg;
}

// uniqueId returns high · 2^32 + random in decimal digits, with both below 2^32. BigInt
// would take as long as the rest of a record. 2^32 is 4294 · 10^6 + 967296, so the
// number is computed from two halves.
const LOW = 1000000;
export function uniqueId(high, random) {
  high = Math.trunc(Number(high)) || 0;
  random = Math.trunc(Number(random)) || 0;
  const rest = high * 967296 + random;
  const carry = Math.floor(rest / LOW);
  const upper = high * 4294 + carry;
  const lower = rest - carry * LOW;
  return upper > 0 ? upper + String(LOW + lower).slice(1) : String(lower);
}
