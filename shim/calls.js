// The functions of webim that are implemented in Go. Data is passed as JSON text;
// callbacks and records stay here, in handle tables.
import { OptionCalls } from 'webim:border';
import { invoke } from './host.js';
import { toText } from './json.js';
import { wrongArgument } from './arguments.js';
import { PREFIX } from './log.js';

const isFunction = (f) => typeof f === 'function';
const orNothing = (f) => (isFunction(f) ? f : undefined);

// createCalls adds the functions to webim, and those that other modules call to sdk.
export function createCalls(webim, sdk) {
  const { handles, loader } = sdk;

  function failed(cbErr, info, code) {
    const error = sdk.tool.getReturnError(info, code);
    if (isFunction(cbErr)) invoke(cbErr, undefined, [error]);
    else webim.Log.error(PREFIX + info);
  }

  // prepare encodes a call's data and returns a function that runs the call in the
  // running program. It must be called once.
  function prepare(name, data, cbOk, cbErr, extra) {
    let text;
    if (sdk.config.serverError) return void failed(cbErr, `webim.${name}: ${sdk.config.serverError}`);
    try {
      text = toText(data);
    } catch (error) { // for example, a circular reference
      failed(cbErr, `webim.${name}: ${error.message}`);
      return null;
    }
    const ok = orNothing(cbOk);
    const err = orNothing(cbErr);
    const number = handles.number(ok, err, extra);
    const lost = (why) => {
      handles.calls.delete(number);
      failed(err, `webim.${name}: ${why}`);
    };
    return (go) => {
      if (!go) return lost(loader.state() === 'failed' ? 'WebAssembly is not available' : 'the program is not running');
      const result = sdk.bridge.call(number, ok, err, name + '\n' + (text === undefined ? '' : text), lost);
      if (extra && extra.onStop) extra.onStop(() => sdk.bridge.stop(number));
      return result;
    };
  }

  // go starts a call that ends in its callbacks. It waits until Go runs.
  function go(name, data, cbOk, cbErr, extra) {
    const call = prepare(name, data, cbOk, cbErr, extra);
    if (call) loader.whenRunning(call);
  }
  sdk.go = go;
  sdk.failed = failed;
  // refused reports whether a call's arguments are invalid, and then ends the call.
  function refused(cbErr, ...args) {
    const wrong = wrongArgument(...args);
    if (wrong) failed(cbErr, wrong);
    return wrong !== null;
  }
  sdk.refused = refused;
  // endCalls ends every call in flight in its error callback.
  sdk.endCalls = (why) => {
    const before = [];
    handles.calls.forEach(({ err }, number) => before.push([number, err]));
    for (const [number, err] of before) {
      if (handles.calls.delete(number)) failed(err, `webim: ${why}`);
    }
  };
  // query runs a call synchronously and returns its parsed result, or undefined.
  sdk.query = (name, data, cbErr) => {
    const call = prepare(name, data, undefined, cbErr);
    const result = call && call(loader.ensure());
    return result ? JSON.parse(result) : undefined;
  };
  // send runs a call only if Go is running. It does not start Go.
  sdk.send = (...args) => {
    if (sdk.started) go(...args);
  };

  OptionCalls.forEach((name) => {
    webim[name] = (options, cbOk, cbErr) => refused(cbErr, name, options) ? undefined : go(name, options, cbOk, cbErr);
  });
  // The guide's name; a no-op in the original.
  webim.handleApplyJoinGroup = (options, cbOk, cbErr) => webim.handleApplyJoinGroupPendency(options, cbOk, cbErr);
  webim.uploadFileByBase64 = webim.uploadPicByBase64;

  function signIn(name, loginInfo, listeners, options, cbOk, cbErr) {
    if (refused(cbErr, 'login', loginInfo, listeners, options)) return;
    const l = listeners || {};
    sdk.listeners = l;
    Object.assign(webim.ctx, loginInfo);
    sdk.config.refresh();
    const first = !sdk.started;
    sdk.started = true;
    go('signIn', {
      name,
      server: sdk.config.server || '',
      info: loginInfo,
      options,
      hasDone: isFunction(cbOk) || isFunction(cbErr),
      notify13: Boolean(l.groupSystemNotifys),
      notify17: Boolean(l.onGroupSystemNotifys),
    }, cbOk, cbErr);
    if (first) wakeWithPage(typeof WeakRef === 'function' ? new WeakRef(sdk) : { deref: () => sdk });
    if (options && options.isLogOn === false) webim.Log.setOn(false);
  }
  // login and init are the same function in 1.7. A page of 1.3 calls init without
  // callbacks.
  const login = function (loginInfo, listeners, options, cbOk, cbErr) {
    return signIn('login', loginInfo, listeners, options, cbOk, cbErr);
  };
  webim.login = login;
  webim.init = function (loginInfo, listeners, options, cbOk, cbErr) {
    return signIn('init', loginInfo, listeners, options, cbOk, cbErr);
  };
  webim.logout = webim.offline = (cbOk, cbErr) => go('logout', undefined, cbOk, cbErr);
  webim.logoutAll = (cbOk, cbErr) => go('logoutAll', undefined, cbOk, cbErr);
  webim.checkLogin = (cbErr, isNeedCallBack) => sdk.query('checkLogin', Boolean(isNeedCallBack), cbErr) === true;

  webim.syncMsgs = (cbOk, cbErr) => go('syncMsgs', undefined, cbOk, cbErr);
  webim.sendMsg = function (msg, cbOk, cbErr) {
    let data, record;
    if (refused(cbErr, 'sendMsg', msg)) return undefined;
    try {
      record = sdk.revive(msg);
      data = wire(record);
      sdk.claim(record.sess);
    } catch (error) {
      return failed(cbErr, `webim.sendMsg: ${error.message}`);
    }
    return go('sendMsg', data, cbOk, cbErr, record);
  };
  webim.setAutoRead = function (selSess, isOn, isResetAll) {
    if (isResetAll) for (const sess of sdk.sessions()) sess._impl.isAutoRead = false;
    if (!selSess || refused(null, 'setAutoRead', selSess)) return;
    const s = selSess._impl;
    s.isAutoRead = isOn;
    if (!isOn) return;
    s.unread = 0;
    go('readUpTo', { type: s.type, id: s.id, time: s.time, seq: s.curMaxMsgSeq });
  };
  // JSONP for old IE, kept for compatibility. The SDK sends no such requests.
  webim.setJsonpLastRspData = (rspData) => {
    sdk.jsonpLast = typeof rspData === 'string' ? JSON.parse(rspData) : rspData;
  };
}

