// webim-wasm/client provides the SDK with promises, events and AbortSignal, and an
// instance for each user. Each call is the function of the same name; each event has the
// argument of its listener.
import webim from './webim.mjs';

export { webim };

// Events and their listeners. With kinds, the listener is a table of functions, one
// for each kind of notice.
const EVENTS = [ // event, listener, kinds
  ['connection', 'onConnNotify'],
  ['messages', 'onMsgNotify'],
  ['biggroupmessages', 'onBigGroupMsgNotify'],
  ['readreceipt', 'onC2cEventNotifys', [92]],
  ['groupinfo', 'onGroupInfoChangeNotify'],
  ['groupnotice', 'onGroupSystemNotifys', webim.GROUP_SYSTEM_TYPE],
  ['friendnotice', 'onFriendSystemNotifys', webim.FRIEND_NOTICE_TYPE],
  ['profilenotice', 'onProfileSystemNotifys', [1]],
  ['downloadurl', 'onAppliedDownloadUrl'],
  ['poll', 'onLongPullingNotify'],
  ['kicked', 'onSessionEnd'],
];

const ENDING = ['logout', 'logoutAll', 'offline']; // calls that end the session on success
const PLAIN_CALLS = [...ENDING, 'syncMsgs']; // (cbOk, cbErr)
const UPLOADS = ['uploadPic', 'uploadFile'];
const CALLS = [ // (options, cbOk, cbErr)
  ...UPLOADS, 'uploadPicByBase64', 'uploadFileByBase64', 'submitUploadFileForm', 'applyDownload',
  'sendMsg', 'syncGroupMsgs', 'getC2CHistoryMsgs', 'c2CMsgReaded', 'groupMsgReaded', 'getRecentContactList', 'deleteChat',
  'getLongPollingId', 'getProfilePortrait', 'setProfilePortrait', 'applyAddFriend', 'responseFriend', 'getAllFriend',
  'deleteFriend', 'getPendency', 'getPendencyReport', 'deletePendency', 'addBlackList', 'getBlackList', 'deleteBlackList',
  'createGroup', 'createGroupHigh', 'getJoinedGroupListHigh', 'getGroupPublicInfo', 'searchGroupByName', 'getGroupInfo',
  'modifyGroupBaseInfo', 'changeGroupOwner', 'applyJoinGroup', 'handleApplyJoinGroupPendency', 'handleApplyJoinGroup',
  'deleteApplyJoinGroupPendency', 'getPendencyGroup', 'getPendencyGroupRead', 'handleInviteJoinGroupRequest', 'quitGroup',
  'destroyGroup', 'sendCustomGroupNotify', 'applyJoinBigGroup', 'quitBigGroup', 'getGroupMemberInfo', 'addGroupMember',
  'modifyGroupMember', 'forbidSendMsg', 'deleteGroupMember', 'getRoleInGroup', 'deleteGroupSystemMsgs',
];

// WebimError is the error with which calls reject. code is the ErrorCode, and original
// the argument of the error callback. The message is the call, the code and the server's
// text, since ErrorInfo may be a dump of the whole request.
export class WebimError extends Error {
  constructor(call, original) {
    const { ErrorCode, ErrorInfo, SrcErrorInfo } = Object(original);
    super([`webim.${call}:`, ErrorCode, SrcErrorInfo || ErrorInfo || (ErrorCode ? undefined : original)].filter(Boolean).join(' '));
    this.name = 'WebimError';
    this.call = call;
    this.code = ErrorCode;
    this.original = original;
  }
}

const aborted = (signal) => (signal && signal.reason) || new DOMException('The call was aborted', 'AbortError');

// toPromise returns the promise of a call. start receives both callbacks and a
// function that aborts; it returns a function that is called when the signal aborts.
function toPromise(name, signal, start) {
  return new Promise((resolve, reject) => {
    if (signal && signal.aborted) throw aborted(signal);
    let stop;
    const settle = (how, value) => {
      if (signal) signal.removeEventListener('abort', abort);
      how(value);
    };
    const abort = () => {
      settle(reject, aborted(signal));
      if (stop) stop();
    };
    if (signal) signal.addEventListener('abort', abort);
    stop = start((resp) => settle(resolve, resp), (error) => settle(reject, new WebimError(name, error)), abort);
  });
}

// upload passes an abort button to the SDK, which sets its onclick to the function that
// stops the upload. The page's own button keeps working.
function upload(webim, name, options, ok, fail, abort) {
  const own = Object(options).abortButton;
  let stopped = false;
  let stop;
  const abortButton = {
    set onclick(f) {
      stop = f;
      if (own) own.onclick = abort;
      if (stopped) stop(); // before the SDK had set onclick
    },
  };
  webim[name]({ ...options, abortButton }, ok, fail);
  return () => {
    stopped = true;
    if (stop) stop();
  };
}

// isUnsent reports whether sendMsg logs a message without sending it or calling a
// callback.
const isUnsent = ({ sess, subType = 0 }) => sess.type() === 'GROUP' && ![0, 1, 2, 3].includes(Number(subType));

