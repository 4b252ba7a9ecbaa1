// webim-wasm/client: promises, events and AbortSignal over the SDK, with an
// instance of it for each user. It adds no behaviour: each call is the function
// of the same name, each event what the listener of sign-in would have got.
import webim from './webim.mjs';

export { webim };

// Events, and the listeners they come from. Kinds mean that the listener is a
// table of functions, one for each kind of notice.
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

const ENDING = ['logout', 'logoutAll', 'offline']; // the sign-in, when they succeed
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

// WebimError is what a call rejects with: code is the error's number, original
// the object that the error callback would have got. Its message is the call, the
// code and the server's text; ErrorInfo may be a dump of the whole request.
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

// promised makes a promise of a call. start gets both callbacks and the way to
// give up; what it answers is told when the waiting ends by the signal.
function promised(name, signal, start) {
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
    stop = start((answer) => settle(resolve, answer), (error) => settle(reject, new WebimError(name, error)), abort);
  });
}

// upload hands the SDK a button, since that is how it gives away its way to
// stop. The page's own button goes on to work.
function upload(webim, name, options, ok, fail, abort) {
  const own = Object(options).abortButton;
  let stopped = false;
  let halt;
  const abortButton = {
    set onclick(f) {
      halt = f;
      if (own) own.onclick = abort;
      if (stopped) halt(); // before the SDK was ready
    },
  };
  webim[name]({ ...options, abortButton }, ok, fail);
  return () => {
    stopped = true;
    if (halt) halt();
  };
}

// isUnsent reports whether a message is one that sendMsg logs and does not send,
// calling neither callback.
const isUnsent = ({ sess, subType = 0 }) => sess.type() === 'GROUP' && ![0, 1, 2, 3].includes(Number(subType));

const clients = new Set(); // that have not ended

function end(client, reason) {
  if (client.ended) return;
  client.ended = reason;
  clients.delete(client);
  client.dispatchEvent(new CustomEvent('end', { detail: reason }));
}

const uses = (instance) => [...clients].some((client) => client.webim === instance);

// instanceFor returns the instance that a user signs in with: the one of the same
// user's client, which ends; the page's webim, if no client uses it; or a new one.
function instanceFor(key) {
  for (const client of clients) {
    if (client.key !== key) continue;
    end(client, 'another sign-in');
    return client.webim;
  }
  return uses(webim) ? webim.newInstance() : webim;
}

// Client is one sign-in; connect makes it.
class Client extends EventTarget {
  constructor(user, key) {
    super();
    this.user = user;
    this.ended = null; // or why
    Object.defineProperty(this, 'key', { value: key }); // the same for the same user
    this.webim = instanceFor(key);
    clients.add(this);
  }

  // session returns the conversation that MsgStore holds, or a new one.
  session(type, id) {
    const { webim } = this;
    return webim.MsgStore.sessByTypeId(type, id) || new webim.Session(type, id, id, '', Math.round(Date.now() / 1000));
  }

  // events answers an async iterator over the details of an event, from now on.
  // It ends with the client, or when the signal aborts.
  events(type, { signal } = {}) {
    const arrived = [];
    const waiting = [];
    let done = false;
    const heard = ({ detail }) => {
      if (waiting.length) waiting.shift()({ value: detail, done: false });
      else arrived.push(detail);
    };
    const finish = () => {
      done = true;
      this.removeEventListener(type, heard);
      this.removeEventListener('end', finish);
      if (signal) signal.removeEventListener('abort', finish);
      for (const resolve of waiting.splice(0)) resolve({ value: undefined, done });
    };
    this.addEventListener(type, heard);
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
    const answer = await promised(name, signal, (ok, fail, abort) => {
      if (name === 'sendMsg' && isUnsent(options)) return void fail({ ErrorInfo: 'invalid subType' });
      if (UPLOADS.includes(name)) return upload(webim, name, options, ok, fail, abort);
      return void (plain ? webim[name](ok, fail) : webim[name](options, ok, fail));
    });
    if (ENDING.includes(name)) end(this, name);
    return answer;
  };
}

// connect signs a user in. What it is given is loginInfo, what login takes as
// options, and two of its own: server and signal.
export async function connect(options) {
  if (Object(options) !== options) throw new WebimError('connect', { ErrorInfo: `参数options应为对象，实际为${options}` });
  const { server, signal, isAccessFormalEnv, isLogOn, ...loginInfo } = options;
  if (signal && signal.aborted) throw aborted(signal);
  const client = new Client(loginInfo.identifier, [server, loginInfo.sdkAppID, loginInfo.identifier].join('\n'));
  const { webim } = client;
  const tell = (type, arg) => {
    if (client.ended) return;
    const detail = type === 'kicked' ? { reason: arg || undefined } : arg;
    client.dispatchEvent(new CustomEvent(type, { detail }));
    if (type === 'kicked') end(client, type);
  };
  const listeners = {};
  for (const [type, name, kinds] of EVENTS) {
    const listener = (detail) => tell(type, detail);
    if (!kinds) listeners[name] = listener;
    else for (const kind of Object.values(kinds)) (listeners[name] = listeners[name] || {})[kind] = listener;
  }
  try {
    if (server !== undefined) webim[Symbol.for('webim.js')].config.useServer(server);
    client.account = await promised('login', signal, (ok, fail) => {
      webim.login(loginInfo, listeners, { isAccessFormalEnv, isLogOn }, (answer) => {
        if (!client.ended) ok(answer);
        else if (!uses(webim)) webim.logout(); // the sign-in was given up
      }, fail);
      return () => end(client, 'aborted');
    });
  } catch (error) {
    end(client, 'not signed in');
    throw error;
  }
  return client;
}