// wakeWithPage retries waiting polls when the page is online, visible or no longer
// frozen. The listeners hold a weak reference, so an unused instance can be
// garbage-collected.
function wakeWithPage(ref) {
  const wake = () => {
    const sdk = ref.deref();
    if (sdk) sdk.send('wake');
  };
  window.addEventListener('online', wake);
  document.addEventListener('resume', wake);
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && wake());
}

// The properties of each element that are sent. Others, which a page may have added,
// are not passed to Go.
const SENT = {
  TIMTextElem: ['text'],
  TIMFaceElem: ['index', 'data'],
  TIMCustomElem: ['data', 'desc', 'ext'],
  TIMFileElem: ['uuid', 'name', 'size', 'downFlag'],
};
const IMAGE_SENT = ['type', 'size', 'width', 'height', 'url'];

function pick(object, names) {
  const picked = {};
  for (const name of names) picked[name] = object[name];
  return picked;
}

// wire returns the properties of a message that Go sends.
function wire(msg) {
  const { sess } = msg;
  const data = {
    sess: { type: sess.type(), id: sess.id() },
    isSend: msg.isSend, seq: msg.seq, random: msg.random, time: msg.time, subType: msg.subType,
    elems: msg.elems.map(({ type, content }) => {
      if (type !== 'TIMImageElem') return { type, content: pick(content || {}, SENT[type] || []) };
      const images = content.ImageInfoArray.map((image) => pick(image, IMAGE_SENT));
      return { type, content: { UUID: content.UUID, ImageFormat: content.ImageFormat, ImageInfoArray: images } };
    }),
  };
  if (msg.PushInfoBoolean) data.push = msg.PushInfo;
  return data;
}
