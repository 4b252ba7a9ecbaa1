import webim = require('./webim.js');

export { webim };

/**
 * 登录参数：loginInfo 的全部字段，加上这里的几项。
 *
 * What connect takes: all of loginInfo, and these.
 */
export interface ConnectOptions extends webim.LoginInfo {
  /**
   * IM 服务器的地址，默认为页面使用的服务器。
   *
   * Base URL of the IM server; by default the one that the page uses.
   */
  server?: string;
  /**
   * 放弃登录。已经发出的登录如果仍然成功，会立即登出。
   *
   * Gives the sign-in up. If it succeeds all the same, it is signed out again.
   */
  signal?: AbortSignal;
  /** 见 login 的选项。 | As in the options of login. */
  isAccessFormalEnv?: boolean;
  /** 是否在控制台输出日志。 | Whether the SDK writes to the console. */
  isLogOn?: boolean;
}

/**
 * 登录。成功后得到 Client。可以为多个用户分别调用，每个用户使用各自的 SDK 实例；同一用户再次调用会结束前一个 Client。
 *
 * Signs in and returns a Client. It may be called for several users, each of which has an instance of the SDK; another call for the same user ends the Client before.
 *
 * @example
 * const im = await connect({ sdkAppID: 1400000001, accountType: 1, identifier: 'alice', userSig });
 * im.addEventListener('messages', ({ detail }) => {
 *   for (const msg of detail) console.info(msg.getFromAccount(), msg.toHtml());
 * });
 * const msg = new im.webim.Msg(im.session('C2C', 'bob'), true);
 * msg.addText(new im.webim.Msg.Elem.Text('hello'));
 * await im.sendMsg(msg);
 */
export function connect(options: ConnectOptions): Promise<Client>;

/**
 * 调用失败时的错误。
 *
 * What a call rejects with.
 */
export class WebimError extends Error {
  constructor(call: string, original: unknown);
  /** 失败的函数名。 | The name of the function that failed. */
  readonly call: string;
  /** 错误码，即 ErrorCode；没有时为 undefined。 | The error's number, ErrorCode; undefined where there is none. */
  readonly code: number | undefined;
  /** 错误回调收到的原始对象。 | The object that the error callback would have got. */
  readonly original: webim.ErrorAnswer;
}

/** 每次调用的选项。 | What every call takes. */
export interface CallOptions {
  /**
   * 不再等待：以 signal 的 reason 拒绝。上传会真正停止；其他请求已经发出，仍可能生效。
   *
   * Stops waiting: the promise rejects with the signal's reason. An upload really stops; any other request is on its way and may still take effect.
   */
  signal?: AbortSignal;
}

type Listener<K extends keyof webim.Listeners> = NonNullable<webim.Listeners[K]>;
type Heard<F> = F extends (...args: infer A) => unknown ? A[0] : never;
type HeardInTable<T> = Heard<NonNullable<T[keyof T]>>;

/**
 * 会话为什么被结束：在别处登录、在别处 logoutAll、帐号被停用、会话已失效（登录超过 30 天，或服务器换了数据）。
 *
 * Why a session was ended: signed in elsewhere, signed out everywhere by another page, the account was disabled, or the session is
 * no longer known (30 days have passed, or the server's data was replaced).
 */
export type KickReason = 'elsewhere' | 'logoutAll' | 'disabled' | 'expired';

/** kicked 事件的内容。 | The detail of the event kicked. */
export interface Kicked {
  /** webim-server 给出的原因；其他服务器不给出。 | The reason, which webim-server gives; other servers give none. */
  reason: KickReason | undefined;
}

/**
 * 事件名与 detail 的内容，即登录时对应监听器的参数。
 *
 * Events and their details: what the listener of sign-in would have got.
 */
