import webim = require('./webim.js');

export { webim };

// Named is T without its index signature, so that misspelt names do not
// compile.
type Named<T> = { [K in keyof T as string extends K ? never : number extends K ? never : K]: T[K] };

/**
 * connect 的选项：loginInfo 的全部字段，以及以下各项。
 *
 * Options of connect: all fields of loginInfo, and the following.
 */
export interface ConnectOptions extends Named<webim.LoginInfo> {
  /**
   * IM 服务器的地址，默认为页面使用的服务器。
   *
   * Base URL of the IM server, by default that of the page.
   */
  server?: string;
  /**
   * 中止登录。已发出的登录如果仍然成功，会立即登出。
   *
   * Aborts the sign-in. If a request in flight succeeds anyway, it is signed out immediately.
   */
  signal?: AbortSignal;
  /** 同 login 的选项。 | As in the options of login. */
  isAccessFormalEnv?: boolean;
  /** 是否输出控制台日志，默认 true。 | Whether to log to the console, default true. */
  isLogOn?: boolean;
}

/**
 * 登录并返回 Client。可以为多个用户分别调用，每个用户使用各自的 SDK 实例；同一用户再次调用会结束前一个 Client。
 *
 * Signs in and returns a Client. It may be called for several users, each with an instance of the SDK; another call for the same user ends the previous Client.
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
 * The error with which calls reject.
 */
export class WebimError extends Error {
  constructor(call: string, original: unknown);
  /** 失败的函数名。 | Name of the function that failed. */
  readonly call: string;
  /** 错误码，即 ErrorCode；没有时为 undefined。 | The error code (ErrorCode), undefined if there is none. */
  readonly code: number | undefined;
  /** 错误对象，即 cbErr 的参数。 | The error object, the argument of cbErr. */
  readonly original: webim.ErrorResponse;
}

/** 每次调用的选项。 | Options of every call. */
export interface CallOptions {
  /**
   * 停止等待：Promise 以 signal.reason 拒绝。上传会真正停止；其他请求已经发出，仍可能生效。
   *
   * Stops waiting: the promise rejects with the signal's reason. Uploads are aborted; other requests have been sent and may still take effect.
   */
  signal?: AbortSignal;
}

type Listener<K extends keyof webim.Listeners> = NonNullable<webim.Listeners[K]>;
type Argument<F> = F extends (...args: infer A) => unknown ? A[0] : never;
type TableArgument<T> = Argument<NonNullable<T[keyof T]>>;

/**
 * 会话被结束的原因：在别处登录、在别处 logoutAll、帐号被停用、业务服务器结束了会话或删除了帐号、会话已失效（登录超过 30 天，或服务器更换了数据）。
 *
 * The reason for the end of a session: the user signed in elsewhere, another page signed out everywhere, the account was disabled, the backend ended the session or deleted the account, or the
 * session has expired (30 days have passed, or the server's data was replaced).
 */
export type KickReason = 'elsewhere' | 'logoutAll' | 'disabled' | 'revoked' | 'expired';

/** kicked 事件的 detail。 | The detail of the event kicked. */
export interface Kicked {
  /** 原因，由 webim-server 返回；连接其他服务器时为 undefined。 | The reason that webim-server returns; undefined with other servers. */
  reason: KickReason | undefined;
}

/**
 * 事件及其 detail，即对应监听器的参数。
 *
 * Events and their details, the arguments of the corresponding listeners.
 */
export interface ClientEvents {
  /** 连接状态变化，即 onConnNotify。 | The connection state changed: onConnNotify. */
  connection: Argument<Listener<'onConnNotify'>>;
  /** 新消息的数组，即 onMsgNotify。 | An array of new messages: onMsgNotify. */
  messages: webim.Msg[];
  /** 直播大群的新消息，即 onBigGroupMsgNotify。 | New messages of a big group: onBigGroupMsgNotify. */
  biggroupmessages: webim.Msg[];
  /** 群资料变更，即 onGroupInfoChangeNotify。 | A group profile changed: onGroupInfoChangeNotify. */
  groupinfo: Argument<Listener<'onGroupInfoChangeNotify'>>;
  /** 群系统通知，类型见 detail.ReportType，即 onGroupSystemNotifys。 | A group system notice of type detail.ReportType: onGroupSystemNotifys. */
  groupnotice: TableArgument<Listener<'onGroupSystemNotifys'>>;
  /** 好友系统通知，类型见 detail.Type，即 onFriendSystemNotifys。 | A friend notice of type detail.Type: onFriendSystemNotifys. */
  friendnotice: TableArgument<Listener<'onFriendSystemNotifys'>>;
  /** 资料变更，即 onProfileSystemNotifys。 | A profile changed: onProfileSystemNotifys. */
  profilenotice: TableArgument<Listener<'onProfileSystemNotifys'>>;
  /** 对方已读，即 onC2cEventNotifys 的 92。 | The peer has read messages: 92 of onC2cEventNotifys. */
  readreceipt: Argument<NonNullable<Listener<'onC2cEventNotifys'>[92]>>;
  /** 获取到下载地址，即 onAppliedDownloadUrl。 | A download URL was obtained: onAppliedDownloadUrl. */
  downloadurl: Argument<Listener<'onAppliedDownloadUrl'>>;
  /** 每次长轮询的响应，即 onLongPullingNotify。 | The response of every long poll: onLongPullingNotify. */
  poll: Argument<Listener<'onLongPullingNotify'>>;
  /** 会话被服务器结束，即 onKickedEventCall 和 onC2cEventNotifys 的 96；随后是 end。 | The server has ended the session: onKickedEventCall and 96 of onC2cEventNotifys; end follows. */
  kicked: Kicked;
  /** Client 已结束，detail 是原因。 | The Client has ended; detail is the reason. */
  end: string;
}

