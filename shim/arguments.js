// Validation of arguments. An invalid argument ends the call in an error that names
// the argument and the expected value. Nothing is sent, since the message would not
// have the intended contents.

const isObject = (v) => typeof v === 'object' && v !== null;

// KINDS maps each kind of argument to its description and its test.
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

// ARGUMENTS returns the arguments of a call in order, [name, kind, value] for each.
// Calls that are not listed take options.
const ARGUMENTS = {
  sendMsg: (msg) => [['msg', 'message', msg], ...(KINDS.message[1](msg) ? parts(msg) : [])],
  setAutoRead: (selSess) => [['selSess', 'session', selSess]],
  login: (loginInfo, listeners, options) => [['listeners', 'options', listeners], ['options', 'options', options]], // Go validates loginInfo
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

// wrongArgument returns a description of the first invalid argument of a call, or
// null.
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