export interface ClientEvents {
  /** 连接状态变化，即 onConnNotify。 | The connection's state has changed: onConnNotify. */
  connection: Heard<Listener<'onConnNotify'>>;
  /** 新消息的数组，即 onMsgNotify。 | An array of new messages: onMsgNotify. */
  messages: webim.Msg[];
  /** 直播大群的新消息，即 onBigGroupMsgNotify。 | New messages of the big group: onBigGroupMsgNotify. */
  biggroupmessages: webim.Msg[];
  /** 群资料变化，即 onGroupInfoChangeNotify。 | A group's information has changed: onGroupInfoChangeNotify. */
  groupinfo: Heard<Listener<'onGroupInfoChangeNotify'>>;
  /** 群系统通知，类型见 detail.ReportType，即 onGroupSystemNotifys。 | A notice about groups, of the kind detail.ReportType: onGroupSystemNotifys. */
  groupnotice: HeardInTable<Listener<'onGroupSystemNotifys'>>;
  /** 好友系统通知，类型见 detail.Type，即 onFriendSystemNotifys。 | A notice about friends, of the kind detail.Type: onFriendSystemNotifys. */
  friendnotice: HeardInTable<Listener<'onFriendSystemNotifys'>>;
  /** 资料变化通知，即 onProfileSystemNotifys。 | A profile has changed: onProfileSystemNotifys. */
  profilenotice: HeardInTable<Listener<'onProfileSystemNotifys'>>;
  /** 对方已读到的位置，即 onC2cEventNotifys 的 92。 | How far the other side has read: 92 of onC2cEventNotifys. */
  readreceipt: Heard<NonNullable<Listener<'onC2cEventNotifys'>[92]>>;
  /** 取得了下载地址，即 onAppliedDownloadUrl。 | A download's address has come: onAppliedDownloadUrl. */
  downloadurl: Heard<Listener<'onAppliedDownloadUrl'>>;
  /** 每次长轮询的答复，即 onLongPullingNotify。 | Each answer of the long poll: onLongPullingNotify. */
  poll: Heard<Listener<'onLongPullingNotify'>>;
  /** 会话被服务器结束，即 onKickedEventCall 和 onC2cEventNotifys 的 96；随后是 end。 | The server has ended the session: onKickedEventCall and 96 of onC2cEventNotifys; end follows. */
  kicked: Kicked;
  /** Client 已结束，detail 是原因。 | The Client has ended; detail says why. */
  end: string;
}

type Rejecting = (...args: any[]) => unknown;
// Of a function with callbacks: its options, and what cbOk gets.
type OptionsCall<F> = F extends (options: infer O, cbOk?: (answer: infer A) => void, ...rest: any[]) => void
  ? (options: O, call?: CallOptions) => Promise<A> : never;
type PlainCall<F> = F extends (cbOk?: (answer: infer A) => void, ...rest: any[]) => void ? (call?: CallOptions) => Promise<A> : never;

type PlainName = 'logout' | 'logoutAll' | 'offline' | 'syncMsgs';
type NotCalls = 'login' | 'init' | 'checkLogin' | 'getCtx' | 'newInstance' | 'newWebIm' | 'setAutoRead' | 'setJsonpLastRspData' | 'onDownFile' | 'Msg' | 'Session';
type Functions = { [K in keyof typeof webim]: (typeof webim)[K] extends Rejecting ? K : never }[keyof typeof webim];
type OptionsName = Exclude<Functions, PlainName | NotCalls>;

/**
 * webim 中带回调的函数，名称和参数相同，返回 Promise，失败时以 WebimError 拒绝。
 *
 * The functions of webim that take callbacks, by the same names and with the same options, as promises; they reject with a WebimError.
 */
export type Calls = { [K in OptionsName]: OptionsCall<(typeof webim)[K]> } & { [K in PlainName]: PlainCall<(typeof webim)[K]> };

/**
 * 一次登录，由 connect 得到。
 *
 * One sign-in; connect makes it.
 */
export interface Client extends Calls {
  /** 用户的帐号；匿名时为 undefined。 | Who is signed in; undefined for an anonymous visitor. */
  readonly user: string | undefined;
  /** 登录的答复：昵称、头像。 | The answer of the sign-in: nickname, picture. */
  readonly account: webim.LoginAnswer;
  /** 该用户使用的 SDK 实例，消息用它的 Msg 构造。 | This user's instance of the SDK; messages are made with its Msg. */
  readonly webim: typeof webim;
  /** 未结束时为 null，否则是原因。 | null, or why the Client has ended. */
  readonly ended: string | null;

  /**
   * 会话：MsgStore 中已有的，或新建的。
   *
   * A conversation: the one in MsgStore, or a new one.
   */
  session(type: 'C2C' | 'GROUP', id: string): webim.Session;

  /**
   * 从现在起某个事件的 detail，可用 for await 遍历。Client 结束或 signal 中止时遍历结束；未取走的会保留。
   *
   * The details of an event from now on, for `for await`. They end with the Client or when the signal aborts; what is not yet taken is kept.
   *
   * @example
   * for await (const msgs of im.events('messages')) console.info(msgs.length);
   */
  events<K extends keyof ClientEvents>(type: K, options?: CallOptions): AsyncIterableIterator<ClientEvents[K]>;

  addEventListener<K extends keyof ClientEvents>(type: K, listener: ((event: CustomEvent<ClientEvents[K]>) => void) | null, options?: boolean | AddEventListenerOptions): void;
  removeEventListener<K extends keyof ClientEvents>(type: K, listener: ((event: CustomEvent<ClientEvents[K]>) => void) | null, options?: boolean | EventListenerOptions): void;
  dispatchEvent(event: Event): boolean;
}