const clients = new Set(); // clients that have not ended

function end(client, reason) {
  if (client.ended) return;
  client.ended = reason;
  clients.delete(client);
  client.dispatchEvent(new CustomEvent('end', { detail: reason }));
}

const uses = (instance) => [...clients].some((client) => client.webim === instance);

// instanceFor returns the instance for a user's sign-in: that of the same user's
// client, which ends; the page's webim, if no client uses it; or a new one.
function instanceFor(key) {
  for (const client of clients) {
    if (client.key !== key) continue;
    end(client, 'another sign-in');
    return client.webim;
  }
  return uses(webim) ? webim.newInstance() : webim;
}

// Client is a session, created by connect.
class Client extends EventTarget {
  constructor(user, key) {
    super();
    this.user = user;
    this.ended = null; // or the reason
    Object.defineProperty(this, 'key', { value: key }); // identifies the user
    this.webim = instanceFor(key);
    clients.add(this);
  }

  // session returns the conversation in MsgStore, or a new one.
  session(type, id) {
    const { webim } = this;
    return webim.MsgStore.sessByTypeId(type, id) || new webim.Session(type, id, id, '', Math.round(Date.now() / 1000));
  }

  // events returns an async iterator over the details of future events of a type. It
  // ends with the client, or when the signal aborts.
  events(type, { signal } = {}) {
    const arrived = [];
    const waiting = [];
    let done = false;
    const onEvent = ({ detail }) => {
      if (waiting.length) waiting.shift()({ value: detail, done: false });
      else arrived.push(detail);
    };
    const finish = () => {
      done = true;
      this.removeEventListener(type, onEvent);
      this.removeEventListener('end', finish);
      if (signal) signal.removeEventListener('abort', finish);
      for (const resolve of waiting.splice(0)) resolve({ value: undefined, done });
    };
    this.addEventListener(type, onEvent);
    this.addEventListener('end', finish);
    if (signal) signal.addEventListener('abort', finish);
    if (this.ended || (signal && signal.aborted)) finish();
    return {
      next: () => new Promise((resolve) => {
        if (arrived.length) resolve({ value: arrived.shift(), done: false });
        else if (done) resolve({ value: undefined, done });
        else waiting.push(resolve);
      }),
      return(value) {
        arrived.length = 0;
        finish();
        return Promise.resolve({ value, done });
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }
}

for (const name of [...PLAIN_CALLS, ...CALLS]) {
  const plain = PLAIN_CALLS.includes(name);
  Client.prototype[name] = async function (...args) {
    if (this.ended) throw new WebimError(name, { ErrorInfo: `this sign-in has ended: ${this.ended}` });
    const options = plain ? undefined : args.shift();
    const { signal } = Object(args[0]);
    const { webim } = this;
    const resp = await toPromise(name, signal, (ok, fail, abort) => {
      if (name === 'sendMsg' && isUnsent(options)) return void fail({ ErrorInfo: 'invalid subType' });
      if (UPLOADS.includes(name)) return upload(webim, name, options, ok, fail, abort);
      return void (plain ? webim[name](ok, fail) : webim[name](options, ok, fail));
    });
    if (ENDING.includes(name)) end(this, name);
    return resp;
  };
}

// connect signs a user in. options holds the properties of loginInfo and of login's
// options, and also server and signal.
export async function connect(options) {
  if (Object(options) !== options) throw new WebimError('connect', { ErrorInfo: `参数options应为对象，实际为${options}` });
  const { server, signal, isAccessFormalEnv, isLogOn, ...loginInfo } = options;
  if (signal && signal.aborted) throw aborted(signal);
  const client = new Client(loginInfo.identifier, [server, loginInfo.sdkAppID, loginInfo.identifier].join('\n'));
  const { webim } = client;
  const dispatch = (type, arg) => {
    if (client.ended) return;
    const detail = type === 'kicked' ? { reason: arg || undefined } : arg;
    client.dispatchEvent(new CustomEvent(type, { detail }));
    if (type === 'kicked') end(client, type);
  };
  const listeners = {};
  for (const [type, name, kinds] of EVENTS) {
    const listener = (detail) => dispatch(type, detail);
    if (!kinds) listeners[name] = listener;
    else for (const kind of Object.values(kinds)) (listeners[name] = listeners[name] || {})[kind] = listener;
  }
  try {
    if (server !== undefined) webim[Symbol.for('webim.js')].config.useServer(server);
    client.account = await toPromise('login', signal, (ok, fail) => {
      webim.login(loginInfo, listeners, { isAccessFormalEnv, isLogOn }, (resp) => {
        if (!client.ended) ok(resp);
        else if (!uses(webim)) webim.logout(); // the sign-in was aborted
      }, fail);
      return () => end(client, 'aborted');
    });
  } catch (error) {
    end(client, 'not signed in');
    throw error;
  }
  return client;
}