type AnyFunction = (...args: any[]) => unknown;
// OptionsCall is the method for a function (options, cbOk, cbErr): it takes the
// options and resolves to the argument of cbOk.
type OptionsCall<F> = F extends (options: infer O, cbOk?: (resp: infer A) => void, ...rest: any[]) => void
  ? (options: O, call?: CallOptions) => Promise<A> : never;
type PlainCall<F> = F extends (cbOk?: (resp: infer A) => void, ...rest: any[]) => void ? (call?: CallOptions) => Promise<A> : never;

type PlainName = 'logout' | 'logoutAll' | 'offline' | 'syncMsgs';
type NotCalls = 'login' | 'init' | 'checkLogin' | 'getCtx' | 'newInstance' | 'newWebIm' | 'setAutoRead' | 'setJsonpLastRspData' | 'onDownFile' | 'Msg' | 'Session';
type Functions = { [K in keyof typeof webim]: (typeof webim)[K] extends AnyFunction ? K : never }[keyof typeof webim];
type OptionsName = Exclude<Functions, PlainName | NotCalls>;

/**
 * webim 中带回调的函数：名称和参数相同，返回 Promise，失败时以 WebimError 拒绝。
 *
 * The functions of webim with callbacks, with the same names and options, returning promises that reject with a WebimError.
 */
export type Calls = Promised<Pick<typeof webim, OptionsName>> & PromisedPlain<Pick<typeof webim, PlainName>>;

// Promised maps the keys of T itself, so that editors show the documentation of
// the functions for its methods.
type Promised<T> = { [K in keyof T]: OptionsCall<T[K]> };
type PromisedPlain<T> = { [K in keyof T]: PlainCall<T[K]> };

/**
 * 一次登录，由 connect 返回。
 *
 * A sign-in, returned by connect.
 */
export interface Client extends Calls {
  /** 当前用户的帐号，匿名时为 undefined。 | The signed-in account, undefined if anonymous. */
  readonly user: string | undefined;
  /** 登录的返回值：昵称、头像。 | Response of the sign-in: nickname, avatar. */
  readonly account: webim.LoginResponse;
  /** 该用户使用的 SDK 实例，消息用它的 Msg 构造。 | This user's instance of the SDK; messages are created with its Msg. */
  readonly webim: typeof webim;
  /** 会话有效时为 null，否则为结束的原因。 | null while the session is valid, otherwise the reason for its end. */
  readonly ended: string | null;

  /**
   * 返回 MsgStore 中的会话，没有时新建。
   *
   * Returns the session in MsgStore, or a new one.
   */
  session(type: 'C2C' | 'GROUP', id: string): webim.Session;

  /**
   * 返回事件 detail 的异步迭代器，用于 for await。Client 结束或 signal 中止时迭代结束；尚未读取的内容会保留。
   *
   * Returns an async iterator over the details of an event, for `for await`. It ends with the Client or when the signal aborts; details that were not read yet are kept.
   *
   * @example
   * for await (const msgs of im.events('messages')) console.info(msgs.length);
   */
  events<K extends keyof ClientEvents>(type: K, options?: CallOptions): AsyncIterableIterator<ClientEvents[K]>;

  addEventListener<K extends keyof ClientEvents>(type: K, listener: ((event: CustomEvent<ClientEvents[K]>) => void) | null, options?: boolean | AddEventListenerOptions): void;
  removeEventListener<K extends keyof ClientEvents>(type: K, listener: ((event: CustomEvent<ClientEvents[K]>) => void) | null, options?: boolean | EventListenerOptions): void;
  dispatchEvent(event: Event): boolean;
}
