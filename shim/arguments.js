// What calls want of their arguments. A page author's mistake ends in an error
// that names the argument and what it should be, and sends nothing: a message
// made of it would be one that nobody wrote.

const isObject = (v) => typeof v === 'object' && v !== null;

// Each kind is what a value should be, and whether it is.
const KINDS = {
  options: ['对象', (v) => v === undefined || v === null || isObject(v)],
  session: ['webim.Session对象', (v) => isObject(v) && isObject(v._impl)],
  message: ['webim.Msg对象', (v) => isObject(v) && Array.isArray(v.elems)],
  element: ['webim.Msg.Elem对象', (v) => isObject(v) && typeof v.type === 'string'],
  TIMTextElem: ['webim.Msg.Elem.Text对象', (v) => isObject(v) && typeof v.text === 'string'],
  TIMFaceElem: ['webim.Msg.Elem.Face对象', isObject],
  TIMCustomElem: ['webim.Msg.Elem.Custom对象', isObject],
  TIMFileElem: ['webim.Msg.Elem.File对象', isObject],
  TIMImageElem: ['webim.Msg.Elem.Images对象', (v) => isObject(v) && Array.isArray(v.ImageInfoArray)],
};

// The arguments of each call: [name, kind, value] for each, from its first one on.
// Other calls take options.
const ARGUMENTS = {
  sendMsg: (msg) => [['msg', 'message', msg], ...(KINDS.message[1](msg) ? parts(msg) : [])],
  setAutoRead: (selSess) => [['selSess', 'session', selSess]],
  login: (loginInfo, listeners, options) => [['listeners', 'options', listeners], ['options', 'options', options]], // Go looks at loginInfo
};
const options = (value) => [['options', 'options', value]];

function parts(msg) {
  const list = [['msg.sess', 'session', msg.sess]];
  msg.elems.forEach((elem, i) => {
    list.push([`msg.elems[${i}]`, 'element', elem]);
    if (KINDS.element[1](elem)) list.push([`msg.elems[${i}].content`, elem.type, elem.content]);
  });
  return list;
}

// wrongArgument returns what is wrong with the arguments of a call, or null.
export function wrongArgument(call, ...args) {
  for (const [name, kind, value] of (ARGUMENTS[call] || options)(...args)) {
    if (KINDS[kind] && !KINDS[kind][1](value)) return `webim.${call}: 参数${name}应为${KINDS[kind][0]}，实际为${shown(value)}`;
  }
  return null;
}

function shown(value) {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 40));
  if (typeof value === 'function') return 'function';
  return isObject(value) ? Object.prototype.toString.call(value).slice(8, -1) : String(value);
}
