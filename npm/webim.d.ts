// The declarations of `webim`, written by hand. Editors show these comments, the
// compiler checks these types, and `go generate ./docs` builds the API reference
// in docs/zh/reference and docs/en/reference from them. Every comment is in
// Chinese and in English:
//
//   description   paragraphs with Chinese characters are the Chinese text, the others the English
//   tags          "中文 | English"
//   @dialect      the dialects that have the item, with an optional note
//   @error        codes that cbErr may receive in ErrorCode beyond the usual ones (see the error codes page)
//   @itemerror    the field of the response with the codes of single items, then the codes
//   @example      code that test/types runs; `expr; // → text` compares String(expr) with text
//   @section      begins a page of the reference: id, Chinese title | English title
//
// test/types compares the declarations with the built script.

declare namespace webim {
  /** @section signin 登录与登出 | Signing in and out */

  /**
   * 登录（1.7）。依次获取会话票据、昵称和头像、已加入的群、上传票据，全部成功后调用 cbOk 并开始长轮询。
   * 切换用户会清空 MsgStore；同一用户再次登录时保留消息。
   * 登录前收到的单聊未读消息不会自动通知，登录成功后调用 syncMsgs 拉取。
   * 省略 identifier 和 userSig 为匿名登录，只能使用直播大群。
   * 正在进行的上一次登录以 -2 结束。
   *
   * Signs in (1.7). Obtains a session ticket, nickname and avatar, the joined groups and an upload ticket, then calls cbOk and starts long polling.
   * Signing in as another user clears MsgStore; signing in again as the same user keeps it.
   * C2C messages that arrived before the sign-in are not reported: call syncMsgs in cbOk to fetch them.
   * Without identifier and userSig the sign-in is anonymous and limited to big groups (AVChatRoom).
   * An earlier sign-in that is in progress fails with -2.
   *
   * @param loginInfo 登录信息 | identity
   * @param listeners 事件监听器，均可省略，见“监听器” | event listeners, all optional, see Listeners
   * @param options 选项，可省略 | options, optional
   * @param cbOk 登录成功时调用 | called when signed in
   * @param cbErr 登录失败时调用 | called when the sign-in fails
   * @dialect 1.7 调用 login 即表示页面使用 1.7 接口 | calling it selects 1.7
   * @error -6 -7 -8 -9 -10 -11 70001 70003 70009 70013 70014 70101
   * @example
   * webim.login(loginInfo, {
   *   onMsgNotify: (msgs) => msgs.forEach((msg) => console.info(msg.getFromAccount(), msg.toHtml())),
   * }, { isLogOn: false }, (resp) => {
   *   console.info('signed in as', resp.identifierNick || loginInfo.identifier);
   * }, showError);
   */
  function login(loginInfo: LoginInfo, listeners?: Listeners, options?: LoginOptions | null, cbOk?: Ok<LoginResponse>, cbErr?: Fail): void;

  /**
   * 初始化。不带回调是 1.3 的用法：立即返回，不报告结果，忽略第四、第五个参数；带回调时与 login 相同。
   * 1.3 中再次调用 init 会替换上一次，同一时刻只有一个长轮询。
   *
   * Initializes the SDK. Without callbacks it is the 1.3 call: it returns immediately and reports no result. With callbacks it is the same as login.
   * In 1.3 a second init replaces the first; only one long poll runs at a time.
   *
   * @param loginInfo 登录信息；1.3 还需要 appIDAt3rd | identity; 1.3 also needs appIDAt3rd
   * @param listeners 事件监听器 | event listeners
   * @param options 选项 | options
   * @param cbOk 登录成功时调用（1.7） | called when signed in (1.7)
   * @param cbErr 登录失败时调用（1.7） | called when the sign-in fails (1.7)
   * @dialect 1.3 1.7
   * @error -6 -7 -8 -9 -10 -11 70001 70003 70009 70013 70014 70101
   * @example
   * webim.init(loginInfo, { onMsgNotify: () => console.info(webim.MsgStore.sessCount()) }, {},
   *   () => console.info('ready'), showError);
   */
  function init(loginInfo: LoginInfo, listeners?: Listeners, options?: LoginOptions | null, cbOk?: Ok<LoginResponse>, cbErr?: Fail): void;

  /**
   * 登出当前页面，不影响其他页面和设备。成功后中止所有请求并停止长轮询，正在进行的调用以 -2 结束；失败时状态不变。未登录时直接成功；正在登录时中止登录。
   *
   * Signs out this page; other pages and devices stay signed in. On success all requests are aborted and polling stops, and calls in flight fail with -2; on failure nothing changes. It succeeds immediately if the page is not signed in, and ends a sign-in that is in progress.
   *
   * @param cbOk 登出后调用 | called when signed out
   * @param cbErr 失败时调用 | called on failure
   * @dialect 1.7
   * @example
   * webim.logout((resp) => console.info(resp.ErrorInfo));
   */
  function logout(cbOk?: Ok, cbErr?: Fail): void;

  /**
   * logout 的别名，1.3 的页面用它下线。
   *
   * An alias of logout, used by 1.3 pages.
   *
   * @param cbOk 登出后调用 | called when signed out
   * @param cbErr 失败时调用 | called on failure
   * @dialect 1.3 1.7
   * @example
   * webim.offline(() => console.info('offline'), showError);
   */
  function offline(cbOk?: Ok, cbErr?: Fail): void;

  /**
   * 登出该用户的所有页面，其全部会话票据失效。
   *
   * Signs out all pages of the user and revokes all session tickets.
   *
   * @param cbOk 登出后调用 | called when signed out
   * @param cbErr 失败时调用 | called on failure
   * @dialect 1.7
   * @example
   * webim.logoutAll(() => console.info('signed out everywhere'), showError);
   */
  function logoutAll(cbOk?: Ok, cbErr?: Fail): void;

  /**
   * 返回是否已登录。
   *
   * Reports whether the page is signed in.
   *
   * @param cbErr 未登录且 isNeedCallBack 为 true 时以 -4 调用 | called with -4 when not signed in and isNeedCallBack is true
   * @param isNeedCallBack 是否调用 cbErr，默认 false | whether to call cbErr, default false
   * @returns 已登录时为 true | true when signed in
   * @dialect 1.7
   * @error -4
   * @example
   * console.info(webim.checkLogin()); // → true
   */
  function checkLogin(cbErr?: Fail, isNeedCallBack?: boolean): boolean;

  /**
   * 创建另一个独立的 SDK 实例，用于在同一页面登录多个用户。各实例有各自的会话、消息、登录状态和监听器，只共用代码和页面的设置。
   * 消息和会话用所属实例的 Msg、Session 构造。每个实例占用约 400 KB 内存。原版没有这个函数。
   *
   * Creates another, independent instance of the SDK, to sign several users in on one page. Each instance has its own sessions, messages, sign-in and listeners; only the code and the page's settings are shared.
   * Create messages and sessions with Msg and Session of their own instance. An instance takes about 400 KB of memory. The original has no such function.
   *
   * @returns 与 webim 相同的对象 | an object like webim
   * @dialect 1.3 1.7
   * @example
   * const other = webim.newInstance();
   * console.info(other.MsgStore.sessCount()); // → 0
   */
  function newInstance(): typeof webim;

  /**
   * 同 newInstance。部分修改版有此函数。
   *
   * The same as newInstance. Some modified copies of the SDK have it.
   *
   * @returns 同 newInstance | the same as newInstance
   * @dialect 1.3 1.7
   * @example
   * console.info(webim.newWebIm().MsgStore.sessCount()); // → 0
   */
  function newWebIm(): typeof webim;

  /** @section messages 消息 | Messages */

  /**
   * 发送一条消息。单聊消息在服务器收到后由 SDK 存入 MsgStore，再调用 cbOk；群消息由长轮询下发（1.7）。
   * 发送失败后可用同一个 Msg 对象重发，不会产生重复消息；已在 MsgStore 中的单聊消息以 -17 失败。
   * 同一会话的消息按调用顺序发出：下一条在上一条结束后发出，上一条两秒没有应答时也会发出。成功后消息的时间为服务器时间。
   *
   * 长度限制：webim-server 要求一条消息中全部文本元素的总长不超过 12000 字节（UTF-8，单聊和群聊相同），超出时单聊返回 20001，群聊返回 10004。计算的是转义之后的文本：< > " 各占 4 到 6 字节。整个消息体不超过 64 KiB、200 个元素，自定义元素只受此限制。原版服务器的群聊上限为 8898 字节（见 MSG_MAX_LENGTH）。
   *
   * 声音和位置元素不能发送：1.7 跳过该元素，1.3 替换为一句说明。
   *
   * Sends a message. A C2C message is stored in MsgStore once the server has accepted it, then cbOk is called; a group message arrives through the long poll (1.7).
   * After a failure the same Msg can be sent again without creating a duplicate; a C2C message that is already in MsgStore fails with -17.
   * Messages of a session are sent in the order of the calls: each when the previous one has ended, or has had no response for two seconds. A message that was sent has the server's time.
   *
   * Limits: webim-server accepts at most 12,000 bytes of UTF-8 in all text elements of a message together, in C2C and in groups; more fails with 20001 (C2C) or 10004 (group). Escaped text counts: < > " take 4 to 6 bytes each. The whole body is limited to 64 KiB and 200 elements; custom elements have no other limit. The original's servers allow 8,898 bytes in groups (see MSG_MAX_LENGTH).
   *
   * Sounds and locations cannot be sent: 1.7 omits them, 1.3 replaces them by a text.
   *
   * @param msg 消息 | the message
   * @param cbOk 服务器收到后调用 | called when the server has accepted it
   * @param cbErr 失败时调用 | called on failure
   * @dialect 1.3 1.7
   * @error -17 10004 10007 10010 10015 10017 20001 20003 20006 20007 80001 80002
   * @example
   * const sess = webim.MsgStore.sessByTypeId('C2C', 'bob') || new webim.Session('C2C', 'bob', 'bob', '', Math.round(Date.now() / 1000));
   * const msg = new webim.Msg(sess, true);
   * msg.addText(new webim.Msg.Elem.Text('你好'));
   * webim.sendMsg(msg, () => console.info('sent', msg.toHtml()), showError);
   */
  function sendMsg(msg: Msg, cbOk?: Ok<SendResponse>, cbErr?: Fail): void;

  /**
   * 拉取未读的单聊消息，按时间从旧到新排列，自动翻页直到拉完。消息已存入 MsgStore；未传 cbOk 时通过 onMsgNotify 通知。登录后需要调用一次，才能得到登录前的未读消息。
   * 待处理的加群申请也由它拉取，通过系统通知 1 的监听器通知。
   *
   * Fetches unread C2C messages, oldest first, page by page until none is left. They are stored in MsgStore; without cbOk they are passed to onMsgNotify. Call it once after signing in to fetch the messages that arrived before.
   * Pending applications to join a group are fetched too and passed to the listener of system notice 1.
   *
   * @param cbOk 参数是新消息数组，可能为空 | receives the array of new messages, possibly empty
   * @param cbErr 失败时调用 | called on failure
   * @dialect 1.3 1.7 1.3 的数组元素是 { msg } | the items of 1.3's array are { msg }
   * @example
   * webim.syncMsgs((msgs) => console.info(msgs.length, 'unread'), showError);
   */
  function syncMsgs(cbOk?: (msgs: Msg[]) => void, cbErr?: Fail): void;

  /**
   * 拉取群历史消息：从 ReqMsgSeq 向前最多 ReqMsgNumber 条，单次最多 20 条。结果从旧到新，只包含 MsgStore 中没有的消息；服务器已清理的消息和入群前的消息（私有群、公开群）不返回，所以可能更少。
   * 会话的 isFinished() 为 1 表示没有更早的消息。
   *
   * Fetches group history: up to ReqMsgNumber messages backwards from ReqMsgSeq, at most 20 per call. The result is sorted oldest first and contains only messages that MsgStore did not have; messages that the server has pruned and, in Private and Public groups, messages from before the member joined are not returned, so there may be fewer.
   * isFinished() of the session is 1 when there are no earlier messages.
   *
   * @param options 群 ID、起始序号和条数 | group ID, start and count
   * @param cbOk 参数是新消息数组 | receives the array of new messages
   * @param cbErr 失败时调用 | called on failure
   * @dialect 1.3 1.7 1.3 的数组元素是 { msg } | the items of 1.3's array are { msg }
   * @error -16 10004 10007 10010 10015
   * @example
   * webim.getGroupInfo({ GroupIdList: [groupId], GroupBaseInfoFilter: ['NextMsgSeq'] }, (resp) => {
   *   const newest = resp.GroupInfo[0].NextMsgSeq - 1;
   *   if (newest < 1) return;
   *   webim.syncGroupMsgs({ GroupId: groupId, ReqMsgSeq: newest, ReqMsgNumber: 15 },
   *     (msgs) => console.info(msgs.length), showError);
   * });
   */
  function syncGroupMsgs(options: GroupHistoryOptions, cbOk?: (msgs: Msg[]) => void, cbErr?: Fail): void;

  /**
   * 拉取单聊漫游消息，单次最多 15 条。如需更早的消息，传入上次返回的 LastMsgTime 和 MsgKey。不影响未读数。
   *
   * Fetches C2C history, at most 15 messages per call. For earlier messages pass the LastMsgTime and MsgKey of the previous response. It does not change the unread count.
   *
   * @param options 对方帐号、条数和续拉位置 | peer, count and cursor
   * @param cbOk 参数含消息和续拉位置 | receives the messages and the cursor
   * @param cbErr 失败时调用 | called on failure
   * @dialect 1.7
   * @error -13 -14 -15 20001
   * @example
   * webim.getC2CHistoryMsgs({ Peer_Account: 'bob', MaxCnt: 10, LastMsgTime: 0, MsgKey: '' }, (resp) => {
   *   resp.MsgList.forEach((msg) => console.info(msg.getTime(), msg.toHtml()));
   *   if (!resp.Complete) console.info('more before', resp.LastMsgTime, resp.MsgKey);
   * }, showError);
   */
  function getC2CHistoryMsgs(options: C2CHistoryOptions, cbOk?: Ok<C2CHistoryResponse>, cbErr?: Fail): void;

  /**
   * 开启或关闭会话的自动已读。开启时未读数清零并上报一次已读；之后收到的消息不计未读，需要上报时再次调用。
   *
   * Turns auto-read of a session on or off. Turning it on resets the unread count and sends one read report; later messages are not counted as unread. Call it again to report them.
   *
   * @param selSess 会话；为 null 时只处理 isResetAll | the session; null applies isResetAll only
   * @param isOn true 开启，false 关闭 | true for on
   * @param isResetAll 是否先关闭所有会话的自动已读 | whether to turn it off for all sessions first
   * @dialect 1.3 1.7
   * @example
   * const sess = new webim.Session('C2C', 'bob', 'bob', '', 0);
   * webim.setAutoRead(sess, true, true);
   * console.info(sess.unread()); // → 0
   */
  function setAutoRead(selSess: Session | null, isOn: boolean, isResetAll?: boolean): void;

  /**
   * 上报单聊已读：LastedMsgTime 及之前的消息标为已读，对方收到 onC2cEventNotifys[92]。
   *
   * Reports C2C messages up to LastedMsgTime as read; the peer receives onC2cEventNotifys[92].
   *
   * @param options 对方帐号和已读时间 | peer and time
   * @param cbOk 成功时调用 | called on success
   * @param cbErr 失败时调用 | called on failure
   * @dialect 1.3 1.7
   * @error 20001 20003
   * @example
   * webim.c2CMsgReaded({ To_Account: 'bob', LastedMsgTime: Math.round(Date.now() / 1000) },
   *   () => console.info('read'), showError);
   */
  function c2CMsgReaded(options: C2CReadOptions, cbOk?: Ok, cbErr?: Fail): void;

  /**
   * 上报群消息的已读序号，只增不减；当前用户的其他页面收到系统通知 15。
   *
   * Reports the read position in a group. It only moves forward; the user's other pages receive system notice 15.
   *
   * @param options 群 ID 和序号 | group ID and sequence number
   * @param cbOk 成功时调用 | called on success
   * @param cbErr 失败时调用 | called on failure
   * @dialect 1.3 1.7
   * @error 10004 10007 10010 10015
   * @example
   * webim.groupMsgReaded({ GroupId: groupId, MsgReadedSeq: 1 }, () => console.info('read'), showError);
   */
  function groupMsgReaded(options: GroupReadOptions, cbOk?: Ok, cbErr?: Fail): void;

  /**
   * 获取最近联系人，按时间从新到旧排列，单次默认 100 个，最多 500 个。结果不存入 MsgStore。
   *
   * Fetches recent contacts, newest first, 100 per call by default, at most 500. They are not stored in MsgStore.
   *
   * @param options 数量上限 | maximum count
   * @param cbOk 参数含会话列表 | receives the list of sessions
   * @param cbErr 失败时调用 | called on failure
   * @dialect 1.7
   * @error 30001
   * @example
   * webim.getRecentContactList({ Count: 20 }, (resp) => {
   *   (resp.SessionItem || []).forEach((s) => console.info(s.Type, s.To_Account || s.ToAccount, s.MsgShow));
   * }, showError);
   */
  function getRecentContactList(options: RecentOptions, cbOk?: Ok<RecentResponse>, cbErr?: Fail): void;

  /**
   * 从最近联系人中删除一个会话，不删除消息。
   *
   * Removes a session from the recent contacts; its messages are kept.
   *
   * @param options 会话类型和对方帐号或群 ID | type and peer account or group ID
   * @param cbOk 成功时调用 | called on success
   * @param cbErr 失败时调用 | called on failure
   * @dialect 1.7 1.7.2 起支持 | since 1.7.2
   * @error 30001
   * @example
   * webim.deleteChat({ To_Account: 'bob', chatType: webim.RECENT_CONTACT_TYPE.C2C },
   *   () => console.info('deleted'), showError);
   */
  function deleteChat(options: DeleteChatOptions, cbOk?: Ok, cbErr?: Fail): void;

  /**
   * 获取新的长轮询 ID。SDK 登录时会自动获取，页面一般不需要调用。
   *
   * Obtains a new long-polling ID. The SDK obtains its own at sign-in; pages rarely need this.
   *
   * @param options 不使用 | unused
   * @param cbOk 参数含 ID 和超时（秒） | receives the ID and the timeout in seconds
   * @param cbErr 失败时调用 | called on failure
   * @dialect 1.7
   * @example
   * webim.getLongPollingId({}, (resp) => console.info(resp.LongPollingId, resp.Timeout), showError);
   */
  function getLongPollingId(options?: object | null, cbOk?: Ok<LongPollingIdResponse>, cbErr?: Fail): void;

  /**
   * 旧版 IE 的 JSONP 响应入口。SDK 不再使用 JSONP，保留它是为了兼容旧页面的 jsonpCallback。
   *
   * Entry point for JSONP responses in old IE. The SDK no longer uses JSONP; it remains so that the jsonpCallback of old pages works.
   *
   * @param rspData 响应，对象或 JSON 字符串 | the response, an object or JSON string
   * @dialect 1.3 1.7
   * @example
   * webim.setJsonpLastRspData('{"ActionStatus":"OK"}');
   */
  function setJsonpLastRspData(rspData: object | string): void;

  /** @section media 图片、文件与声音 | Pictures, files and sounds */

  /**
   * 分片上传图片或文件（1.7 每片 1080 KiB，1.3 每片 120 KiB），MD5 由 SDK 计算。
   * 1.7 中丢失的分片每秒重试一次，最多 20 次；服务器拒绝的上传立即失败。上传成功后，页面把返回的地址放入 Images 或 File 元素，再调用 sendMsg 发送。
   *
   * Uploads a picture or file in slices of 1080 KiB (1.7) or 120 KiB (1.3). The SDK computes the MD5.
   * In 1.7 a lost slice is retried every second, at most 20 times; an upload that the server refuses fails at once. Put the returned URLs into an Images or File element and send it with sendMsg.
   *
   * @param options 文件、接收者和用途 | file, recipient and purpose
   * @param cbOk 参数含 File_UUID 和各尺寸地址 | receives File_UUID and the URLs
   * @param cbErr 失败时调用 | called on failure
   * @dialect 1.3 1.7
   * @error -19 -3 -6 -8 -9
   * @example
   * webim.uploadPic({
   *   file: picture,
   *   From_Account: loginInfo.identifier,
   *   To_Account: 'bob',
   *   businessType: webim.UPLOAD_PIC_BUSSINESS_TYPE.C2C_MSG,
   *   onProgressCallBack: (loaded, total) => console.info(Math.round(100 * loaded / total) + '%'),
   * }, (resp) => {
   *   const types = { 1: webim.IMAGE_TYPE.ORIGIN, 2: webim.IMAGE_TYPE.SMALL, 4: webim.IMAGE_TYPE.LARGE };
   *   const images = new webim.Msg.Elem.Images(resp.File_UUID);
   *   for (const info of resp.URL_INFO) {
   *     images.addImage(new webim.Msg.Elem.Images.Image(types[info.PIC_TYPE], info.PIC_Size, info.PIC_Width, info.PIC_Height, info.DownUrl));
   *   }
   *   const msg = new webim.Msg(new webim.Session('C2C', 'bob', 'bob', '', 0), true);
   *   msg.addImage(images);
   *   webim.sendMsg(msg, () => console.info(msg.toHtml()), showError);
   * }, showError);
   */
  function uploadPic(options: UploadOptions, cbOk?: Ok<UploadResponse>, cbErr?: Fail): void;

  /**
   * 与 uploadPic 相同。上传文件时必须传入 fileType: UPLOAD_RES_TYPE.FILE，返回的 URL_INFO 是文件地址（字符串）；省略 fileType 按图片处理，不是可识别的图片时失败（-100）。
   *
   * The same as uploadPic. For files pass fileType: UPLOAD_RES_TYPE.FILE; URL_INFO is then the file's URL (a string). Without fileType the content is treated as a picture, and anything that is not a known picture fails (-100).
   *
   * @param options 文件、接收者和用途 | file, recipient and purpose
   * @param cbOk 参数含 File_UUID 和文件地址 | receives File_UUID and the URL
   * @param cbErr 失败时调用 | called on failure
   * @dialect 1.7
   * @error -19 -3 -6 -8 -9
   * @example
   * const file = new File(['hello'], 'hello.txt');
   * webim.uploadFile({
   *   file, To_Account: 'bob',
   *   businessType: webim.UPLOAD_PIC_BUSSINESS_TYPE.C2C_MSG, fileType: webim.UPLOAD_RES_TYPE.FILE,
   * }, (resp) => {
   *   const msg = new webim.Msg(new webim.Session('C2C', 'bob', 'bob', '', 0), true);
   *   msg.addFile(new webim.Msg.Elem.File(resp.File_UUID, file.name, resp.File_Size, loginInfo.identifier, 'bob', resp.Download_Flag, 'C2C'));
   *   webim.sendMsg(msg, () => console.info('sent'), showError);
   * }, showError);
   */
  function uploadFile(options: UploadOptions, cbOk?: Ok<UploadResponse>, cbErr?: Fail): void;

  /**
   * 以一个请求上传 base64 编码的图片，不分片、不重试，MD5 由页面计算并传入。cbOk 的参数是服务器的原始响应。
   *
   * Uploads a base64-encoded picture in one request, without slices or retries; the page computes the MD5. cbOk receives the unmodified response.
   *
   * @param options 内容、接收者和用途 | content, recipient and purpose
   * @param cbOk 参数是服务器的响应 | receives the server's response
   * @param cbErr 失败时调用 | called on failure
   * @dialect 1.7
   * @error -3 -6 -8 -9
   * @example
   * webim.uploadPicByBase64({
   *   toAccount: 'bob', businessType: webim.UPLOAD_PIC_BUSSINESS_TYPE.C2C_MSG, File_Type: webim.UPLOAD_RES_TYPE.IMAGE,
   *   fileMd5: 'd89746888da2d9510b64a9f031eaecd5', totalSize: 42,
   *   base64Str: 'R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7',
   * }, (resp) => console.info(resp.File_UUID), showError);
   */
  function uploadPicByBase64(options: Base64UploadOptions, cbOk?: Ok<UploadResponse>, cbErr?: Fail): void;

  /**
   * uploadPicByBase64 的别名，用于上传文件。
   *
   * An alias of uploadPicByBase64, for files.
   *
   * @param options 内容、接收者和用途 | content, recipient and purpose
   * @param cbOk 参数是服务器的响应 | receives the server's response
   * @param cbErr 失败时调用 | called on failure
   * @dialect 1.7
   * @error -3 -6 -8 -9
   * @example
   * webim.uploadFileByBase64({
   *   toAccount: 'bob', businessType: webim.UPLOAD_PIC_BUSSINESS_TYPE.C2C_MSG, File_Type: webim.UPLOAD_RES_TYPE.FILE,
   *   fileMd5: '5d41402abc4b2a76b9719d911017c592', totalSize: 5, base64Str: 'aGVsbG8=',
   * }, (resp) => console.info(resp.File_UUID), showError);
   */
  function uploadFileByBase64(options: Base64UploadOptions, cbOk?: Ok<UploadResponse>, cbErr?: Fail): void;

  /**
   * 通过页面表单上传，供不支持 FileReader 的旧浏览器使用：表单提交到隐藏的 iframe，再从 window.name 读取结果。
   * 表单需要 enctype="multipart/form-data"，文件框需要 type="file"。
   *
   * Uploads through a form of the page, for old browsers without FileReader: the form is submitted to a hidden iframe and the result read from window.name.
   * The form needs enctype="multipart/form-data", the input type="file".
   *
   * @param options 表单、文件输入框、接收者和用途 | form, file input, recipient and purpose
   * @param cbOk 参数是服务器的响应 | receives the server's response
   * @param cbErr 失败时调用 | called on failure
   * @dialect 1.7
   * @error -20 -21 -3 -6 -9
   * @example
   * webim.submitUploadFileForm({
   *   formId: 'upload_form', fileId: 'upload_file', To_Account: 'bob',
   *   businessType: webim.UPLOAD_PIC_BUSSINESS_TYPE.C2C_MSG, fileType: webim.UPLOAD_RES_TYPE.FILE,
   * }, (resp) => console.info(resp.File_UUID), showError);
   */
  function submitUploadFileForm(options: FormUploadOptions, cbOk?: Ok<UploadResponse>, cbErr?: Fail): void;

  /**
   * 获取文件或声音的下载地址。SDK 会自动处理收到的元素，页面一般不需要调用。
   *
   * Obtains the download URL of a file or sound. The SDK does so for received elements; pages rarely need this.
   *
   * @param options 请求内容，原样发送 | request body, sent unmodified
   * @param cbOk 参数是服务器的响应 | receives the server's response
   * @param cbErr 失败时调用 | called on failure
   * @dialect 1.7
   * @error -3 -6
   * @example
   * webim.uploadFile({ file: new File(['hello'], 'hello.txt'), To_Account: 'bob', businessType: 2, fileType: 2 }, (file) => {
   *   webim.applyDownload({
   *     From_Account: loginInfo.identifier, To_Account: 'bob', os_platform: 10, Timestamp: '0', Random: '1',
   *     request_info: [{ busi_id: 2, download_flag: 1, type: 2, uuid: file.File_UUID, version: 1 }],
   *   }, (resp) => console.info(resp.response_info && resp.response_info.url), showError);
   * });
   */
  function applyDownload(options: object, cbOk?: Ok<DownloadResponse>, cbErr?: Fail): void;

  /**
   * 打开文件的下载地址，由 File 元素的 HTML 调用。只打开安全的地址（http、https、blob、图片 data），其他地址打开 about:blank。
   *
   * Opens the download URL of a file; called by the HTML of File elements. Only safe URLs are opened (http, https, blob, data pictures), about:blank instead of others.
   *
   * @param uuid 文件 ID，地址取自 Resources.downloadMap | file ID; the URL is looked up in Resources.downloadMap
   * @dialect 1.7
   * @example
   * webim.Resources.downloadMap.uuid_1 = 'https://example.com/report.pdf';
   * webim.onDownFile('1');
   */
  function onDownFile(uuid: string): void;

  /**
   * 已获取的下载地址：downloadMap['uuid_' + uuid]，未知时为 null。
   *
   * Known download URLs: downloadMap['uuid_' + uuid], null if unknown.
   *
   * @dialect 1.7
   * @example
   * console.info(webim.Resources.downloadMap['uuid_none']); // → undefined
   */
  const Resources: {
    /** 下载地址表 | the URLs */
    downloadMap: { [key: string]: string | null };
  };

  /** @section profiles 用户资料 | Profiles */

  /**
   * 获取用户资料，单次最多 100 个帐号，超出部分忽略。只要有一个帐号失败，整个调用以 99999 失败；成功的部分也在错误对象的 UserProfileItem 中。
   *
   * Fetches user profiles, at most 100 accounts per call; further accounts are ignored. If one account fails, the call fails with 99999; UserProfileItem of the error object also holds the profiles that were found.
   *
   * @param options 帐号和字段 | accounts and fields
   * @param cbOk 参数含资料列表 | receives the profiles
   * @param cbErr 失败时调用 | called on failure
   * @dialect 1.3 1.7 1.3 还发送 From_Account 和 LastStandardSequence | 1.3 also sends From_Account and LastStandardSequence
   * @error 99999 40001 40801 40807 40811
   * @itemerror UserProfileItem[i].ResultCode 40003
   * @example
   * webim.getProfilePortrait({ From_Account: loginInfo.identifier, To_Account: ['bob'], TagList: ['Tag_Profile_IM_Nick', 'Tag_Profile_IM_Image'] }, (resp) => {
   *   for (const user of resp.UserProfileItem) console.info(user.To_Account, user.ProfileItem);
   * }, showError);
   */
  function getProfilePortrait(options: GetProfileOptions, cbOk?: Ok<ProfileResponse>, cbErr?: Fail): void;

  /**
   * 修改当前用户的资料。好友和当前用户的其他页面收到 onProfileSystemNotifys[1]。
   * 常用字段：Tag_Profile_IM_Nick 昵称、Tag_Profile_IM_Image 头像地址、Tag_Profile_IM_Gender（Gender_Type_Male、Gender_Type_Female、Gender_Type_Unknown）、
   * Tag_Profile_IM_AllowType（AllowType_Type_AllowAny、AllowType_Type_NeedConfirm、AllowType_Type_DenyAny）、Tag_Profile_IM_SelfSignature 签名。
   *
   * Changes the signed-in user's profile. Friends and the user's other pages receive onProfileSystemNotifys[1].
   * Common fields: Tag_Profile_IM_Nick, Tag_Profile_IM_Image (avatar URL), Tag_Profile_IM_Gender (Gender_Type_Male, Gender_Type_Female, Gender_Type_Unknown),
   * Tag_Profile_IM_AllowType (AllowType_Type_AllowAny, AllowType_Type_NeedConfirm, AllowType_Type_DenyAny), Tag_Profile_IM_SelfSignature.
   *
   * @param options 要修改的字段 | the fields to change
   * @param cbOk 成功时调用 | called on success
   * @param cbErr 失败时调用，资料保持不变 | called on failure; the profile is unchanged
   * @dialect 1.3 1.7 1.3 需要 From_Account | 1.3 needs From_Account
   * @error 40603 40604 40605
   * @example
   * webim.setProfilePortrait({ From_Account: loginInfo.identifier, ProfileItem: [{ Tag: 'Tag_Profile_IM_Nick', Value: '爱丽丝' }] },
   *   () => console.info('saved'), showError);
   */
  function setProfilePortrait(options: SetProfileOptions, cbOk?: Ok, cbErr?: Fail): void;

  /** @section relations 好友与黑名单 | Friends and blacklist */

  /**
   * 申请添加好友。对方允许任何人添加时立即成为好友；需要验证时该帐号的 ResultCode 为 30539，等待对方处理，也视为成功。
   * 只要有一个帐号失败，整个调用以 99999 失败，各帐号的结果在 ResultItem 中。
   *
   * Sends friend requests. A user who accepts anyone becomes a friend immediately; a user who requires confirmation has ResultCode 30539 until they respond, which counts as success.
   * If one account fails, the call fails with 99999; ResultItem holds the result of each account.
   *
   * @param options 要添加的帐号 | accounts to add
   * @param cbOk 成功时调用 | called on success
   * @param cbErr 失败时调用 | called on failure
   * @dialect 1.3 1.7 1.3 由页面传入 From_Account；1.7 固定为当前用户（本页其他函数相同） | in 1.3 the page passes From_Account, in 1.7 it is always the signed-in user (for all functions on this page)
   * @error 99999 30503
   * @itemerror ResultItem[i].ResultCode 30001 30501 30502 30515 30516 30517 30518 30519 30520 30521 30525 30535 30539
   * @example
   * webim.applyAddFriend({
   *   From_Account: loginInfo.identifier,
   *   AddFriendItem: [{ To_Account: 'bob', AddSource: 'AddSource_Type_Unknow', AddWording: '我是爱丽丝' }],
   * }, (resp) => console.info(resp.ResultItem[0].ResultCode), showError);
   */
  function applyAddFriend(options: AddFriendOptions, cbOk?: Ok<BatchResponse>, cbErr?: Fail): void;

  /**
   * 处理收到的好友申请。
   *
   * Responds to friend requests.
   *
   * @param options 申请人和处理方式 | requesters and responses
   * @param cbOk 成功时调用 | called on success
   * @param cbErr 失败时调用 | called on failure
   * @dialect 1.3 1.7
   * @error 99999 30603
   * @itemerror ResultItem[i].ResultCode 30601 30602 30614 30615 30616 30617 30630 30003
   * @example
   * webim.responseFriend({
   *   From_Account: loginInfo.identifier,
   *   ResponseFriendItem: [{ To_Account: 'bob', ResponseAction: 'Response_Action_AgreeAndAdd' }],
   * }, () => console.info('accepted'), showError);
   */
  function responseFriend(options: RespondFriendOptions, cbOk?: Ok<BatchResponse>, cbErr?: Fail): void;

  /**
   * 分页获取好友列表：把返回的 StartIndex 传给下一次请求，为 0 表示已到末页。
   *
   * Fetches the friend list page by page: pass the returned StartIndex to the next call; 0 marks the last page.
   *
   * @param options 分页和字段 | page and fields
   * @param cbOk 参数含当前页的数据 | receives one page
   * @param cbErr 失败时调用 | called on failure
   * @dialect 1.3 1.7
   * @error 31101 31102 31103
   * @example
   * webim.getAllFriend({
   *   From_Account: loginInfo.identifier, TimeStamp: 0, StartIndex: 0, GetCount: 100, LastStandardSequence: 0,
   *   TagList: ['Tag_Profile_IM_Nick', 'Tag_SNS_IM_Remark'],
   * }, (resp) => {
   *   console.info(resp.FriendNum, 'friends');
   *   (resp.InfoItem || []).forEach((friend) => console.info(friend.Info_Account, friend.SnsProfileItem));
   * }, showError);
   */
  function getAllFriend(options: FriendListOptions, cbOk?: Ok<FriendListResponse>, cbErr?: Fail): void;

  /**
   * 删除好友。
   *
   * Deletes friends.
   *
   * @param options 帐号和删除方式 | accounts and deletion type
   * @param cbOk 成功时调用 | called on success
   * @param cbErr 失败时调用 | called on failure
   * @dialect 1.3 1.7
   * @error 99999 31701 31702
   * @itemerror ResultItem[i].ResultCode 31704 30003
   * @example
   * webim.deleteFriend({ From_Account: loginInfo.identifier, To_Account: ['bob'], DeleteType: 'Delete_Type_Both' },
   *   () => console.info('all friends deleted'), showError);
   */
  function deleteFriend(options: DeleteFriendOptions, cbOk?: Ok<BatchResponse>, cbErr?: Fail): void;

  /**
   * 获取未处理的好友申请（收到的或发出的）。
   *
   * Fetches pending friend requests, received or sent.
   *
   * @param options 申请类型和分页 | type and page
   * @param cbOk 参数含当前页的数据 | receives one page
   * @param cbErr 失败时调用 | called on failure
   * @dialect 1.3 1.7
   * @error 31001
   * @example
   * webim.getPendency({
   *   From_Account: loginInfo.identifier, PendencyType: 'Pendency_Type_ComeIn', StartTime: 0, MaxLimited: 30, LastSequence: 0,
   * }, (resp) => (resp.PendencyItem || []).forEach((p) => console.info(p.To_Account, p.AddWording)), showError);
   */
  function getPendency(options: PendencyOptions, cbOk?: Ok<PendencyResponse>, cbErr?: Fail): void;

  /**
   * 上报好友申请的已读时间，之后 UnreadPendencyCount 只统计更晚的申请。
   *
   * Reports friend requests as read up to a time; UnreadPendencyCount then counts later requests only.
   *
   * @param options 已读时间 | the time
   * @param cbOk 成功时调用 | called on success
   * @param cbErr 失败时调用 | called on failure
   * @dialect 1.7
   * @error 30001
   * @example
   * webim.getPendencyReport({ LatestPendencyTimeStamp: Math.round(Date.now() / 1000) },
   *   () => console.info('seen'), showError);
   */
  function getPendencyReport(options: PendencyReportOptions, cbOk?: Ok, cbErr?: Fail): void;

  /**
   * 删除好友申请，不通知对方。
   *
   * Deletes friend requests without responding.
   *
   * @param options 申请类型和帐号 | type and accounts
   * @param cbOk 成功时调用 | called on success
   * @param cbErr 失败时调用 | called on failure
   * @dialect 1.3 1.7
   * @error 99999 31801 31802
   * @itemerror ResultItem[i].ResultCode 31804 30003
   * @example
   * webim.deletePendency({ From_Account: loginInfo.identifier, PendencyType: 'Pendency_Type_ComeIn', To_Account: ['bob'] },
   *   () => console.info('deleted'), showError);
   */
  function deletePendency(options: DeletePendencyOptions, cbOk?: Ok<BatchResponse>, cbErr?: Fail): void;

  /**
   * 加入黑名单：对方不能再向当前用户发送单聊消息或申请加好友，同时单向解除好友关系。
   *
   * Adds users to the blacklist: they can no longer send C2C messages or friend requests to the signed-in user, who no longer has them as friends.
   *
   * @param options 帐号列表 | accounts
   * @param cbOk 成功时调用 | called on success
   * @param cbErr 失败时调用 | called on failure
   * @dialect 1.3 1.7
   * @error 99999 31301
   * @itemerror ResultItem[i].ResultCode 30001 30003 31306 31307
   * @example
   * webim.addBlackList({ From_Account: loginInfo.identifier, To_Account: ['dave'] },
   *   () => console.info('blocked'), showError);
   */
  function addBlackList(options: AccountsOptions, cbOk?: Ok<BatchResponse>, cbErr?: Fail): void;

  /**
   * 分页获取黑名单：把返回的 StartIndex 传给下一次请求，为 0 表示已到末页。
   *
   * Fetches the blacklist page by page: pass the returned StartIndex to the next call; 0 marks the last page.
   *
   * @param options 分页 | page
   * @param cbOk 参数含当前页的数据 | receives one page
   * @param cbErr 失败时调用 | called on failure
   * @dialect 1.3 1.7
   * @error 31601
   * @example
   * webim.getBlackList({ From_Account: loginInfo.identifier, StartIndex: 0, MaxLimited: 30, LastSequence: 0 },
   *   (resp) => (resp.BlackListItem || []).forEach((b) => console.info(b.To_Account)), showError);
   */
  function getBlackList(options: BlackListOptions, cbOk?: Ok<BlackListResponse>, cbErr?: Fail): void;

  /**
   * 移出黑名单。
   *
   * Removes users from the blacklist.
   *
   * @param options 帐号列表 | accounts
   * @param cbOk 成功时调用 | called on success
   * @param cbErr 失败时调用 | called on failure
   * @dialect 1.3 1.7
   * @error 99999 31501
   * @itemerror ResultItem[i].ResultCode 31503 30003
   * @example
   * webim.deleteBlackList({ From_Account: loginInfo.identifier, To_Account: ['dave'] },
   *   () => console.info('unblocked'), showError);
   */
  function deleteBlackList(options: AccountsOptions, cbOk?: Ok<BatchResponse>, cbErr?: Fail): void;

  /** @section groups 群组 | Groups */

  /**
   * 创建群。MemberList 是帐号数组，由 SDK 转换为服务器的格式；简介、公告、头像为空时不发送。
   * 类型：Private 私有群（由成员邀请）、Public 公开群（申请加入）、ChatRoom 聊天室（自由加入，保存历史）、AVChatRoom 直播大群（不保存消息）。
   * Owner_Account 只有应用管理员可以指定为他人，其他用户以 10007 失败。
   *
   * Creates a group. MemberList is an array of accounts, which the SDK converts to the wire format; an empty introduction, notification or avatar is not sent.
   * Types: Private (members invite), Public (join by application), ChatRoom (free to join, with history), AVChatRoom (big group without history).
   * Only administrators of the app may set Owner_Account to another account; others fail with 10007.
   *
   * @param options 群资料 | group profile
   * @param cbOk 参数含 GroupId | receives the GroupId
   * @param cbErr 失败时调用 | called on failure
   * @dialect 1.3 1.7 GroupId 只能在 1.7 中指定 | GroupId can be chosen in 1.7 only
   * @error 10004 10005 10007 10014 10015 10019 10021 10025
   * @example
   * webim.createGroup({ Type: 'Public', Name: '读书会', Introduction: '每周一本', MemberList: ['bob'] },
   *   (resp) => console.info(resp.GroupId), showError);
   */
  function createGroup(options: CreateGroupOptions, cbOk?: Ok<GroupIdResponse>, cbErr?: Fail): void;

  /**
   * 创建群，选项原样发送：成员格式为 [{ Member_Account, Role }]，可以带自定义字段。
   *
   * Creates a group; the options are sent unmodified: members are [{ Member_Account, Role }], custom fields are allowed.
   *
   * @param options 群资料 | group profile
   * @param cbOk 参数含 GroupId | receives the GroupId
   * @param cbErr 失败时调用 | called on failure
   * @dialect 1.7
   * @error 10004 10005 10007 10014 10015 10019 10021 10025
   * @example
   * webim.createGroupHigh({ Type: 'ChatRoom', Name: '大厅', MemberList: [{ Member_Account: 'bob', Role: 'Admin' }] },
   *   (resp) => console.info(resp.GroupId), showError);
   */
  function createGroupHigh(options: CreateGroupHighOptions, cbOk?: Ok<GroupIdResponse>, cbErr?: Fail): void;

  /**
   * 获取当前用户已加入的群。只能查询自己，应用管理员除外（10007）。
   *
   * Fetches the groups that the signed-in user has joined. Only administrators of the app may query other accounts (10007).
   *
   * @param options 帐号、分页和字段 | account, page and fields
   * @param cbOk 参数含群列表 | receives the list of groups
   * @param cbErr 失败时调用 | called on failure
   * @dialect 1.3 1.7
   * @error 10004 10007
   * @example
   * webim.getJoinedGroupListHigh({
   *   Member_Account: loginInfo.identifier, Limit: 100, Offset: 0,
   *   GroupBaseInfoFilter: ['Type', 'Name', 'MemberNum'], SelfInfoFilter: ['Role', 'UnreadMsgNum'],
   * }, (resp) => (resp.GroupIdList || []).forEach((g) => console.info(g.GroupId, g.Name, g.SelfInfo && g.SelfInfo.Role)),
   *   showError);
   */
  function getJoinedGroupListHigh(options: JoinedGroupsOptions, cbOk?: Ok<JoinedGroupsResponse>, cbErr?: Fail): void;

  /**
   * 获取群公开资料，无需是群成员。只要有一个群失败就调用 cbErr，此时错误对象的 ErrorCode 为 0，各群的错误码在 GroupInfo[i].ErrorCode 中，成功的群也在其中。
   *
   * Fetches the public profiles of groups; membership is not required. If one group fails, cbErr is called with ErrorCode 0; the code of each group is in GroupInfo[i].ErrorCode, and the groups that were found are there too.
   *
   * @param options 群 ID 列表和字段 | group IDs and fields
   * @param cbOk 参数含资料列表 | receives the profiles
   * @param cbErr 失败时调用 | called on failure
   * @dialect 1.3 1.7
   * @error 10004
   * @itemerror GroupInfo[i].ErrorCode 10007 10010 10015
   * @example
   * webim.getGroupPublicInfo({ GroupIdList: [groupId], GroupBasePublicInfoFilter: ['Type', 'Name', 'MemberNum'] },
   *   (resp) => console.info(resp.GroupInfo[0].Name), showError);
   */
  function getGroupPublicInfo(options: GroupPublicInfoOptions, cbOk?: Ok<GroupInfoResponse>, cbErr?: Fail): void;

  /**
   * 按名称搜索群，无需登录，不包括私有群。选项原样发送。
   *
   * Searches groups by name, without signing in. Private groups are not found. The options are sent unmodified.
   *
   * @param options 名称和分页 | name and page
   * @param cbOk 参数含群公开资料 | receives the public profiles
   * @param cbErr 失败时调用 | called on failure
   * @dialect 1.7
   * @error 10004
   * @example
   * webim.searchGroupByName({ Content: '读书', PageNum: 0, GroupPerPage: 20, ResponseFilter: { GroupBasePublicInfoFilter: ['Name', 'Type'] } },
   *   (resp) => (resp.GroupInfo || []).forEach((g) => console.info(g.GroupId, g.Name)), showError);
   */
  function searchGroupByName(options: SearchGroupOptions, cbOk?: Ok<GroupInfoResponse>, cbErr?: Fail): void;

  /**
   * 获取群详细资料，需要是群成员。传入 MemberInfoFilter 才返回成员列表。调用总是成功，各群的错误码在 GroupInfo[i].ErrorCode 中，由页面检查。
   *
   * Fetches the full profiles of groups, for members. Members are listed only if MemberInfoFilter is passed. The call succeeds even if a group fails: check GroupInfo[i].ErrorCode.
   *
   * @param options 群 ID 列表和字段 | group IDs and fields
   * @param cbOk 参数含资料列表 | receives the profiles
   * @param cbErr 失败时调用 | called on failure
   * @dialect 1.3 1.7
   * @error 10004 10018
   * @itemerror GroupInfo[i].ErrorCode 10007 10010 10015
   * @example
   * webim.getGroupInfo({ GroupIdList: [groupId], GroupBaseInfoFilter: ['Name', 'Notification'], MemberInfoFilter: ['Account', 'Role'] },
   *   (resp) => console.info(resp.GroupInfo[0].Name, resp.GroupInfo[0].MemberList.length), showError);
   */
  function getGroupInfo(options: GroupInfoOptions, cbOk?: Ok<GroupInfoResponse>, cbErr?: Fail): void;

  /**
   * 修改群资料。未传的字段不变；简介、公告传空字符串为清空。群成员收到群提示 6 和 onGroupInfoChangeNotify。
   *
   * Changes a group's profile. Fields that are not passed stay unchanged; an empty string clears the introduction or notification. Members receive tip 6 and onGroupInfoChangeNotify.
   *
   * @param options 群 ID 和要修改的字段 | group ID and the fields to change
   * @param cbOk 成功时调用 | called on success
   * @param cbErr 失败时调用 | called on failure
   * @dialect 1.3 1.7
   * @error 10004 10007 10010 10015
   * @example
   * webim.modifyGroupBaseInfo({ GroupId: groupId, Notification: '周五晚上见' },
   *   () => console.info('changed'), showError);
   */
  function modifyGroupBaseInfo(options: ModifyGroupOptions, cbOk?: Ok, cbErr?: Fail): void;

  /**
   * 转让群给另一个成员。
   *
   * Transfers a group to another member.
   *
   * @param options 群 ID 和新群主 | group ID and new owner
   * @param cbOk 成功时调用 | called on success
   * @param cbErr 失败时调用 | called on failure
   * @dialect 1.7
   * @error 10004 10007 10010 10015
   * @example
   * webim.changeGroupOwner({ GroupId: groupId, NewOwner_Account: 'bob' },
   *   () => console.info('bob is the owner'), showError);
   */
  function changeGroupOwner(options: ChangeOwnerOptions, cbOk?: Ok, cbErr?: Fail): void;

  /**
   * 申请加群。JoinedStatus 为 JoinedSuccess 表示已加入；WaitAdminApproval 表示等待群主或管理员审批，他们收到系统通知 1。
   * 直播大群用 applyJoinBigGroup，否则收不到消息。
   *
   * Applies to join a group. JoinedStatus is JoinedSuccess if the user has joined, or WaitAdminApproval if the owner or an admin has to approve; they receive system notice 1.
   * Use applyJoinBigGroup for big groups, otherwise no messages are received.
   *
   * @param options 群 ID 和附言 | group ID and remark
   * @param cbOk 参数含 JoinedStatus | receives JoinedStatus
   * @param cbErr 失败时调用 | called on failure
   * @dialect 1.3 1.7
   * @error 10004 10005 10007 10010 10013 10014 10015
   * @example
   * webim.applyJoinGroup({ GroupId: openGroupId, ApplyMsg: '想一起读书', UserDefinedField: '' },
   *   (resp) => console.info(resp.JoinedStatus), showError);
   */
  function applyJoinGroup(options: JoinGroupOptions, cbOk?: Ok<JoinResponse>, cbErr?: Fail): void;

  /**
   * 处理加群申请，各字段取自系统通知 1。申请已被他人处理（10024）也视为成功。原版服务器上，处理后还要调用 deleteApplyJoinGroupPendency 删除申请，否则下次登录会再次收到；webim-server 不会重复下发。
   *
   * Handles an application to join; the fields come from system notice 1. An application that was already handled (10024) counts as success. On the original's servers delete it with deleteApplyJoinGroupPendency afterwards, or it is received again at the next sign-in; webim-server does not send it again.
   *
   * @param options 申请和处理结果 | the application and the decision
   * @param cbOk 成功时调用 | called on success
   * @param cbErr 失败时调用 | called on failure
   * @dialect 1.3 1.7
   * @error 10004 10007 10010 10013 10014 10015 10019
   * @example
   * webim.handleApplyJoinGroupPendency({
   *   GroupId: notice.GroupId, Applicant_Account: notice.Operator_Account, HandleMsg: 'Agree', ApprovalMsg: '欢迎',
   *   Authentication: notice.Authentication, MsgKey: notice.MsgKey, UserDefinedField: notice.UserDefinedField,
   * }, () => console.info('accepted'), showError);
   */
  function handleApplyJoinGroupPendency(options: HandleApplicationOptions, cbOk?: Ok, cbErr?: Fail): void;

  /**
   * 与 handleApplyJoinGroupPendency 相同。指南使用这个名称，原版中调用它没有效果。
   *
   * The same as handleApplyJoinGroupPendency. The guide uses this name, which has no effect in the original.
   *
   * @param options 申请和处理结果 | the application and the decision
   * @param cbOk 成功时调用 | called on success
   * @param cbErr 失败时调用 | called on failure
   * @dialect 1.3 1.7
   * @error 10004 10007 10010 10013 10014 10015 10019
   * @example
   * webim.handleApplyJoinGroup({
   *   GroupId: notice.GroupId, Applicant_Account: notice.Operator_Account, HandleMsg: 'Reject', ApprovalMsg: '满了',
   *   Authentication: notice.Authentication, MsgKey: notice.MsgKey, UserDefinedField: notice.UserDefinedField,
   * }, () => console.info('refused'), showError);
   */
  function handleApplyJoinGroup(options: HandleApplicationOptions, cbOk?: Ok, cbErr?: Fail): void;

  /**
   * 删除服务器保存的加群申请，三个字段取自系统通知 1。
   *
   * Deletes applications stored on the server; the three fields come from system notice 1.
   *
   * @param options 要删除的申请 | the applications to delete
   * @param cbOk 成功时调用 | called on success
   * @param cbErr 失败时调用 | called on failure
   * @dialect 1.3 1.7
   * @error 20001
   * @example
   * webim.deleteApplyJoinGroupPendency({ DelMsgList: [{ From_Account: notice.From_Account, MsgSeq: notice.MsgSeq, MsgRandom: notice.MsgRandom }] },
   *   () => console.info('deleted'), showError);
   */
  function deleteApplyJoinGroupPendency(options: DeleteApplicationOptions, cbOk?: Ok, cbErr?: Fail): void;

  /**
   * 与 deleteApplyJoinGroupPendency 相同，部分修改版使用这个名称。
   *
   * The same as deleteApplyJoinGroupPendency; some modified copies of the SDK use this name.
   *
   * @param options 要删除的申请 | the applications to delete
   * @param cbOk 成功时调用 | called on success
   * @param cbErr 失败时调用 | called on failure
   * @dialect 1.3 1.7
   * @error 20001
   * @example
   * webim.deleteGroupSystemMsgs({ DelMsgList: [{ From_Account: notice.From_Account, MsgSeq: notice.MsgSeq, MsgRandom: notice.MsgRandom }] },
   *   () => console.info('deleted'), showError);
   */
  function deleteGroupSystemMsgs(options: DeleteApplicationOptions, cbOk?: Ok, cbErr?: Fail): void;

  /**
   * 获取待当前用户处理的加群申请和邀请，按时间从新到旧排列。
   *
   * Fetches the applications and invitations that the signed-in user can handle, newest first.
   *
   * @param options 起始时间和条数 | start time and count
   * @param cbOk 参数含列表 | receives the list
   * @param cbErr 失败时调用（原版从不调用） | called on failure (the original never calls it)
   * @dialect 1.7
   * @error 10004
   * @example
   * webim.getPendencyGroup({ StartTime: 0, Limit: 10 },
   *   (resp) => (resp.PendencyList || []).forEach((p) => console.info(p.GroupName, p.From_Account)), showError);
   */
  function getPendencyGroup(options: GroupPendencyOptions, cbOk?: Ok<GroupPendencyResponse>, cbErr?: Fail): void;

  /**
   * 上报加群申请的已读时间。
   *
   * Reports applications as read up to a time.
   *
   * @param options 已读时间 | the time
   * @param cbOk 成功时调用 | called on success
   * @param cbErr 失败时调用（原版从不调用） | called on failure (the original never calls it)
   * @dialect 1.7
   * @error 10004
   * @example
   * webim.getPendencyGroupRead({ ReportTime: Math.round(Date.now() / 1000) },
   *   () => console.info('seen'), showError);
   */
  function getPendencyGroupRead(options: GroupPendencyReadOptions, cbOk?: Ok, cbErr?: Fail): void;

  /**
   * 处理需要本人同意的入群邀请，各字段取自系统通知 12 的 groupReportTypeMsg。
   *
   * Responds to an invitation that needs consent; the fields come from groupReportTypeMsg of system notice 12.
   *
   * @param options 邀请和处理结果 | the invitation and the decision
   * @param cbOk 成功时调用 | called on success
   * @param cbErr 失败时调用（原版从不调用） | called on failure (the original never calls it)
   * @dialect 1.7
   * @error 10004 10010 10014 10015 10024
   * @example
   * webim.handleInviteJoinGroupRequest({
   *   GroupId: notice.GroupId, Inviter_Account: notice.Operator_Account, HandleMsg: 'Agree', ApprovalMsg: '',
   *   Authentication: notice.groupReportTypeMsg.Authentication, MsgKey: notice.groupReportTypeMsg.MsgKey, UserDefinedField: '',
   * }, () => console.info('joined'), showError);
   */
  function handleInviteJoinGroupRequest(options: HandleInvitationOptions, cbOk?: Ok, cbErr?: Fail): void;

  /**
   * 退群。群主只能退出私有群。会话和消息仍保留在 MsgStore 中。
   *
   * Leaves a group. An owner can leave Private groups only. The session and its messages stay in MsgStore.
   *
   * @param options 群 ID | group ID
   * @param cbOk 成功时调用 | called on success
   * @param cbErr 失败时调用 | called on failure
   * @dialect 1.3 1.7
   * @error 10007 10009 10010 10015
   * @example
   * webim.quitGroup({ GroupId: joinedGroupId }, () => console.info('left'), showError);
   */
  function quitGroup(options: GroupIdOptions, cbOk?: Ok, cbErr?: Fail): void;

  /**
   * 解散群，不可恢复。群成员收到系统通知 5。私有群只有应用管理员可以解散。
   *
   * Dissolves a group permanently. Members receive system notice 5. Only administrators of the app can dissolve Private groups.
   *
   * @param options 群 ID | group ID
   * @param cbOk 成功时调用 | called on success
   * @param cbErr 失败时调用 | called on failure
   * @dialect 1.3 1.7
   * @error 10007 10010 10015
   * @example
   * webim.destroyGroup({ GroupId: groupId }, () => console.info('dissolved'), showError);
   */
  function destroyGroup(options: GroupIdOptions, cbOk?: Ok, cbErr?: Fail): void;

  /**
   * 向群成员发送自定义通知（系统通知 255），仅限应用管理员。
   *
   * Sends a custom notice (system notice 255) to the members of a group; for administrators of the app only.
   *
   * @param options 群 ID、内容和接收者 | group ID, content and recipients
   * @param cbOk 成功时调用 | called on success
   * @param cbErr 失败时调用 | called on failure
   * @dialect 1.3 1.7
   * @error 10004 10005 10007 10010 10015 10019
   * @example
   * webim.sendCustomGroupNotify({ GroupId: groupId, Content: '今晚停机维护' },
   *   () => console.info('sent'), showError);
   */
  function sendCustomGroupNotify(options: CustomNotifyOptions, cbOk?: Ok, cbErr?: Fail): void;

  /**
   * 加入直播大群并开始接收消息，匿名登录后也可以调用。消息不存入 MsgStore，通过 onBigGroupMsgNotify 通知。
   * 不是直播大群时以 -12 失败（但已加入该群）；当前页面已加入时以 10013 失败。
   *
   * Joins a big group (AVChatRoom) and starts receiving its messages; an anonymous sign-in is sufficient. Messages are not stored in MsgStore but passed to onBigGroupMsgNotify.
   * Fails with -12 if the group is not a big group (the user is still added to it), with 10013 if this page has already joined.
   *
   * @param options 群 ID 和附言 | group ID and remark
   * @param cbOk 参数含 JoinedStatus | receives JoinedStatus
   * @param cbErr 失败时调用 | called on failure
   * @dialect 1.7
   * @error -12 10004 10007 10010 10013 10014 10015
   * @example
   * webim.applyJoinBigGroup({ GroupId: roomId, ApplyMsg: '', UserDefinedField: '' },
   *   (resp) => console.info(resp.JoinedStatus), showError);
   */
  function applyJoinBigGroup(options: JoinGroupOptions, cbOk?: Ok<JoinResponse>, cbErr?: Fail): void;

  /**
   * 退出直播大群，停止接收消息。
   *
   * Leaves a big group and stops receiving its messages.
   *
   * @param options 群 ID | group ID
   * @param cbOk 成功时调用 | called on success
   * @param cbErr 失败时调用 | called on failure
   * @dialect 1.7
   * @error 10007 10009 10010 10015
   * @example
   * webim.applyJoinBigGroup({ GroupId: roomId, ApplyMsg: '', UserDefinedField: '' }, () => {
   *   webim.quitBigGroup({ GroupId: roomId }, () => console.info('left'), showError);
   * });
   */
  function quitBigGroup(options: GroupIdOptions, cbOk?: Ok, cbErr?: Fail): void;

  /** @section members 群成员 | Group members */

  /**
   * 获取群成员。MemberNum 是成员总数，与分页无关。
   *
   * Fetches the members of a group. MemberNum is the total, independent of the page.
   *
   * @param options 群 ID、分页和字段 | group ID, page and fields
   * @param cbOk 参数含成员列表 | receives the members
   * @param cbErr 失败时调用 | called on failure
   * @dialect 1.3 1.7
   * @error 10004 10007 10010 10015 10018
   * @example
   * webim.getGroupMemberInfo({ GroupId: groupId, Offset: 0, Limit: 50, MemberInfoFilter: ['Account', 'Role', 'ShutUpUntil'] },
   *   (resp) => resp.MemberList.forEach((m) => console.info(m.Member_Account, m.Role)), showError);
   */
  function getGroupMemberInfo(options: GroupMembersOptions, cbOk?: Ok<GroupMembersResponse>, cbErr?: Fail): void;

  /**
   * 添加群成员。私有群的任何成员都可以添加，其他类型仅限应用管理员。
   *
   * Adds users to a group. Any member of a Private group may add; in other types only administrators of the app.
   *
   * @param options 群 ID 和帐号列表 | group ID and accounts
   * @param cbOk 参数含每个用户的结果：0 失败，1 已加入，2 已是成员，3 等待本人同意 | receives the result of each user: 0 failed, 1 added, 2 already a member, 3 waiting for consent
   * @param cbErr 失败时调用 | called on failure
   * @dialect 1.3 1.7
   * @error 10004 10005 10007 10010 10014 10015 10019
   * @example
   * webim.addGroupMember({ GroupId: groupId, MemberList: [{ Member_Account: 'carol' }] },
   *   (resp) => console.info(resp.MemberList[0].Result), showError);
   */
  function addGroupMember(options: AddMembersOptions, cbOk?: Ok<AddMembersResponse>, cbErr?: Fail): void;

  /**
   * 修改群成员：角色（由群主）、禁言（由群主或管理员）、消息提示方式和名片（由本人）。未传的字段不变。
   *
   * Changes a member: role (by the owner), mute (by the owner or an admin), message flag and name card (by the member). Fields that are not passed stay unchanged.
   *
   * @param options 群 ID、成员和修改内容 | group ID, member and changes
   * @param cbOk 成功时调用 | called on success
   * @param cbErr 失败时调用 | called on failure
   * @dialect 1.3 1.7 NameCard 和 AppMemberDefinedData 只在 1.7 中发送 | NameCard and AppMemberDefinedData are sent in 1.7 only
   * @error 10004 10007 10010 10015 10019
   * @example
   * webim.modifyGroupMember({ GroupId: groupId, Member_Account: 'bob', Role: 'Admin' },
   *   () => console.info('bob is an admin'), showError);
   */
  function modifyGroupMember(options: ModifyMemberOptions, cbOk?: Ok, cbErr?: Fail): void;

  /**
   * 禁言或解除禁言。
   *
   * Mutes members or lifts a mute.
   *
   * @param options 群 ID、成员和时长 | group ID, members and duration
   * @param cbOk 成功时调用 | called on success
   * @param cbErr 失败时调用 | called on failure
   * @dialect 1.3 1.7
   * @error 10004 10005 10007 10010 10015 10019
   * @example
   * webim.forbidSendMsg({ GroupId: groupId, Members_Account: ['bob'], ShutUpTime: 600 },
   *   () => console.info('muted for ten minutes'), showError);
   */
  function forbidSendMsg(options: MuteOptions, cbOk?: Ok, cbErr?: Fail): void;

  /**
   * 删除群成员。列表中有非成员也视为成功。
   *
   * Removes members. Accounts that are not members are ignored.
   *
   * @param options 群 ID 和成员 | group ID and members
   * @param cbOk 成功时调用 | called on success
   * @param cbErr 失败时调用 | called on failure
   * @dialect 1.3 1.7 Reason 只在 1.7 中发送 | Reason is sent in 1.7 only
   * @error 10004 10005 10007 10010 10015
   * @example
   * webim.deleteGroupMember({ GroupId: groupId, MemberToDel_Account: ['bob'] },
   *   () => console.info('removed'), showError);
   */
  function deleteGroupMember(options: RemoveMembersOptions, cbOk?: Ok, cbErr?: Fail): void;

  /**
   * 查询用户在群中的角色，非成员为 NotMember。
   *
   * Returns the roles of users in a group, NotMember for accounts that are not members.
   *
   * @param options 群 ID 和帐号 | group ID and accounts
   * @param cbOk 参数含角色列表 | receives the roles
   * @param cbErr 失败时调用 | called on failure
   * @dialect 1.3 1.7
   * @error 10004 10005 10007 10010 10015
   * @example
   * webim.getRoleInGroup({ GroupId: groupId, User_Account: ['bob', 'carol'] },
   *   (resp) => resp.UserIdList.forEach((u) => console.info(u.Member_Account, u.Role)), showError);
   */
  function getRoleInGroup(options: RolesOptions, cbOk?: Ok<RolesResponse>, cbErr?: Fail): void;

  /** @section records 消息与会话对象 | Messages and sessions */

  /**
   * 一条消息，用于发送和接收。
   *
   * A message, sent or received.
   *
   * @dialect 1.3 1.7
   * @example
   * const sess = new webim.Session('C2C', 'bob', 'bob', '', 0);
   * const msg = new webim.Msg(sess, true);
   * msg.addText(new webim.Msg.Elem.Text('1 < 2'));
   * msg.toHtml(); // → 1 &lt; 2
   */
  class Msg {
    /**
     * @param sess 所属会话 | the session it belongs to
     * @param isSend 是否由当前用户发送 | whether the signed-in user sends it
     * @param seq 序号；省略或小于 0 时由 SDK 生成 | sequence number; generated by the SDK if omitted or negative
     * @param random 随机数，0 到 2^32；省略时由 SDK 生成 | random number, 0 to 2^32; generated if omitted
     * @param time 时间，unix 秒；默认当前时间 | time, unix seconds; default now
     * @param fromAccount 发送者帐号 | the sender's account
     * @param subType 类型：单聊见 C2C_MSG_SUB_TYPE，群见 GROUP_MSG_SUB_TYPE，默认 0；1.3 中 1 表示群提示 | subtype: see C2C_MSG_SUB_TYPE and GROUP_MSG_SUB_TYPE, default 0; in 1.3 a group tip is 1
     * @param fromAccountNick 发送者昵称，默认为帐号（1.7） | the sender's nickname, default the account (1.7)
     * @param fromAccountHeadurl 发送者头像地址（1.7.2） | the sender's avatar URL (1.7.2)
     */
    constructor(sess: Session, isSend: boolean, seq?: number, random?: number, time?: number, fromAccount?: string, subType?: number, fromAccountNick?: string, fromAccountHeadurl?: string);
    /** 所属会话 | the session it belongs to */
    sess: Session;
    /** 子类型（1.7） | subtype (1.7) */
    subType: number;
    /** 子类型（1.3）；1.7 中与 subType 相同 | subtype (1.3); the same as subType in 1.7 */
    type: number;
    /** 发送者帐号 | the sender's account */
    fromAccount: string | undefined;
    /** 发送者昵称（1.7） | the sender's nickname (1.7) */
    fromAccountNick: string | undefined;
    /** 发送者头像地址，没有时为 null（1.7.2） | the sender's avatar URL, or null (1.7.2) */
    fromAccountHeadurl: string | null;
    /** 是否由当前用户发送 | whether the signed-in user sent it */
    isSend: boolean;
    /** 序号 | sequence number */
    seq: number;
    /** 随机数 | random number */
    random: number;
    /** 时间，unix 秒 | time, unix seconds */
    time: number;
    /** 元素列表，按顺序 | the elements, in order */
    elems: Msg.Elem[];
    /** 唯一 ID：群聊为 seq × 2^32 + random，单聊为 time × 2^32 + random，十进制字符串（1.7） | unique ID: seq (group) or time (C2C) times 2^32 plus random, as a decimal string (1.7) */
    uniqueId: string;
    /** 群消息的发送者附加资料（1.7.2），服务器下发时才有 | further data about the sender of a group message (1.7.2), if the server sent any */
    extraInfo?: any;
    /** setOfflinePushInfo 设置的内容 | the value passed to setOfflinePushInfo */
    PushInfo?: object;
    /** 是否带有离线推送 | whether an offline push is set */
    PushInfoBoolean?: boolean;
    /** 添加文本 | adds a text @param text 文本元素 | the element */
    addText(text: Msg.Elem.Text): void;
    /** 添加表情 | adds an emoticon @param face 表情元素 | the element */
    addFace(face: Msg.Elem.Face): void;
    /** 添加图片 | adds a picture @param image 图片元素 | the element */
    addImage(image: Msg.Elem.Images): void;
    /** 添加位置（1.7；不会发送） | adds a location (1.7; it is not sent) @param location 位置元素 | the element */
    addLocation(location: Msg.Elem.Location): void;
    /** 添加文件（1.7） | adds a file (1.7) @param file 文件元素 | the element */
    addFile(file: Msg.Elem.File): void;
    /** 添加自定义元素 | adds a custom element @param custom 自定义元素 | the element */
    addCustom(custom: Msg.Elem.Custom): void;
    /** 添加任意类型的元素 | adds an element of any type @param elem 元素 | the element */
    addElem(elem: Msg.Elem): void;
    /** 设置离线推送（1.7.2），随 sendMsg 发出 | sets an offline push (1.7.2), which sendMsg sends @param info 推送内容 | push content */
    setOfflinePushInfo(info: object): void;
    /** 所属会话（1.7） | the session (1.7) */
    getSession(): Session;
    /** 子类型（1.7） | subtype (1.7) */
    getSubType(): number;
    /** 与 getSubType 相同（1.7） | the same as getSubType (1.7) */
    getType(): number;
    /** 发送者帐号（1.7） | the sender's account (1.7) */
    getFromAccount(): string;
    /** 发送者昵称（1.7） | the sender's nickname (1.7) */
    getFromAccountNick(): string;
    /** 是否由当前用户发送（1.7） | whether the signed-in user sent it (1.7) */
    getIsSend(): boolean;
    /** 序号（1.7） | sequence number (1.7) */
    getSeq(): number;
    /** 时间，unix 秒（1.7） | time, unix seconds (1.7) */
    getTime(): number;
    /** 随机数（1.7） | random number (1.7) */
    getRandom(): number;
    /** 元素（1.7） | the elements (1.7) */
    getElems(): Msg.Elem[];
    /** 唯一 ID（1.7） | unique ID (1.7) */
    getMsgUniqueId(): string;
    /** 页面自行存放在 sign 属性中的值（部分修改版有此方法） | the value that the page stored in sign (in some modified copies) */
    getSign(): any;
    /** 可直接插入页面的 HTML，见“安全” | HTML that is safe to insert into a page, see Security */
    toHtml(): string;
  }

  namespace Msg {
    /**
     * 消息元素，由类型和内容组成。
     *
     * An element of a message: type and content.
     *
     * @dialect 1.3 1.7
     * @example
     * const elem = new webim.Msg.Elem(webim.MSG_ELEMENT_TYPE.TEXT, new webim.Msg.Elem.Text('hi'));
     * elem.toHtml(); // → hi
     */
    class Elem {
      /**
       * @param type 类型，见 MSG_ELEMENT_TYPE | type, see MSG_ELEMENT_TYPE
       * @param content 内容，下列各类的对象 | content, an object of one of the classes below
       */
      constructor(type: string, content: any);
      /** 类型 | type */
      type: string;
      /** 内容 | content */
      content: any;
      /** 类型（1.7） | type (1.7) */
      getType(): string;
      /** 内容（1.7） | content (1.7) */
      getContent(): any;
      /** HTML | HTML */
      toHtml(): string;
    }

    namespace Elem {
      /**
       * 文本。构造时将 < > " 转义为实体，因此 getText() 可直接插入页面；发送的也是转义后的文本（与原版相同）。
       *
       * A text. The constructor escapes < > ", so getText() can be inserted into a page. The escaped text is sent, as in the original.
       *
       * @dialect 1.3 1.7
       * @example
       * new webim.Msg.Elem.Text('<b>').getText(); // → &lt;b&gt;
       */
      class Text {
        /**
         * @param text 文本 | the text
         */
        constructor(text: string);
        /** 文本，已转义 | the text, escaped */
        text: string;
        /** 文本，已转义 | the text, escaped */
        getText(): string;
        /** HTML | HTML */
        toHtml(): string;
      }

      /**
       * 表情。data 是名称，例如 [微笑]；HTML 中显示内置或页面自定义的图片，没有图片时显示名称。
       *
       * An emoticon. data is its name; its HTML is the built-in picture or that of the page, or the name if there is none.
       *
       * @dialect 1.3 1.7
       * @example
       * const face = new webim.Msg.Elem.Face(webim.EmotionDataIndexs['[微笑]'], '[微笑]');
       * face.toHtml().slice(0, 10); // → <img src='
       */
      class Face {
        /**
         * @param index 序号 | index
         * @param data 名称 | name
         */
        constructor(index: number, data: string);
        /** 序号 | index */
        index: number;
        /** 名称 | name */
        data: string;
        /** 序号 | index */
        getIndex(): number;
        /** 名称 | name */
        getData(): string;
        /** HTML | HTML */
        toHtml(): string;
      }

      /**
       * 位置。只能接收，不能发送。
       *
       * A location. It can be received, not sent.
       *
       * @dialect 1.7
       * @example
       * new webim.Msg.Elem.Location(114.05, 22.54, '深圳').toHtml(); // → 经度=114.05,纬度=22.54,描述=深圳
       */
      class Location {
        /**
         * @param longitude 经度，度 | longitude, degrees
         * @param latitude 纬度，度 | latitude, degrees
         * @param desc 描述 | description
         */
        constructor(longitude: number, latitude: number, desc: string);
        /** 经度 | longitude */
        longitude: number;
        /** 纬度 | latitude */
        latitude: number;
        /** 描述 | description */
        desc: string;
        /** 经度 | longitude */
        getLongitude(): number;
        /** 纬度 | latitude */
        getLatitude(): number;
        /** 描述 | description */
        getDesc(): string;
        /** HTML | HTML */
        toHtml(): string;
      }

      /**
       * 图片，有小图、大图、原图三个尺寸。点击 HTML 中的图片时调用页面的 imageClick(img)。
       *
       * A picture in three sizes: small, large and original. Clicking its HTML calls the page's imageClick(img).
       *
       * @dialect 1.3 1.7
       * @example
       * const images = new webim.Msg.Elem.Images('id', 'PNG');
       * images.addImage(new webim.Msg.Elem.Images.Image(webim.IMAGE_TYPE.SMALL, 100, 10, 10, 'https://example.com/s.png'));
       * images.getImage(webim.IMAGE_TYPE.SMALL).getUrl(); // → https://example.com/s.png
       */
      class Images {
        /**
         * @param imageId 图片 ID，即上传返回的 File_UUID | picture ID, File_UUID of the upload
         * @param format 格式（1.7.2）：JPG、JPEG、GIF、PNG、BMP，或对应的数值 1、1、2、3、4；其他为 255 | format (1.7.2): JPG, JPEG, GIF, PNG, BMP, or their numbers 1, 1, 2, 3, 4; 255 for others
         */
        constructor(imageId: string, format?: string | number);
        /** 图片 ID | picture ID */
        UUID: string;
        /** 格式值（1.7.2） | format number (1.7.2) */
        ImageFormat: number;
        /** 各尺寸的图片 | the sizes */
        ImageInfoArray: Images.Image[];
        /** 添加一个尺寸 | adds a size @param image 图片尺寸 | the size */
        addImage(image: Images.Image): void;
        /** 返回指定尺寸，没有时为 null | returns a size, null if absent @param type 见 IMAGE_TYPE | see IMAGE_TYPE */
        getImage(type: number): Images.Image | null;
        /** 图片 ID | picture ID */
        getImageId(): string;
        /** 格式值（1.7.2） | format number (1.7.2) */
        getImageFormat(): number;
        /** HTML | HTML */
        toHtml(): string;
      }

      namespace Images {
        /**
         * 图片的一个尺寸。
         *
         * One size of a picture.
         *
         * @dialect 1.3 1.7
         * @example
         * new webim.Msg.Elem.Images.Image(1, 2048, 640, 480, 'https://example.com/p.jpg').getWidth(); // → 640
         */
        class Image {
          /**
           * @param type 见 IMAGE_TYPE | see IMAGE_TYPE
           * @param size 字节数 | bytes
           * @param width 宽，像素 | width, pixels
           * @param height 高，像素 | height, pixels
           * @param url 地址 | URL
           */
          constructor(type: number, size: number, width: number, height: number, url: string);
          /** 类型 | type */
          type: number;
          /** 字节数 | bytes */
          size: number;
          /** 宽 | width */
          width: number;
          /** 高 | height */
          height: number;
          /** 地址 | URL */
          url: string;
          /** 类型 | type */
          getType(): number;
          /** 字节数 | bytes */
          getSize(): number;
          /** 宽 | width */
          getWidth(): number;
          /** 高 | height */
          getHeight(): number;
          /** 地址 | URL */
          getUrl(): string;
        }
      }

      /**
       * 声音。只能接收，不能发送。HTML 为 audio 元素，播放时调用页面的 onChangePlayAudio(audio)。
       *
       * A sound. It can be received, not sent. Its HTML is an audio element that calls the page's onChangePlayAudio(audio) when it plays.
       *
       * @dialect 1.3 1.7 1.3 的第五个参数是下载地址 | in 1.3 the fifth argument is the URL
       * @example
       * const sound = new webim.Msg.Elem.Sound('uuid', 3, 4096, 'bob', 'alice', undefined, 'C2C');
       * sound.getSecond(); // → 3
       */
      class Sound {
        /**
         * @param uuid 标识（ID） | ID
         * @param second 时长，秒 | length, seconds
         * @param size 字节数 | bytes
         * @param senderId 发送者 | sender
         * @param receiverId 接收者（1.7），或下载地址（1.3） | recipient (1.7), or the URL (1.3)
         * @param downFlag 下载标志（1.7）：省略或为 2 表示地址已知，0、1 表示向服务器获取 | download flag (1.7): omitted or 2 if the URL is known; 0 or 1 to request it
         * @param chatType 会话类型（1.7），其后可再传消息自带的地址（1.7.3） | session type (1.7); may be followed by the URL that the message carries (1.7.3)
         */
        constructor(uuid: string, second: number, size: number, senderId: string, receiverId?: string, downFlag?: number, chatType?: string);
        /** 标识（ID） | ID */
        uuid: string;
        /** 时长，秒 | length, seconds */
        second: number;
        /** 字节数 | bytes */
        size: number;
        /** 发送者 | sender */
        senderId: string;
        /** 接收者（1.7） | recipient (1.7) */
        receiverId: string | undefined;
        /** 下载标志（1.7） | download flag (1.7) */
        downFlag: number | undefined;
        /** 1 群聊，2 单聊（1.7） | 1 group, 2 C2C (1.7) */
        busiId: number;
        /** 下载地址；未知时为 null 或 undefined | download URL; null or undefined if unknown */
        downUrl: string | null | undefined;
        /** 标识（ID） | ID */
        getUUID(): string;
        /** 时长，秒 | length, seconds */
        getSecond(): number;
        /** 字节数 | bytes */
        getSize(): number;
        /** 发送者 | sender */
        getSenderId(): string;
        /** 下载地址 | download URL */
        getDownUrl(): string | null | undefined;
        /** HTML | HTML */
        toHtml(): string;
      }

      /**
       * 文件。HTML 为链接，点击时调用 webim.onDownFile（1.3 直接指向地址）。
       *
       * A file. Its HTML is a link that calls webim.onDownFile when clicked (in 1.3 it leads to the URL).
       *
       * @dialect 1.3 1.7 1.3 的第五个参数是下载地址，且不能发送 | in 1.3 the fifth argument is the URL, and files cannot be sent
       * @example
       * const file = new webim.Msg.Elem.File('uuid', 'a.txt', 2048, 'bob', 'alice', undefined, 'C2C');
       * file.toHtml().includes('a.txt(2KB)'); // → true
       */
      class File {
        /**
         * @param uuid 文件 ID，即上传返回的 File_UUID | file ID, File_UUID of the upload
         * @param name 文件名 | name
         * @param size 字节数 | bytes
         * @param senderId 发送者 | sender
         * @param receiverId 接收者（1.7），或下载地址（1.3） | recipient (1.7), or the URL (1.3)
         * @param downFlag 下载标志（1.7），见 Sound | download flag (1.7), see Sound
         * @param chatType 会话类型（1.7），其后可再传消息自带的地址（1.7.3） | session type (1.7); may be followed by the URL that the message carries (1.7.3)
         */
        constructor(uuid: string, name: string, size: number, senderId: string, receiverId?: string, downFlag?: number, chatType?: string);
        /** 标识（ID） | ID */
        uuid: string;
        /** 文件名 | name */
        name: string;
        /** 字节数 | bytes */
        size: number;
        /** 发送者 | sender */
        senderId: string;
        /** 接收者（1.7） | recipient (1.7) */
        receiverId: string | undefined;
        /** 下载标志（1.7） | download flag (1.7) */
        downFlag: number | undefined;
        /** 1 群聊，2 单聊（1.7） | 1 group, 2 C2C (1.7) */
        busiId: number;
        /** 下载地址；未知时为 null 或 undefined | download URL; null or undefined if unknown */
        downUrl: string | null | undefined;
        /** 标识（ID） | ID */
        getUUID(): string;
        /** 文件名 | name */
        getName(): string;
        /** 字节数 | bytes */
        getSize(): number;
        /** 发送者 | sender */
        getSenderId(): string;
        /** 下载地址 | download URL */
        getDownUrl(): string | null | undefined;
        /** 下载标志（1.7） | download flag (1.7) */
        getDownFlag(): number | undefined;
        /** HTML | HTML */
        toHtml(): string;
      }

      /**
       * 自定义元素：三个字符串，含义由应用定义。HTML 为转义后的 data。
       * data 为 JSON 且 userAction 为 14（正在输入）的消息不存入 MsgStore（1.7 单聊）。
       *
       * A custom element: three strings whose meaning the application defines. Its HTML is the escaped data.
       * A message whose data is JSON with userAction 14 (typing) is not stored in MsgStore (1.7, C2C).
       *
       * @dialect 1.3 1.7
       * @example
       * const custom = new webim.Msg.Elem.Custom(JSON.stringify({ order: 17 }), '订单', '');
       * JSON.parse(custom.getData()).order; // → 17
       */
      class Custom {
        /**
         * @param data 数据 | data
         * @param desc 描述 | description
         * @param ext 扩展 | extension
         */
        constructor(data: string, desc: string, ext: string);
        /** 数据 | data */
        data: string;
        /** 描述 | description */
        desc: string;
        /** 扩展 | extension */
        ext: string;
        /** 数据 | data */
        getData(): string;
        /** 描述 | description */
        getDesc(): string;
        /** 扩展 | extension */
        getExt(): string;
        /** HTML | HTML */
        toHtml(): string;
      }

      /**
       * 群提示：成员加入、退出、被移出、资料变更等。只能接收，类型见 GROUP_TIP_TYPE。
       *
       * A group tip: members joined, left or were removed, the profile changed. It can be received, not sent; for its types see GROUP_TIP_TYPE.
       *
       * @dialect 1.3 1.7
       * @example
       * const tip = new webim.Msg.Elem.GroupTip(webim.GROUP_TIP_TYPE.QUIT, 'bob', groupId, '读书会', []);
       * tip.toHtml(); // → [群提示消息]bob主动退出该群
       */
      class GroupTip {
        /**
         * @param opType 类型，见 GROUP_TIP_TYPE | type, see GROUP_TIP_TYPE
         * @param opUserId 操作者 | account that made the change
         * @param groupId 群 ID | the group ID
         * @param groupName 群名 | the group's name
         * @param userIdList 涉及的用户，默认空 | affected users, default none
         * @param userinfo 涉及用户的资料（1.7），默认空 | their profiles (1.7), default none
         */
        constructor(opType: number, opUserId: string, groupId: string, groupName: string, userIdList?: string[], userinfo?: any[]);
        /** 类型 | type */
        opType: number;
        /** 操作者 | account that made the change */
        opUserId: string;
        /** 群 ID | the group ID */
        groupId: string;
        /** 群名 | the group's name */
        groupName: string;
        /** 涉及的用户 | affected users */
        userIdList: string[];
        /** 变更的群资料（类型 6） | changed group fields (type 6) */
        groupInfoList: GroupTip.GroupInfo[];
        /** 变更的成员资料（类型 7） | changed member fields (type 7) */
        memberInfoList: GroupTip.MemberInfo[];
        /** 群人数（1.7，类型 1 和 2），其他为 null | number of members (1.7, types 1 and 2), else null */
        groupMemberNum: number | null;
        /** 涉及用户的资料（1.7） | profiles of the users (1.7) */
        userinfo: any[];
        /** 类型 | type */
        getOpType(): number;
        /** 操作者 | account that made the change */
        getOpUserId(): string;
        /** 群 ID | the group ID */
        getGroupId(): string;
        /** 群名 | the group's name */
        getGroupName(): string;
        /** 涉及用户的资料（1.7） | profiles of the users (1.7) */
        getUserInfo(): any[];
        /** 涉及的用户 | affected users */
        getUserIdList(): string[];
        /** 变更的群资料 | changed group fields */
        getGroupInfoList(): GroupTip.GroupInfo[];
        /** 变更的成员资料 | changed member fields */
        getMemberInfoList(): GroupTip.MemberInfo[];
        /** 退群者的昵称，没有时为帐号；名称沿用直播间页面的拼写 | nickname of the user who left, or the account; the spelling is that of existing pages */
        getQuitGorupName(): string;
        /** 群人数（1.7） | number of members (1.7) */
        getGroupMemberNum(): number | null;
        /** 设置群人数（1.7） | sets the number of members (1.7) @param num 人数 | the number */
        setGroupMemberNum(num: number): void;
        /** 添加一项群资料变更 | adds a group field @param info 变更项 | the change */
        addGroupInfo(info: GroupTip.GroupInfo): void;
        /** 添加一项成员资料变更 | adds a member field @param info 变更项 | the change */
        addMemberInfo(info: GroupTip.MemberInfo): void;
        /** HTML | HTML */
        toHtml(): string;
      }

      namespace GroupTip {
        /**
         * 群资料的一项变更。
         *
         * A changed field of a group profile.
         *
         * @dialect 1.3 1.7
         * @example
         * new webim.Msg.Elem.GroupTip.GroupInfo(webim.GROUP_TIP_MODIFY_GROUP_INFO_TYPE.NAME, '新名').getValue(); // → 新名
         */
        class GroupInfo {
          /**
           * @param type 见 GROUP_TIP_MODIFY_GROUP_INFO_TYPE | see GROUP_TIP_MODIFY_GROUP_INFO_TYPE
           * @param value 新值 | the new value
           */
          constructor(type: number, value: string);
          /** 变更项 | the field */
          type: number;
          /** 新值 | the new value */
          value: string;
          /** 变更项 | the field */
          getType(): number;
          /** 新值 | the new value */
          getValue(): string;
        }

        /**
         * 一个成员的禁言变更。
         *
         * A changed mute of a member.
         *
         * @dialect 1.3 1.7
         * @example
         * new webim.Msg.Elem.GroupTip.MemberInfo('bob', 600).getShutupTime(); // → 600
         */
        class MemberInfo {
          /**
           * @param userId 成员 | the member
           * @param shutupTime 禁言时长，秒；0 表示解除 | mute duration in seconds; 0 lifts it
           */
          constructor(userId: string, shutupTime: number);
          /** 成员 | the member */
          userId: string;
          /** 禁言时长，秒 | mute duration in seconds */
          shutupTime: number;
          /** 与 shutupTime 相同，指南的写法，只读 | the same as shutupTime, in the spelling of the guide; read only */
          readonly shutUpTime: number;
          /** 成员 | the member */
          getUserId(): string;
          /** 禁言时长，秒 | mute duration in seconds */
          getShutupTime(): number;
          /** 与 getShutupTime 相同，指南的写法 | the same as getShutupTime, in the spelling of the guide */
          getShutUpTime(): number;
        }
      }
    }
  }

  /**
   * 一个会话：单聊或群聊。
   *
   * A session (conversation): C2C or group.
   *
   * @dialect 1.3 1.7
   * @example
   * const sess = new webim.Session(webim.SESSION_TYPE.GROUP, groupId, '读书会', '', Math.round(Date.now() / 1000));
   * sess.name(); // → 读书会
   */
  class Session {
    /**
     * @param type 类型，见 SESSION_TYPE | type, see SESSION_TYPE
     * @param id 对方帐号，或群 ID | the peer account, or the group ID
     * @param name 名称 | name
     * @param icon 图标地址 | icon URL
     * @param time 最后活跃时间，unix 秒，默认 0 | time of last activity, unix seconds, default 0
     * @param seq 最大消息序号，默认 0 | highest sequence number, default 0
     */
    constructor(type: string, id: string, name: string, icon: string, time?: number, seq?: number);
    /** 内部状态；有页面直接读取，因此属于接口的一部分 | internal state; part of the API because pages read it */
    _impl: SessionState;
    /** 会话的键：类型加 ID | the session's key: type followed by id @param type 类型 | type @param id 标识（ID） | ID */
    static skey(type: string, id: string): string;
    /** 类型 | type */
    type(): string;
    /** 对方帐号，或群 ID | the peer account, or the group ID */
    id(): string;
    /** 名称 | name */
    name(): string;
    /** 图标地址 | icon URL */
    icon(): string;
    /** 最后活跃时间，unix 秒 | time of last activity, unix seconds */
    time(): number;
    /** 未读数；传入参数时设置（1.7） | unread count; set with an argument (1.7) @param value 新值 | the new value */
    unread(value?: number): number;
    /** 最大消息序号；传入参数时设置（1.7） | highest sequence number; set with an argument (1.7) @param value 新值 | the new value */
    curMaxMsgSeq(value?: number): number;
    /** 历史是否已拉取完毕：1 是，0 否；传入参数时设置（1.7） | whether history has been fetched completely: 1 yes, 0 no; set with an argument (1.7) @param value 新值 | the new value */
    isFinished(value?: number): number;
    /** 所有消息（1.7） | all messages (1.7) */
    msgs(): Msg[];
    /** 按下标返回消息，从 0 开始 | returns a message by index, from 0 @param index 下标 | index */
    msg(index: number): Msg;
    /** 消息数 | number of messages */
    msgCount(): number;
    /** 存入一条消息；由 SDK 调用，个别页面会替换它 | stores a message; called by the SDK, replaced by some pages @param msg 消息 | the message @param unread 是否计入未读，默认 true | whether it counts as unread, default true */
    _impl_addMsg(msg: Msg, unread?: boolean): void;
  }

  /**
   * 会话和消息的存储。SDK 将收发的消息都存在这里，页面只读取。
   *
   * The store of sessions and messages. The SDK stores sent and received messages here; pages only read it.
   *
   * @dialect 1.3 1.7
   * @example
   * const sessions = webim.MsgStore.sessMap();
   * for (const key in sessions) console.info(sessions[key].name(), sessions[key].unread());
   */
  const MsgStore: {
    /** 所有会话，键为类型加 ID。返回 SDK 内部的对象，随消息更新 | all sessions by type plus ID; the SDK's own object, updated as messages arrive */
    sessMap(): { [skey: string]: Session };
    /** 会话数 | number of sessions */
    sessCount(): number;
    /** 按类型和 ID 获取会话，没有时为 undefined | returns a session by type and ID, undefined if there is none @param type 类型 | type @param id 标识（ID） | ID */
    sessByTypeId(type: string, id: string): Session | undefined;
    /** 与 sessByTypeId 相同，指南的写法 | the same as sessByTypeId, in the spelling of the guide @param type 类型 | type @param id 标识（ID） | ID */
    sessById(type: string, id: string): Session | undefined;
    /** 删除会话及其去重记录，始终返回 true | deletes a session and its deduplication record; always returns true @param type 类型 | type @param id 标识（ID） | ID */
    delSessByTypeId(type: string, id: string): boolean;
    /** 与 delSessByTypeId 相同，指南的写法 | the same as delSessByTypeId, in the spelling of the guide @param type 类型 | type @param id 标识（ID） | ID */
    delSessById(type: string, id: string): boolean;
    /** 使下一次 syncMsgs 从头拉取 | makes the next syncMsgs start over */
    resetCookieAndSyncFlag(): void;
  };

  /** @section tools 工具与日志 | Tools and log */

  /**
   * 工具函数。文本处理函数的结果可以插入 HTML。
   *
   * Utility functions. The results of the text functions can be inserted into HTML.
   *
   * @dialect 1.3 1.7
   * @example
   * webim.Tool.formatText2Html('a <b>\n'); // → a&nbsp;&lt;b&gt;<br/>
   */
  const Tool: {
    /**
     * 把 unix 秒格式化为本地时间。0 或空值原样返回。
     *
     * Formats unix seconds as local time. Returns 0 and empty values unchanged.
     *
     * @param time unix 秒 | unix seconds
     * @param pattern 格式，默认 yyyy-MM-dd hh:mm:ss | pattern, default yyyy-MM-dd hh:mm:ss
     * @example
     * webim.Tool.formatTimeStamp(1700000000, 'yyyy').length; // → 4
     */
    formatTimeStamp(time: number, pattern?: string): any;
    /**
     * 文本转 HTML：转义 < > "，空格转为 &nbsp;，换行转为 <br/>。
     *
     * Converts text to HTML: escapes < > ", converts a space to &nbsp; and a line break to <br/>.
     *
     * @param text 文本 | the text
     * @example
     * webim.Tool.formatText2Html('1 < 2'); // → 1&nbsp;&lt;&nbsp;2
     */
    formatText2Html(text: string): string;
    /**
     * 把 &nbsp; 和 <br/> 还原为空格和换行，其他内容不变。
     *
     * Converts &nbsp; and <br/> back to spaces and line breaks; everything else stays.
     *
     * @param html formatText2Html 的结果 | a result of formatText2Html
     * @example
     * webim.Tool.formatHtml2Text('a&nbsp;b'); // → a b
     */
    formatHtml2Text(html: string): string;
    /**
     * 返回 UTF-8 字节数（1.7）。1.3 沿用原版的计算规则，多数标点和空格按 3 字节计。
     *
     * Returns the length in UTF-8 bytes (1.7). 1.3 keeps the rule of the original, which counts spaces and most punctuation as 3.
     *
     * @param str 文本 | the text
     * @example
     * webim.Tool.getStrBytes('中文ab'); // → 8
     */
    getStrBytes(str: string): number;
    /**
     * 去除首尾空白。
     *
     * Trims white space at both ends.
     *
     * @param str 文本 | the text
     * @example
     * webim.Tool.trimStr('  a '); // → a
     */
    trimStr(str: string): string;
    /**
     * 转义 < > "，不转义 & 和单引号。结果可以放在标签之间，不能放入单引号属性。
     *
     * Escapes < > ", but not & and '. The result is safe between tags, but not in an attribute with single quotes.
     *
     * @param val 文本 | the text
     * @example
     * webim.Tool.xssFilter('<i>'); // → &lt;i&gt;
     */
    xssFilter(val: string): string;
    /**
     * 判断是否为 1 到 8 位数字：是则返回只有一个元素的数组，否则返回 null。
     *
     * Tests for 1 to 8 digits: returns an array with one element if so, else null.
     *
     * @param str 字符串或数字 | string or number
     * @example
     * webim.Tool.validNumber('12a'); // → null
     */
    validNumber(str: string | number): string[] | null;
    /**
     * 构造 SDK 格式的错误对象。
     *
     * Creates an error object in the format of the SDK.
     *
     * @param info 错误说明 | error text
     * @param code 错误码，默认 -100（1.7） | code, default -100 (1.7)
     * @example
     * webim.Tool.getReturnError('太长', -1).ErrorInfo; // → 太长[-1]
     */
    getReturnError(info: string, code?: number): ErrorResponse;
    /**
     * 返回群类型的中文名；未知类型原样返回。AVChatRoom 的名称沿用原版的“直播聊天室”，即文档中的直播大群。
     *
     * Returns the Chinese name of a group type; an unknown type is returned unchanged. AVChatRoom, the big group of these documents, has the name that the original gives it.
     *
     * @param name 类型 | type
     * @example
     * webim.Tool.groupTypeEn2Ch('Public'); // → 公开群
     */
    groupTypeEn2Ch(name: string): string;
    /**
     * 由中文名返回群类型。
     *
     * Returns a group type by its Chinese name.
     *
     * @param name 中文名 | Chinese name
     * @example
     * webim.Tool.groupTypeCh2En('聊天室'); // → ChatRoom
     */
    groupTypeCh2En(name: string): string;
    /**
     * 返回成员角色的中文名。
     *
     * Returns the Chinese name of a role.
     *
     * @param name 角色 | role
     * @example
     * webim.Tool.groupRoleEn2Ch('Owner'); // → 群主
     */
    groupRoleEn2Ch(name: string): string;
    /**
     * 由中文名返回成员角色。
     *
     * Returns a role by its Chinese name.
     *
     * @param name 中文名 | Chinese name
     * @example
     * webim.Tool.groupRoleCh2En('管理员'); // → Admin
     */
    groupRoleCh2En(name: string): string;
    /**
     * 返回消息提示方式的中文名。
     *
     * Returns the Chinese name of a message flag.
     *
     * @param name 提示方式 | message flag
     * @example
     * webim.Tool.groupMsgFlagEn2Ch('Discard'); // → 屏蔽
     */
    groupMsgFlagEn2Ch(name: string): string;
    /**
     * 由中文名返回消息提示方式。
     *
     * Returns a message flag by its Chinese name.
     *
     * @param name 中文名 | Chinese name
     * @example
     * webim.Tool.groupMsgFlagCh2En('接收不提示'); // → AcceptNotNotify
     */
    groupMsgFlagCh2En(name: string): string;
    /**
     * 写入 cookie。
     *
     * Writes a cookie.
     *
     * @param name 名称 | name
     * @param value 值 | value
     * @param expires 有效期，秒 | lifetime, seconds
     * @param path 不使用 | unused
     * @param domain 不使用 | unused
     * @example
     * webim.Tool.setCookie('lang', 'zh', 3600);
     * webim.Tool.getCookie('lang'); // → zh
     */
    setCookie(name: string, value: string, expires: number, path?: string, domain?: string): void;
    /**
     * 读取 cookie，没有时返回 null。
     *
     * Returns a cookie, null if there is none.
     *
     * @param name 名称 | name
     * @example
     * webim.Tool.getCookie('none'); // → null
     */
    getCookie(name: string): string | null;
    /**
     * 删除 cookie。
     *
     * Deletes a cookie.
     *
     * @param name 名称 | name
     * @example
     * webim.Tool.delCookie('lang');
     * webim.Tool.getCookie('lang'); // → null
     */
    delCookie(name: string): void;
    /**
     * 读取页面 URL 的查询参数，没有时返回 null。
     *
     * Returns a query parameter of the page URL, null if there is none.
     *
     * @param name 名称 | name
     * @dialect 1.7
     * @example
     * webim.Tool.getQueryString('none'); // → null
     */
    getQueryString(name: string): string | null;
    /**
     * 判断是否为指定版本的旧 IE。能运行本 SDK 的浏览器都不是，始终返回 false。
     *
     * Reports whether the browser is that version of old IE. It always returns false, because no such browser runs this SDK.
     *
     * @param ver 版本 | version
     * @example
     * webim.Tool.isIE(8); // → false
     */
    isIE(ver?: number): boolean;
    /**
     * 解析 userAgent，返回浏览器名称和版本，未知时为 unknow 和 -1。
     *
     * Returns name and version of the browser from the user agent; unknow and -1 if unknown.
     *
     * @example
     * console.info(webim.Tool.getBrowserInfo().type);
     */
    getBrowserInfo(): BrowserInfo;
    /**
     * 按对照表重命名对象的键，原地修改；被重命名的键的值为对象或数组时逐层处理。1.7.2 用它展开直播大群消息的短键名。
     *
     * Renames the keys of an object by a map, in place. It recurses into the objects and arrays under renamed keys. 1.7.2 uses it to expand the short keys of big-group messages.
     *
     * @param map 旧键名到新键名的映射 | old names to new names
     * @param object 对象 | the object
     * @dialect 1.7
     * @example
     * webim.Tool.replaceObject({ a: 'Account' }, { a: 1 }).Account; // → 1
     */
    replaceObject(map: { [key: string]: string }, object: any): any;
  };

  /**
   * SDK 的控制台日志。
   *
   * The SDK's console log.
   *
   * @dialect 1.7
   * @example
   * webim.Log.setOn(false);
   * webim.Log.getOn(); // → false
   */
  const Log: {
    /** 开启或关闭日志 | turns the log on or off @param value 是否输出 | whether to log */
    setOn(value: boolean): void;
    /** 是否已开启 | whether the log is on */
    getOn(): boolean;
    /** 输出错误 | logs an error @param text 内容 | text */
    error(text: any): void;
    /** 输出警告 | logs a warning @param text 内容 | text */
    warn(text: any): void;
    /** 输出信息 | logs information @param text 内容 | text */
    info(text: any): void;
    /** 输出调试信息 | logs debugging details @param text 内容 | text */
    debug(text: any): void;
  };

  /** @section constants 常量与表情 | Constants and emoticons */

  /**
   * 会话类型。
   *
   * Session types.
   *
   * @dialect 1.7
   * @example
   * webim.SESSION_TYPE.C2C; // → C2C
   */
  const SESSION_TYPE: {
    /** 单聊 | C2C */
    readonly C2C: 'C2C';
    /** 群聊 | group */
    readonly GROUP: 'GROUP';
  };

  /**
   * 文本消息的最大长度（UTF-8 字节）。原版的常量，供页面检查输入；服务器按转义后的文本计算，webim-server 的群聊上限也是 12000。
   *
   * Maximum length of text messages in UTF-8 bytes. These are the original's constants for checking input; servers count escaped text, and webim-server accepts 12,000 bytes in groups too.
   *
   * @dialect 1.7
   * @example
   * webim.MSG_MAX_LENGTH.C2C; // → 12000
   */
  const MSG_MAX_LENGTH: {
    /** 单聊 | C2C */
    readonly C2C: 12000;
    /** 群聊 | group */
    readonly GROUP: 8898;
  };

  /**
   * 单聊消息的 subType。
   *
   * subType of C2C messages.
   *
   * @dialect 1.7
   * @example
   * webim.C2C_MSG_SUB_TYPE.COMMON; // → 0
   */
  const C2C_MSG_SUB_TYPE: {
    /** 普通消息 | an ordinary message */
    readonly COMMON: 0;
  };

  /**
   * 群消息的 subType，也决定发送的优先级。
   *
   * subType of group messages; it also decides their priority.
   *
   * @dialect 1.7
   * @example
   * webim.GROUP_MSG_SUB_TYPE.COMMON; // → 0
   */
  const GROUP_MSG_SUB_TYPE: {
    /** 普通消息 | an ordinary message */
    readonly COMMON: 0;
    /** 点赞消息，优先级最低 | a like, lowest priority */
    readonly LOVEMSG: 1;
    /** 群提示 | a group tip */
    readonly TIP: 2;
    /** 红包消息，优先级最高 | a red packet, highest priority */
    readonly REDPACKET: 3;
  };

  /**
   * 消息元素的类型。
   *
   * Element types.
   *
   * @dialect 1.7
   * @example
   * webim.MSG_ELEMENT_TYPE.TEXT; // → TIMTextElem
   */
  const MSG_ELEMENT_TYPE: {
    /** 文本 | text */
    readonly TEXT: 'TIMTextElem';
    /** 表情 | emoticon */
    readonly FACE: 'TIMFaceElem';
    /** 图片 | picture */
    readonly IMAGE: 'TIMImageElem';
    /** 自定义 | custom */
    readonly CUSTOM: 'TIMCustomElem';
    /** 声音，只能接收 | sound, receive only */
    readonly SOUND: 'TIMSoundElem';
    /** 文件 | file */
    readonly FILE: 'TIMFileElem';
    /** 位置，只能接收 | location, receive only */
    readonly LOCATION: 'TIMLocationElem';
    /** 群提示，只能接收 | group tip, receive only */
    readonly GROUP_TIP: 'TIMGroupTipElem';
  };

  /**
   * 群提示的类型。
   *
   * Group tip types.
   *
   * @dialect 1.7
   * @example
   * webim.GROUP_TIP_TYPE.JOIN; // → 1
   */
  const GROUP_TIP_TYPE: {
    /** 加入 | joined */
    readonly JOIN: 1;
    /** 退出 | left */
    readonly QUIT: 2;
    /** 被移出群 | removed by another member */
    readonly KICK: 3;
    /** 设为管理员 | made an admin */
    readonly SET_ADMIN: 4;
    /** 取消管理员 | no longer an admin */
    readonly CANCEL_ADMIN: 5;
    /** 群资料变更 | the group's profile changed */
    readonly MODIFY_GROUP_INFO: 6;
    /** 成员资料变更（禁言） | a member was changed (muted) */
    readonly MODIFY_MEMBER_INFO: 7;
  };

  /**
   * 图片的尺寸。
   *
   * Sizes of a picture.
   *
   * @dialect 1.7
   * @example
   * webim.IMAGE_TYPE.ORIGIN; // → 1
   */
  const IMAGE_TYPE: {
    /** 原图 | original */
    readonly ORIGIN: 1;
    /** 大图 | large */
    readonly LARGE: 2;
    /** 小图 | small */
    readonly SMALL: 3;
  };

  /**
   * 群系统通知类型，即 onGroupSystemNotifys 的键。
   *
   * Group system notice types, the keys of onGroupSystemNotifys.
   *
   * @dialect 1.7
   * @example
   * webim.GROUP_SYSTEM_TYPE.JOIN_GROUP_REQUEST; // → 1
   */
  const GROUP_SYSTEM_TYPE: {
    /** 收到加群申请（发给群主和管理员） | application to join (to owner and admins) */
    readonly JOIN_GROUP_REQUEST: 1;
    /** 申请被同意（发给申请人） | the application was accepted (to the applicant) */
    readonly JOIN_GROUP_ACCEPT: 2;
    /** 申请被拒绝（发给申请人） | the application was rejected (to the applicant) */
    readonly JOIN_GROUP_REFUSE: 3;
    /** 被移出群（发给被移出的用户） | removed from the group (to the removed user) */
    readonly KICK: 4;
    /** 群被解散（发给全体成员） | the group was dissolved (to all members) */
    readonly DESTORY: 5;
    /** 群已创建（发给创建者） | the group was created (to its creator) */
    readonly CREATE: 6;
    /** 被添加进群（发给被添加的用户） | added to the group (to the added user) */
    readonly INVITED_JOIN_GROUP_REQUEST: 7;
    /** 收到入群邀请，需要同意（发给被邀请的用户） | invited, consent needed (to the invited user) */
    readonly INVITED_JOIN_GROUP_REQUEST_AGREE: 12;
    /** 已退群（发给本人的其他页面） | left the group (to the user's other pages) */
    readonly QUIT: 8;
    /** 被设为管理员（发给本人） | made an admin (to that user) */
    readonly SET_ADMIN: 9;
    /** 被取消管理员（发给本人） | no longer an admin (to that user) */
    readonly CANCEL_ADMIN: 10;
    /** 群被回收（发给全体成员） | the group was recycled (to all members) */
    readonly REVOKE: 11;
    /** 已读状态同步（发给本人的其他页面） | read position synchronized (to the user's other pages) */
    readonly READED: 15;
    /** 自定义通知（发给全体或指定成员） | custom notice (to all or the listed members) */
    readonly CUSTOM: 255;
  };

  /**
   * 好友系统通知类型，即 onFriendSystemNotifys 的键。
   *
   * Friend notice types, the keys of onFriendSystemNotifys.
   *
   * @dialect 1.7
   * @example
   * webim.FRIEND_NOTICE_TYPE.FRIEND_ADD; // → 1
   */
  const FRIEND_NOTICE_TYPE: {
    /** 增加了好友 | friends were added */
    readonly FRIEND_ADD: 1;
    /** 删除了好友 | friends were removed */
    readonly FRIEND_DELETE: 2;
    /** 收到好友申请 | friend request received */
    readonly PENDENCY_ADD: 3;
    /** 好友申请被删除 | a request was deleted */
    readonly PENDENCY_DELETE: 4;
    /** 加入黑名单 | added to the blacklist */
    readonly BLACK_LIST_ADD: 5;
    /** 移出黑名单 | removed from the blacklist */
    readonly BLACK_LIST_DELETE: 6;
    /** 好友申请已读 | friend requests were read */
    readonly PENDENCY_REPORT: 7;
    /** 好友资料更新 | friend data changed */
    readonly FRIEND_UPDATE: 8;
  };

  /**
   * 群提示 6 的变更项。
   *
   * Fields that a tip of type 6 reports.
   *
   * @dialect 1.7
   * @example
   * webim.GROUP_TIP_MODIFY_GROUP_INFO_TYPE.FACE_URL; // → 1
   */
  const GROUP_TIP_MODIFY_GROUP_INFO_TYPE: {
    /** 头像 | avatar */
    readonly FACE_URL: 1;
    /** 名称 | name */
    readonly NAME: 2;
    /** 群主 | owner */
    readonly OWNER: 3;
    /** 公告 | notification */
    readonly NOTIFICATION: 4;
    /** 简介 | introduction */
    readonly INTRODUCTION: 5;
  };

  /**
   * 托管登录的错误码。
   *
   * Error codes of the hosted login.
   *
   * @dialect 1.7
   * @example
   * webim.TLS_ERROR_CODE.OK; // → 0
   */
  const TLS_ERROR_CODE: {
    /** 成功 | success */
    readonly OK: 0;
    /** 票据过期，需要重新登录 | the ticket has expired, sign in again */
    readonly SIGNATURE_EXPIRATION: 11;
  };

  /**
   * 连接状态，即 onConnNotify 的 ErrorCode。
   *
   * Connection states, ErrorCode of onConnNotify.
   *
   * @dialect 1.7
   * @example
   * webim.CONNECTION_STATUS.INIT; // → -1
   */
  const CONNECTION_STATUS: {
    /** 尚未连接 | not connected yet */
    readonly INIT: -1;
    /** 已连接 | connected */
    readonly ON: 0;
    /** 断线后恢复 | reconnected */
    readonly RECONNECT: 1;
    /** 已断开，SDK 正在重试 | disconnected; the SDK is retrying */
    readonly OFF: 9999;
  };

  /**
   * 上传的用途。
   *
   * Purpose of an upload.
   *
   * @dialect 1.7
   * @example
   * webim.UPLOAD_PIC_BUSSINESS_TYPE.GROUP_MSG; // → 1
   */
  const UPLOAD_PIC_BUSSINESS_TYPE: {
    /** 群消息 | group message */
    readonly GROUP_MSG: 1;
    /** 单聊消息 | C2C message */
    readonly C2C_MSG: 2;
    /** 用户头像 | user avatar */
    readonly USER_HEAD: 3;
    /** 群头像 | group avatar */
    readonly GROUP_HEAD: 4;
  };

  /**
   * 最近联系人的类型。
   *
   * Recent contact types.
   *
   * @dialect 1.7
   * @example
   * webim.RECENT_CONTACT_TYPE.C2C; // → 1
   */
  const RECENT_CONTACT_TYPE: {
    /** 单聊 | C2C */
    readonly C2C: 1;
    /** 群聊 | group */
    readonly GROUP: 2;
  };

  /**
   * 上传内容的类型。
   *
   * Resource types of uploads.
   *
   * @dialect 1.7
   * @example
   * webim.UPLOAD_RES_TYPE.IMAGE; // → 1
   */
  const UPLOAD_RES_TYPE: {
    /** 图片 | picture */
    readonly IMAGE: 1;
    /** 文件 | file */
    readonly FILE: 2;
    /** 短视频 | short video */
    readonly SHORT_VIDEO: 3;
    /** 声音 | sound */
    readonly SOUND: 4;
  };

  /**
   * 浏览器的名称和版本，与 Tool.getBrowserInfo() 相同。
   *
   * Name and version of the browser, the same as Tool.getBrowserInfo().
   *
   * @dialect 1.7
   * @example
   * console.info(webim.BROWSER_INFO.type, webim.BROWSER_INFO.ver);
   */
  const BROWSER_INFO: BrowserInfo;

  /**
   * 本 SDK 的版本，例如 1.0.0。原版没有这个常量。
   *
   * The version of this SDK, such as 1.0.0. The original has no such constant.
   *
   * @dialect 1.3 1.7
   * @example
   * console.info(webim.VERSION);
   */
  const VERSION: string;

  /**
   * 最近一次登录时传入的 loginInfo；登录前为空。部分修改版有此属性。
   *
   * The loginInfo of the latest sign-in; empty before. Some modified copies of the SDK have it.
   *
   * @dialect 1.3 1.7
   * @example
   * console.info(webim.ctx.identifier);
   */
  const ctx: { [field: string]: any };

  /**
   * 返回 webim.ctx。部分修改版有此函数。
   *
   * Returns webim.ctx. Some modified copies of the SDK have it.
   *
   * @returns 同 webim.ctx | the same as webim.ctx
   * @dialect 1.3 1.7
   * @example
   * console.info(webim.getCtx().identifier);
   */
  function getCtx(): { [field: string]: any };

  /**
   * 1.7 的表情：序号 → [名称, 图片地址]，35 个，从 0 开始。页面可以修改，Face 元素按修改后的内容显示。
   * data-emotions="none" 时为空。
   *
   * The emoticons of 1.7: index → [name, image URL], 35 entries from 0. Pages may change it; Face elements use the changed entries.
   * It is empty with data-emotions="none".
   *
   * @dialect 1.7
   * @example
   * webim.Emotions[0][0]; // → [惊讶]
   */
  const Emotions: { [index: string]: [string, string] };

  /**
   * 1.7 的表情序号：名称 → 序号，从 0 开始。
   *
   * Emoticon indexes of 1.7 by name, from 0.
   *
   * @dialect 1.7
   * @example
   * webim.EmotionDataIndexs['[微笑]']; // → 14
   */
  const EmotionDataIndexs: { [name: string]: number };

  /**
   * 1.3 的表情：名称 → 图片地址，67 个。强制 1.7 时与 Emotions 相同。
   *
   * The emoticons of 1.3: name → image URL, 67 entries. The same as Emotions if 1.7 is forced.
   *
   * @dialect 1.3 1.7
   * @example
   * webim.EmotionPicData['[微笑]'].slice(0, 11); // → data:image/
   */
  const EmotionPicData: { [name: string]: any };

  /**
   * 1.3 的表情序号：名称 → 序号，从 1 开始。识别出页面使用 1.7 后，与 EmotionDataIndexs 相同。
   *
   * Emoticon indexes of 1.3 by name, from 1. Once the page is known to use 1.7, the same as EmotionDataIndexs.
   *
   * @dialect 1.3 1.7
   * @example
   * typeof webim.EmotionPicDataIndex['[微笑]']; // → number
   */
  const EmotionPicDataIndex: { [name: string]: number };

  /** @section listeners 监听器 | Listeners */

  /**
   * 登录时传入的监听器，均可省略。监听器抛出的异常输出到控制台，不影响其他监听器和长轮询。
   *
   * Listeners passed at sign-in, all optional. An exception thrown by a listener is logged to the console and affects neither other listeners nor polling.
   */
  interface Listeners {
    /**
     * 连接状态变化：ErrorCode 见 CONNECTION_STATUS。建立连接（ON）、断开（OFF）、恢复（RECONNECT）各通知一次；ON 和 RECONNECT 在长轮询收到响应时通知：webim-server 约一秒内，原版服务器在空闲时可能晚近一分钟。直播大群每次轮询都以 0 通知。
     *
     * The connection state changed: ErrorCode is one of CONNECTION_STATUS. ON, OFF and RECONNECT are reported once each; ON and RECONNECT when a long poll gets its response: by webim-server within about a second, by the original's servers up to a minute later when idle. A big group reports 0 with every poll.
     *
     * @param info 连接状态 | connection state
     * @dialect 1.7
     * @example
     * webim.login(loginInfo, {
     *   onConnNotify: (info) => {
     *     if (info.ErrorCode === webim.CONNECTION_STATUS.ON) console.info('connected');
     *     if (info.ErrorCode === webim.CONNECTION_STATUS.OFF) console.warn('offline', info.ErrorInfo);
     *   },
     * });
     */
    onConnNotify?: ((info: Response) => void) | null;
    /**
     * 收到新消息：单聊消息、群消息和群提示。同一批消息通知一次，通知时已存入 MsgStore。
     *
     * New messages arrived: C2C messages, group messages and group tips. Called once per batch, after the messages are stored in MsgStore.
     *
     * @param msgs 新消息 | the new messages
     * @dialect 1.3 1.7 1.3 中由 syncMsgs 拉取的元素是 { msg }，长轮询下发的群消息是 Msg | in 1.3 items fetched by syncMsgs are { msg }, group messages from the poll are Msg
     * @example
     * webim.login(loginInfo, {
     *   onMsgNotify: (msgs) => {
     *     for (const msg of msgs) console.info(msg.getSession().id(), msg.getFromAccountNick(), msg.toHtml());
     *   },
     * });
     */
    onMsgNotify?: ((msgs: any[]) => void) | null;
    /**
     * 收到直播大群的新消息，可能是空数组。消息不存入 MsgStore。
     *
     * New messages of a big group arrived; the array may be empty. They are not stored in MsgStore.
     *
     * @param msgs 新消息 | the new messages
     * @dialect 1.7
     * @example
     * webim.login(loginInfo, {
     *   onBigGroupMsgNotify: (msgs) => msgs.forEach((msg) => console.info(msg.getFromAccountNick(), msg.toHtml())),
     * }, null, () => webim.applyJoinBigGroup({ GroupId: roomId, ApplyMsg: '', UserDefinedField: '' }));
     */
    onBigGroupMsgNotify?: ((msgs: Msg[]) => void) | null;
    /**
     * 群资料变更，未变更的字段为 null。拉取历史消息时不通知。
     *
     * A group profile changed; unchanged fields are null. Not called for history.
     *
     * @param notify 群 ID 和新值 | group ID and new values
     * @dialect 1.3 1.7
     * @example
     * webim.login(loginInfo, {
     *   onGroupInfoChangeNotify: (notify) => console.info(notify.GroupId, notify.GroupName || notify.GroupNotification),
     * });
     */
    onGroupInfoChangeNotify?: ((notify: GroupInfoChange) => void) | null;
    /**
     * 群系统通知，键为 GROUP_SYSTEM_TYPE 的值。类型 15 的参数是 { GroupId, LastReadMsgSeq }。
     *
     * Group system notices, keyed by the values of GROUP_SYSTEM_TYPE. The argument of type 15 is { GroupId, LastReadMsgSeq }.
     *
     * @dialect 1.7
     * @example
     * webim.login(loginInfo, {
     *   onGroupSystemNotifys: {
     *     1: (notice) => console.info(notice.Operator_Account, 'applies:', notice.RemarkInfo),
     *     6: (notice) => console.info('created', notice.GroupName),
     *     255: (notice) => console.info(notice.UserDefinedField),
     *   },
     * });
     */
    onGroupSystemNotifys?: NoticeListeners<GroupNotice> | null;
    /**
     * 1.3 的群系统通知。传入它即表示页面使用 1.3 接口。
     *
     * Group system notices of 1.3. Passing it selects 1.3.
     *
     * @dialect 1.3
     * @example
     * webim.init(loginInfo, {
     *   groupSystemNotifys: { 1: (notice) => console.info(notice.Operator_Account), 6: (notice) => console.info(notice.GroupName) },
     * }, {});
     */
    groupSystemNotifys?: NoticeListeners<GroupNotice> | null;
    /**
     * 好友系统通知，键为 FRIEND_NOTICE_TYPE 的值。
     *
     * Friend notices, keyed by the values of FRIEND_NOTICE_TYPE.
     *
     * @dialect 1.7
     * @example
     * webim.login(loginInfo, {
     *   onFriendSystemNotifys: {
     *     1: (notice) => console.info('friends', notice.Accounts),
     *     3: (notice) => console.info('requested by', notice.PendencyList),
     *   },
     * });
     */
    onFriendSystemNotifys?: NoticeListeners<FriendNotice> | null;
    /**
     * 资料系统通知，键 1：当前用户或好友的资料变更。字段在 ProfileList 中，值为 ValueBytes。
     *
     * Profile notices, key 1: the profile of the signed-in user or a friend changed. The fields are in ProfileList, their values in ValueBytes.
     *
     * @dialect 1.7
     * @example
     * webim.login(loginInfo, {
     *   onProfileSystemNotifys: { 1: (notice) => console.info(notice.Profile_Account, notice.ProfileList) },
     * });
     */
    onProfileSystemNotifys?: NoticeListeners<ProfileNotice> | null;
    /**
     * 单聊事件：92 对方已读（Peer_Account、LastReadTime），96 会话被服务器结束（1.7.2），与 onKickedEventCall 同时调用，各一次；指定了 1.7.2 或 1.7.3 时只调用得到通知的那一个。
     *
     * C2C events: 92 the peer has read (Peer_Account, LastReadTime), 96 the server has ended the session (1.7.2): called once, along with onKickedEventCall; if 1.7.2 or 1.7.3 is forced, only the listener for the notification that was received.
     *
     * @dialect 1.7
     * @example
     * webim.login(loginInfo, {
     *   onC2cEventNotifys: {
     *     92: (read) => console.info(read.Peer_Account, 'has read up to', read.LastReadTime),
     *     96: () => console.warn('signed in elsewhere'),
     *   },
     * });
     */
    onC2cEventNotifys?: NoticeListeners<ReadNotice> | null;
    /**
     * 会话被服务器结束：在别处登录、在别处 logoutAll，或帐号被停用。只调用一次，此时已经登出，轮询已停止。
     *
     * The server has ended the session: signed in elsewhere, signed out everywhere by another page, or the account was disabled. Called once; by then the page is signed out and polling has stopped.
     *
     * @dialect 1.7
     * @example
     * webim.login(loginInfo, { onKickedEventCall: () => console.warn('signed in elsewhere') });
     */
    onKickedEventCall?: (() => void) | null;
    /**
     * 获取到文件或声音的下载地址。
     *
     * The download URL of a file or sound was obtained.
     *
     * @param got ID、地址和全部地址 | ID, URL and all URLs
     * @dialect 1.7
     * @example
     * webim.login(loginInfo, { onAppliedDownloadUrl: (got) => console.info(got.uuid, got.url) });
     */
    onAppliedDownloadUrl?: ((got: AppliedDownload) => void) | null;
    /**
     * 每次长轮询的原始响应（1.7.2），用于调试。
     *
     * The raw response of every long poll (1.7.2), for debugging.
     *
     * @param resp 响应 | the response
     * @dialect 1.7 1.7.2 起支持 | since 1.7.2
     * @example
     * webim.login(loginInfo, { onLongPullingNotify: (resp) => console.info(resp.EventArray) });
     */
    onLongPullingNotify?: ((resp: any) => void) | null;
    /** 旧版 IE 的 JSONP 回调，不再使用 | JSONP callback for old IE, no longer used */
    jsonpCallback?: ((rspData: any) => void) | null;
  }

  /** 按类型区分的监听器 | Listeners by type */
  interface NoticeListeners<T> {
    /** 该类型的监听器 | listener for this type */
    [type: string]: ((notice: T) => void) | null | undefined;
  }

  /** 群系统通知 | A group system notice */
  interface GroupNotice {
    /** 0 普通，1 来自直播大群 | 0 ordinary, 1 from a big group */
    SrcFlag?: number;
    /** 类型，见 GROUP_SYSTEM_TYPE | type, see GROUP_SYSTEM_TYPE */
    ReportType: number;
    /** 群 ID | the group ID */
    GroupId: string;
    /** 群名 | the group's name */
    GroupName: string;
    /** 操作者：申请人、处理人、邀请人等 | operator: applicant, handler, inviter, … */
    Operator_Account: string;
    /** 时间，unix 秒 | time, unix seconds */
    MsgTime: number;
    /** 附言（类型 1、2、3） | remark (types 1, 2, 3) */
    RemarkInfo?: string;
    /** 申请的 MsgKey（类型 1） | MsgKey of the application (type 1) */
    MsgKey?: any;
    /** 申请的凭证（类型 1） | credential of the application (type 1) */
    Authentication?: string;
    /** 自定义字段（类型 1、255） | custom field (types 1, 255) */
    UserDefinedField?: string;
    /** 消息发送者（类型 1） | sender of the message (type 1) */
    From_Account?: string;
    /** 消息序号（类型 1、255） | sequence number of the message (types 1, 255) */
    MsgSeq?: number;
    /** 消息随机数（类型 1） | random number of the message (type 1) */
    MsgRandom?: number;
    /** 服务器下发的原始内容（1.7） | raw content (1.7) */
    groupReportTypeMsg?: any;
    /** 已读序号（类型 15） | read up to this sequence number (type 15) */
    LastReadMsgSeq?: number;
  }

  /** 好友通知 | A friend notice */
  interface FriendNotice {
    /** 类型，见 FRIEND_NOTICE_TYPE | type, see FRIEND_NOTICE_TYPE */
    Type: number;
    /** 帐号（类型 1、2、4、5、6） | accounts (types 1, 2, 4, 5, 6) */
    Accounts?: string[];
    /** 申请（类型 3）：PendencyAdd_Account、ProfileImNic、AddSource、AddWording | requests (type 3): PendencyAdd_Account, ProfileImNic, AddSource, AddWording */
    PendencyList?: any[];
  }

  /** 资料通知 | A profile notice */
  interface ProfileNotice {
    /** 类型，1 | type, 1 */
    Type: number;
    /** 资料变更的帐号 | account whose profile changed */
    Profile_Account: string;
    /** 变更的字段 | changed fields */
    ProfileList: { Tag: string; ValueBytes: any }[];
  }

  /** 单聊已读 | A read receipt */
  interface ReadNotice {
    /** 对方帐号 | the peer account */
    Peer_Account: string;
    /** 对方的已读时间，unix 秒 | read up to, unix seconds */
    LastReadTime: number;
  }

  /** 群资料变更，未变更的字段为 null | Changed group fields, null if unchanged */
  interface GroupInfoChange {
    /** 群 ID | the group ID */
    GroupId: string;
    /** 头像地址 | avatar URL */
    GroupFaceUrl: string | null;
    /** 名称 | name */
    GroupName: string | null;
    /** 群主 | owner */
    OwnerAccount: string | null;
    /** 公告 | notification */
    GroupNotification: string | null;
    /** 简介 | introduction */
    GroupIntroduction: string | null;
  }

  /** 获取到的下载地址 | An obtained download URL */
  interface AppliedDownload {
    /** 标识（ID） | ID */
    uuid: string;
    /** 地址 | URL */
    url: string;
    /** 全部地址，即 Resources.downloadMap | all URLs, that is Resources.downloadMap */
    maps: { [key: string]: string | null };
  }

  /** @section types 选项与返回值 | Options and responses */

  /** 成功回调 | Success callback */
  type Ok<T = Response> = ((resp: T) => void) | null;

  /** 失败回调 | Error callback */
  type Fail = ((err: ErrorResponse) => void) | null;

  /** 群类型 | Group type */
  type GroupType = 'Private' | 'Public' | 'ChatRoom' | 'AVChatRoom' | (string & {});

  /** 加群方式 | Way to join a group */
  type ApplyJoinOption = 'FreeAccess' | 'NeedPermission' | 'DisableApply' | (string & {});

  /** 群角色 | Group role */
  type GroupRole = 'Owner' | 'Admin' | 'Member' | (string & {});

  /** 消息提示方式 | Message flag */
  type MsgFlag = 'AcceptAndNotify' | 'AcceptNotNotify' | 'Discard' | (string & {});

  /** 处理方式 | Decision on an application */
  type HandleMsg = 'Agree' | 'Reject' | (string & {});

  /** 删除方式 | Type of the deletion of a friend */
  type DeleteType = 'Delete_Type_Single' | 'Delete_Type_Both' | (string & {});

  /** 申请类型 | Type of friend requests */
  type PendencyType = 'Pendency_Type_ComeIn' | 'Pendency_Type_SendOut' | (string & {});

  /** 处理方式 | Response to a friend request */
  type ResponseAction = 'Response_Action_Agree' | 'Response_Action_AgreeAndAdd' | 'Response_Action_Reject' | (string & {});

  /** 所有响应共有的字段，其他字段由服务器决定 | Fields common to all responses; further fields depend on the command */
  interface Response {
    /** OK 或 FAIL | OK or FAIL */
    ActionStatus: string;
    /** 错误码，0 为成功 | code, 0 is success */
    ErrorCode: number;
    /** 错误说明 | error text */
    ErrorInfo: string;
  }

  /** 错误对象，见“错误码” | An error, see Error codes */
  interface ErrorResponse {
    /** FAIL | FAIL */
    ActionStatus: string;
    /** 错误码；1.3 中 SDK 自己的错误没有 | code; the SDK's own errors have none in 1.3 */
    ErrorCode: number;
    /** 错误说明。服务器返回的错误，1.7 中附带请求和响应的内容；1.3 中为 [错误码] 加说明 | error text. For an error returned by the server, 1.7 includes the request and the response; 1.3 has [code] and text */
    ErrorInfo: string;
    /** 服务器的错误说明（1.7） | the server's error text (1.7) */
    SrcErrorInfo?: string;
    /** 批量操作中各帐号的结果 | result of each account of a batch */
    ResultItem?: BatchItem[];
    /** 获取资料时各帐号的结果 | result of each account of a profile request */
    UserProfileItem?: any[];
    /** 获取群资料时各群的结果 | result of each group */
    GroupInfo?: any[];
  }

  /** 登录信息 | Identity */
  interface LoginInfo {
    /** 应用 ID（SDKAppID） | SDKAppID */
    sdkAppID: string | number;
    /** 与 sdkAppID 相同（1.3 需要） | the same as sdkAppID (1.3 needs it) */
    appIDAt3rd?: string | number;
    /** 帐号类型，可以省略；仅在强制 1.3、1.7.0、1.7.2 时必填，值不影响登录 | account type, optional; required only if 1.3, 1.7.0 or 1.7.2 is forced, its value has no effect */
    accountType?: string | number;
    /** 帐号；与 userSig 一起省略为匿名登录 | account; anonymous if omitted together with userSig */
    identifier?: string | null;
    /** UserSig，由业务服务器签发 | UserSig, signed by the site's own server */
    userSig?: string | null;
    /** 昵称，不发送 | nickname, not sent */
    identifierNick?: string | null;
    /** 头像，不发送 | picture, not sent */
    headurl?: string | null;
    /** 其他字段不使用 | other fields are ignored */
    [field: string]: any;
  }

  /** window.webimConfig 的内容 | The content of window.webimConfig */
  interface Config {
    /** IM 服务器的地址，或 'self'（脚本所在的服务器）；默认为原有服务器 | base URL of the IM server, or 'self' (where the script comes from); by default the original's hosts */
    server?: string;
    /** 指定版本 | forces a version */
    version?: '1.3' | '1.7' | '1.7.0' | '1.7.2' | '1.7.3' | 1.3 | 1.7;
    /** 'none' 不带表情，'all' 带表情 | 'none': without emoticons; 'all': with them */
    emotions?: 'none' | 'all';
    /** 'none' 时 toHtml() 不含内联事件 | 'none': toHtml() without inline handlers */
    inlineHandlers?: 'none' | 'all';
    /** webim.es5.js 的地址，默认在 webim.js 旁边 | URL of webim.es5.js, by default next to webim.js */
    es5?: string;
  }

  /** 登录选项 | Options of sign-in */
  interface LoginOptions {
    /** false 使用原版的测试环境；已设置服务器时无效 | false selects the original's test environment; no effect if a server is configured */
    isAccessFormalEnv?: boolean;
    /** false 关闭 SDK 的控制台日志，默认 true | false turns off the SDK's console log, default true */
    isLogOn?: boolean;
    /** 其他字段不使用 | other fields are ignored */
    [field: string]: any;
  }

  /** 登录的返回值 | Response of login */
  interface LoginResponse extends Response {
    /** 昵称，没有时为 undefined | nickname, undefined if none */
    identifierNick?: string;
    /** 头像地址，没有时为 null | avatar URL, null if none */
    headurl?: string | null;
  }

  /** sendMsg 的返回值 | Response of sendMsg */
  interface SendResponse extends Response {
    /** 服务器时间，unix 秒 | server time, unix seconds */
    MsgTime?: number;
    /** 群消息的序号 | sequence number of a group message */
    MsgSeq?: number;
  }

  /** syncGroupMsgs 的选项 | Options of syncGroupMsgs */
  interface GroupHistoryOptions {
    /** 群 ID | the group ID */
    GroupId: string;
    /** 起始序号，向前拉取，大于 0 | sequence number to start from, backwards; above 0 */
    ReqMsgSeq?: number;
    /** 条数，服务器单次最多返回 20 条 | count; servers return at most 20 per call */
    ReqMsgNumber: number;
  }

  /** getC2CHistoryMsgs 的选项 | Options of getC2CHistoryMsgs */
  interface C2CHistoryOptions {
    /** 对方帐号 | the peer account */
    Peer_Account: string;
    /** 条数，1 到 15，默认 15 | count, 1 to 15, default 15 */
    MaxCnt?: number;
    /** 起始时间，向前拉取，unix 秒，0 表示从最新消息开始 | time to start from, backwards, unix seconds; 0 for the newest */
    LastMsgTime?: number;
    /** 续拉位置，首次为空 | cursor, empty at first */
    MsgKey?: string;
  }

  /** getC2CHistoryMsgs 的返回值 | Response of getC2CHistoryMsgs */
  interface C2CHistoryResponse {
    /** 1 表示没有更早的消息 | 1 if there are no earlier messages */
    Complete: number;
    /** 条数 | count */
    MsgCount: number;
    /** 续拉时间 | time for the next call */
    LastMsgTime: number;
    /** 续拉位置 | cursor for the next call */
    MsgKey: string;
    /** 消息，从旧到新 | the messages, oldest first */
    MsgList: Msg[];
  }

  /** c2CMsgReaded 的选项 | Options of c2CMsgReaded */
  interface C2CReadOptions {
    /** 对方帐号 | the peer account */
    To_Account: string;
    /** 已读时间，unix 秒 | read up to, unix seconds */
    LastedMsgTime: number;
  }

  /** groupMsgReaded 的选项 | Options of groupMsgReaded */
  interface GroupReadOptions {
    /** 群 ID | the group ID */
    GroupId: string;
    /** 已读序号 | read up to this sequence number */
    MsgReadedSeq: number;
  }

  /** getRecentContactList 的选项 | Options of getRecentContactList */
  interface RecentOptions {
    /** 数量上限，1 到 500，默认 100 | maximum count, 1 to 500, default 100 */
    Count: number;
  }

  /** 最近联系人 | Recent contacts */
  interface RecentResponse extends Response {
    /** 会话列表，按时间从新到旧 | the sessions, newest first */
    SessionItem?: RecentItem[];
  }

  /** 一个最近联系人 | One recent contact */
  interface RecentItem {
    /** 1 单聊，2 群聊 | 1 C2C, 2 group */
    Type: number;
    /** 对方帐号（单聊） | the peer account (C2C) */
    To_Account?: string;
    /** 群 ID（字段名没有下划线） | group ID (no underscore in the name) */
    ToAccount?: string;
    /** 群名 | the group's name */
    GroupNick?: string;
    /** 群头像 | group avatar */
    GroupImage?: string;
    /** 未读数 | unread count */
    UnreadMsgCount?: number;
    /** 最后一条消息的时间，unix 秒 | time of the last message, unix seconds */
    MsgTimeStamp: number;
    /** 最后一条消息的摘要 | preview of the last message */
    MsgShow: string;
    /** 对方已读到的时间，unix 秒（单聊，仅 webim-server） | time up to which the peer has read, unix seconds (C2C, webim-server only) */
    PeerReadTime?: number;
    /** 其他字段 | other fields */
    [field: string]: any;
  }

  /** deleteChat 的选项 | Options of deleteChat */
  interface DeleteChatOptions {
    /** 对方帐号，或群 ID | the peer account, or the group ID */
    To_Account: string;
    /** 1 单聊，2 群聊 | 1 C2C, 2 group */
    chatType: number;
  }

  /** getLongPollingId 的返回值 | Response of getLongPollingId */
  interface LongPollingIdResponse extends Response {
    /** 长轮询 ID | long-polling ID */
    LongPollingId: string | number;
    /** 超时，秒 | timeout, seconds */
    Timeout: number;
  }

  /** 上传的选项 | Options of an upload */
  interface UploadOptions {
    /** 文件 | the file */
    file: globalThis.File;
    /** 接收者：对方帐号或群 ID | recipient: the peer account or group ID */
    To_Account?: string;
    /** 发送者（1.3；1.7 固定为当前用户） | sender (1.3; in 1.7 always the signed-in user) */
    From_Account?: string | null;
    /** 用途，见 UPLOAD_PIC_BUSSINESS_TYPE | purpose, see UPLOAD_PIC_BUSSINESS_TYPE */
    businessType?: number;
    /** 内容类型，见 UPLOAD_RES_TYPE，默认图片 | resource type, see UPLOAD_RES_TYPE, default picture */
    fileType?: number;
    /** 进度回调：已到达服务器的字节数和总字节数 | progress callback: bytes that have arrived at the server, and all bytes */
    onProgressCallBack?: ((loaded: number, total: number) => void) | null;
    /** 按钮，点击时停止上传（不再调用回调） | a button that stops the upload when clicked (no callback is called then) */
    abortButton?: HTMLElement | null;
    /** 由 SDK 写入文件的 MD5 | set by the SDK to the MD5 of the file */
    fileMd5?: string;
  }

  /** 上传的返回值 | Response of an upload */
  interface UploadResponse extends Response {
    /** 标识（ID） | ID */
    File_UUID: string;
    /** 字节数（1.7） | bytes (1.7) */
    File_Size: number;
    /** 图片为各尺寸的地址，文件为地址字符串（1.7） | the URLs of the sizes of a picture; the URL of a file (1.7) */
    URL_INFO: any;
    /** 下载标志（1.7），可能没有 | download flag (1.7), may be absent */
    Download_Flag?: number;
  }

  /** 已上传图片的一个尺寸 | One size of an uploaded picture */
  interface UploadedSize {
    /** 1 原图，2 小图，4 大图 | 1 original, 2 small, 4 large */
    PIC_TYPE: number;
    /** 地址 | URL */
    DownUrl: string;
    /** 宽，像素 | width, pixels */
    PIC_Width: number;
    /** 高，像素 | height, pixels */
    PIC_Height: number;
    /** 字节数 | bytes */
    PIC_Size: number;
  }

  /** base64 上传的选项 | Options of an upload as base64 */
  interface Base64UploadOptions {
    /** 接收者 | recipient */
    toAccount: string;
    /** 用途，见 UPLOAD_PIC_BUSSINESS_TYPE | purpose, see UPLOAD_PIC_BUSSINESS_TYPE */
    businessType: number;
    /** 内容类型，见 UPLOAD_RES_TYPE | resource type, see UPLOAD_RES_TYPE */
    File_Type?: number;
    /** MD5，32 位小写十六进制 | MD5, 32 hexadecimal digits in lower case */
    fileMd5: string;
    /** 字节数（编码前） | bytes (before encoding) */
    totalSize: number;
    /** base64 内容，不含 data: 前缀 | base64 content without a data: prefix */
    base64Str: string;
  }

  /** 表单上传的选项 | Options of an upload by form */
  interface FormUploadOptions {
    /** 表单的 id | id of the form */
    formId: string;
    /** 文件输入框的 id | id of the file input */
    fileId: string;
    /** 接收者 | recipient */
    To_Account: string;
    /** 用途，见 UPLOAD_PIC_BUSSINESS_TYPE | purpose, see UPLOAD_PIC_BUSSINESS_TYPE */
    businessType: number;
    /** 内容类型，见 UPLOAD_RES_TYPE | resource type, see UPLOAD_RES_TYPE */
    fileType?: number;
  }

  /** applyDownload 的返回值 | Response of applyDownload */
  interface DownloadResponse extends Response {
    /** 0 为成功 | 0 is success */
    error_code?: number;
    /** 下载地址 | the URL */
    response_info?: { url: string };
  }

  /** getProfilePortrait 的选项 | Options of getProfilePortrait */
  interface GetProfileOptions {
    /** 当前用户的帐号（1.3） | the signed-in user (1.3) */
    From_Account?: string | null;
    /** 帐号列表，最多 100 个 | accounts, at most 100 */
    To_Account?: string[];
    /** 需要的字段 | fields to return */
    TagList: string[];
    /** 本地已有的版本号（1.3），一般为 0 | last known version (1.3), usually 0 */
    LastStandardSequence?: number;
  }

  /** getProfilePortrait 的返回值 | Response of getProfilePortrait */
  interface ProfileResponse extends Response {
    /** 每个用户一项 | one entry per user */
    UserProfileItem: { To_Account: string; ProfileItem?: Tagged[]; ResultCode: number; ResultInfo: string }[];
  }

  /** 一个字段和它的值 | A field and its value */
  interface Tagged {
    /** 字段 | field */
    Tag: string;
    /** 值 | value */
    Value: any;
  }

  /** setProfilePortrait 的选项 | Options of setProfilePortrait */
  interface SetProfileOptions {
    /** 当前用户的帐号（1.3） | the signed-in user (1.3) */
    From_Account?: string | null;
    /** 要修改的字段 | the fields to change */
    ProfileItem: Tagged[];
  }

  /** 批量操作的返回值 | Response of a batch */
  interface BatchResponse extends Response {
    /** 每个帐号一项 | one entry per account */
    ResultItem: BatchItem[];
    /** 失败的帐号 | accounts that failed */
    Fail_Account?: string[];
    /** 不存在的帐号 | unknown accounts */
    Invalid_Account?: string[];
  }

  /** 批量操作中一个帐号的结果 | Result of one account */
  interface BatchItem {
    /** 帐号 | account */
    To_Account: string;
    /** 结果码，0 为成功 | result code, 0 is success */
    ResultCode: number;
    /** 错误说明 | error text */
    ResultInfo: string;
  }

  /** applyAddFriend 的选项 | Options of applyAddFriend */
  interface AddFriendOptions {
    /** 当前用户的帐号（1.3） | the signed-in user (1.3) */
    From_Account?: string | null;
    /** 要添加的帐号 | accounts to add */
    AddFriendItem: AddFriendItem[];
  }

  /** 要添加的一个好友 | One friend to add */
  interface AddFriendItem {
    /** 对方帐号 | the peer account */
    To_Account: string;
    /** 来源，AddSource_Type_ 加最多 8 个字母，一般为 AddSource_Type_Unknow | source: AddSource_Type_ and up to 8 letters, mostly AddSource_Type_Unknow */
    AddSource: string;
    /** 备注，最长 96 字节 | remark, at most 96 bytes */
    Remark?: string;
    /** 附言，最长 120 字节 | message to the peer, at most 120 bytes */
    AddWording?: string;
    /** 好友分组 | friend group */
    GroupName?: string;
  }

  /** responseFriend 的选项 | Options of responseFriend */
  interface RespondFriendOptions {
    /** 当前用户的帐号（1.3） | the signed-in user (1.3) */
    From_Account?: string | null;
    /** 处理方式；ResponseAction 为 Response_Action_Agree、Response_Action_AgreeAndAdd 或 Response_Action_Reject | the responses; ResponseAction is Response_Action_Agree, Response_Action_AgreeAndAdd or Response_Action_Reject */
    ResponseFriendItem: { To_Account: string; ResponseAction: ResponseAction; Remark?: string }[];
  }

  /** getAllFriend 的选项 | Options of getAllFriend */
  interface FriendListOptions {
    /** 当前用户的帐号（1.3） | the signed-in user (1.3) */
    From_Account?: string | null;
    /** 上次获取的时间，unix 秒，0 为全部 | time of the last fetch, unix seconds; 0 for all */
    TimeStamp: number;
    /** 起始位置，首页为 0 | start position, 0 for the first page */
    StartIndex: number;
    /** 每页数量 | page size */
    GetCount: number;
    /** 本地已有的版本号，一般为 0 | last known version, usually 0 */
    LastStandardSequence: number;
    /** 需要的字段 | fields to return */
    TagList: string[];
  }

  /** 好友列表 | The list of friends */
  interface FriendListResponse extends Response {
    /** 好友总数 | number of friends */
    FriendNum: number;
    /** 下一页的起始位置，0 表示已到末页 | start position of the next page, 0 after the last */
    StartIndex: number;
    /** 好友 | the friends */
    InfoItem?: { Info_Account: string; SnsProfileItem?: Tagged[] }[];
  }

  /** deleteFriend 的选项 | Options of deleteFriend */
  interface DeleteFriendOptions {
    /** 当前用户的帐号（1.3） | the signed-in user (1.3) */
    From_Account?: string | null;
    /** 要删除的帐号 | accounts to delete */
    To_Account: string[];
    /** Delete_Type_Single 单向删除，Delete_Type_Both 双向删除 | Delete_Type_Single: one side; Delete_Type_Both: both sides */
    DeleteType: DeleteType;
  }

  /** getPendency 的选项 | Options of getPendency */
  interface PendencyOptions {
    /** 当前用户的帐号（1.3） | the signed-in user (1.3) */
    From_Account?: string | null;
    /** Pendency_Type_ComeIn 收到的，Pendency_Type_SendOut 发出的 | Pendency_Type_ComeIn: received; Pendency_Type_SendOut: sent */
    PendencyType: PendencyType;
    /** 起始时间，首页为 0 | start time, 0 for the first page */
    StartTime: number;
    /** 每页数量 | page size */
    MaxLimited: number;
    /** 本地已有的版本号，一般为 0 | last known version, usually 0 */
    LastSequence: number;
  }

  /** 好友申请列表 | Friend requests */
  interface PendencyResponse extends Response {
    /** 申请 | the requests */
    PendencyItem?: { To_Account: string; AddTime: number; AddSource: string; AddWording: string; Nick: string }[];
    /** 未读的申请数 | unread count */
    UnreadPendencyCount: number;
  }

  /** getPendencyReport 的选项 | Options of getPendencyReport */
  interface PendencyReportOptions {
    /** 已读时间，unix 秒 | read up to, unix seconds */
    LatestPendencyTimeStamp: number;
  }

  /** deletePendency 的选项 | Options of deletePendency */
  interface DeletePendencyOptions {
    /** 当前用户的帐号（1.3） | the signed-in user (1.3) */
    From_Account?: string | null;
    /** 申请类型，见 getPendency | type, see getPendency */
    PendencyType: PendencyType;
    /** 申请人帐号 | accounts */
    To_Account: string[];
  }

  /** 帐号列表 | A list of accounts */
  interface AccountsOptions {
    /** 当前用户的帐号（1.3） | the signed-in user (1.3) */
    From_Account?: string | null;
    /** 帐号 | the accounts */
    To_Account: string[];
  }

  /** getBlackList 的选项 | Options of getBlackList */
  interface BlackListOptions {
    /** 当前用户的帐号（1.3） | the signed-in user (1.3) */
    From_Account?: string | null;
    /** 起始位置，首页为 0 | start position, 0 for the first page */
    StartIndex: number;
    /** 每页数量 | page size */
    MaxLimited: number;
    /** 本地已有的版本号，一般为 0 | last known version, usually 0 */
    LastSequence: number;
  }

  /** 黑名单 | The blacklist */
  interface BlackListResponse extends Response {
    /** 黑名单中的帐号 | accounts on the blacklist */
    BlackListItem?: { To_Account: string; AddBlackTimeStamp: number }[];
    /** 下一页的起始位置，0 表示已到末页 | start position of the next page, 0 after the last */
    StartIndex: number;
  }

  /** createGroup 的选项 | Options of createGroup */
  interface CreateGroupOptions {
    /** Private、Public、ChatRoom 或 AVChatRoom | Private, Public, ChatRoom or AVChatRoom */
    Type: GroupType;
    /** 群名，最长 30 字节 | name, at most 30 bytes */
    Name: string;
    /** 初始成员的帐号，最多 500 个，无需邀请；帐号必须存在 | accounts of the first members, at most 500, without invitation; they have to exist */
    MemberList?: string[];
    /** 群 ID（1.7）：1 到 48 个可见 ASCII 字符，不含空格，不以“@TGS#”开头；默认由服务器生成 | group ID (1.7): 1 to 48 visible ASCII characters, no spaces, not starting with "@TGS#"; generated by the server by default */
    GroupId?: string;
    /** 群主，默认为当前用户；只有应用管理员可以指定他人 | owner, default the signed-in user; only administrators of the app may name another account */
    Owner_Account?: string | null;
    /** 简介，最长 120 字节 | introduction, at most 120 bytes */
    Introduction?: string;
    /** 公告，最长 150 字节 | notification, at most 150 bytes */
    Notification?: string;
    /** 头像地址，最长 100 字节 | avatar URL, at most 100 bytes */
    FaceUrl?: string;
    /** 最大成员数，1 到 10000；默认私有群 200、公开群 2000、聊天室 10000、直播大群不限 | maximum number of members, 1 to 10,000; default 200 (Private), 2,000 (Public), 10,000 (ChatRoom), unlimited (AVChatRoom) */
    MaxMemberCount?: number;
    /** 加群方式：FreeAccess 自由加入，NeedPermission 需要审批，DisableApply 禁止申请 | how to join: FreeAccess (anyone), NeedPermission (approval), DisableApply (no applications) */
    ApplyJoinOption?: ApplyJoinOption;
    /** 自定义字段 | custom fields */
    AppDefinedData?: KeyValue[];
  }

  /** 一个自定义字段 | A custom field */
  interface KeyValue {
    /** 键 | key */
    Key: string;
    /** 值 | value */
    Value: string;
  }

  /** createGroupHigh 的选项 | Options of createGroupHigh */
  interface CreateGroupHighOptions {
    /** Private、Public、ChatRoom 或 AVChatRoom | Private, Public, ChatRoom or AVChatRoom */
    Type: GroupType;
    /** 群名 | name */
    Name: string;
    /** 初始成员，可指定角色 | first members, optionally with roles */
    MemberList?: { Member_Account: string; Role?: GroupRole; AppMemberDefinedData?: KeyValue[] }[];
    /** 其他字段同 createGroup | other fields as in createGroup */
    [field: string]: any;
  }

  /** 群 ID | A group's id */
  interface GroupIdOptions {
    /** 群 ID | the group ID */
    GroupId: string;
  }

  /** 新建群的 ID | ID of the new group */
  interface GroupIdResponse extends Response {
    /** 群 ID | the group ID */
    GroupId: string;
  }

  /** getJoinedGroupListHigh 的选项 | Options of getJoinedGroupListHigh */
  interface JoinedGroupsOptions {
    /** 当前用户的帐号 | the signed-in user */
    Member_Account: string | null;
    /** 数量，默认全部 | page size, default all */
    Limit?: number;
    /** 起始位置 | offset of the first entry */
    Offset?: number;
    /** 只返回该类型的群 | restrict to one group type */
    GroupType?: GroupType;
    /** 群资料字段，默认全部 | group fields, default all */
    GroupBaseInfoFilter?: string[];
    /** 本人字段：Role、JoinTime、MsgFlag、UnreadMsgNum | fields of the membership: Role, JoinTime, MsgFlag, UnreadMsgNum */
    SelfInfoFilter?: string[];
  }

  /** 已加入的群 | Joined groups */
  interface JoinedGroupsResponse extends Response {
    /** 总数，与分页无关 | total, independent of the page */
    TotalCount?: number;
    /** 群列表 | the groups */
    GroupIdList?: (GroupProfile & { SelfInfo?: { Role?: GroupRole; JoinTime?: number; MsgFlag?: MsgFlag; UnreadMsgNum?: number } })[];
  }

  /** 群资料，字段由请求的过滤器决定 | Group profile; the filters of the request select the fields */
  interface GroupProfile {
    /** 群 ID | the group ID */
    GroupId: string;
    /** 该群的错误码，0 为成功 | error code of this group, 0 is success */
    ErrorCode?: number;
    /** 该群的错误说明 | error text of this group */
    ErrorInfo?: string;
    /** 类型 | type */
    Type?: GroupType;
    /** 名称 | name */
    Name?: string;
    /** 简介 | introduction */
    Introduction?: string;
    /** 公告 | notification */
    Notification?: string;
    /** 头像地址 | avatar URL */
    FaceUrl?: string;
    /** 群主 | owner */
    Owner_Account?: string;
    /** 创建时间，unix 秒 | creation time, unix seconds */
    CreateTime?: number;
    /** 资料最后变更的时间 | time of the last profile change */
    LastInfoTime?: number;
    /** 最后一条消息的时间 | time of the last message */
    LastMsgTime?: number;
    /** 下一条消息的序号 | sequence number of the next message */
    NextMsgSeq?: number;
    /** 成员数 | number of members */
    MemberNum?: number;
    /** 最大成员数 | maximum number of members */
    MaxMemberNum?: number;
    /** 加群方式 | how to join */
    ApplyJoinOption?: ApplyJoinOption;
    /** 全员禁言：On 或 Off | mute all: On or Off */
    ShutUpAllMember?: string;
    /** 成员列表 | members */
    MemberList?: GroupMember[];
    /** 自定义字段 | custom fields */
    AppDefinedData?: KeyValue[];
  }

  /** 群成员，字段由请求的过滤器决定 | Group member; the filter of the request selects the fields */
  interface GroupMember {
    /** 帐号 | account */
    Member_Account: string;
    /** 角色：Owner、Admin、Member | role: Owner, Admin, Member */
    Role?: GroupRole;
    /** 入群时间，unix 秒 | join time, unix seconds */
    JoinTime?: number;
    /** 已读序号 | read up to this sequence number */
    MsgSeq?: number;
    /** 消息提示方式：AcceptAndNotify、AcceptNotNotify、Discard | message flag: AcceptAndNotify, AcceptNotNotify, Discard */
    MsgFlag?: MsgFlag;
    /** 最后发言时间 | time of the last message sent */
    LastSendMsgTime?: number;
    /** 禁言截止时间，unix 秒，0 为未禁言 | muted until, unix seconds; 0 is not muted */
    ShutUpUntil?: number;
    /** 名片 | name card */
    NameCard?: string;
    /** 自定义字段 | custom fields */
    AppMemberDefinedData?: KeyValue[];
  }

  /** getGroupPublicInfo 的选项 | Options of getGroupPublicInfo */
  interface GroupPublicInfoOptions {
    /** 群 ID 列表，最多 500 个 | group IDs, at most 500 */
    GroupIdList: string[];
    /** 需要的字段，默认全部 | fields to return, default all */
    GroupBasePublicInfoFilter?: string[];
  }

  /** searchGroupByName 的选项 | Options of searchGroupByName */
  interface SearchGroupOptions {
    /** 关键字，匹配名称的一部分 | part of the name */
    Content: string;
    /** 页码，从 0 开始 | page, from 0 */
    PageNum: number;
    /** 每页数量 | page size */
    GroupPerPage: number;
    /** 需要的字段 | fields to return */
    ResponseFilter?: { GroupBasePublicInfoFilter?: string[] };
  }

  /** getGroupInfo 的选项 | Options of getGroupInfo */
  interface GroupInfoOptions {
    /** 群 ID 列表，最多 500 个 | group IDs, at most 500 */
    GroupIdList: string[];
    /** 群资料字段，默认全部 | group fields, default all */
    GroupBaseInfoFilter?: string[];
    /** 成员字段，省略时不返回成员列表 | member fields; without it members are not returned */
    MemberInfoFilter?: string[];
    /** 群的自定义字段 | custom fields of the group */
    AppDefinedDataFilter_Group?: string[];
    /** 成员的自定义字段 | custom fields of members */
    AppDefinedDataFilter_GroupMember?: string[];
  }

  /** 群资料的返回值 | Group profiles */
  interface GroupInfoResponse extends Response {
    /** 每个群一项 | one entry per group */
    GroupInfo: GroupProfile[];
  }

  /** modifyGroupBaseInfo 的选项 | Options of modifyGroupBaseInfo */
  interface ModifyGroupOptions {
    /** 群 ID | the group ID */
    GroupId: string;
    /** 名称 | name */
    Name?: string;
    /** 简介，空字符串表示清空 | introduction, an empty string clears it */
    Introduction?: string;
    /** 公告，空字符串表示清空 | notification, an empty string clears it */
    Notification?: string;
    /** 头像地址 | avatar URL */
    FaceUrl?: string;
    /** 最大成员数（字段名与 createGroup 不同） | maximum number of members (the name differs from createGroup) */
    MaxMemberNum?: number;
    /** 加群方式 | how to join */
    ApplyJoinOption?: ApplyJoinOption;
    /** 全员禁言，On 或 Off，群主和管理员除外 | mute all but owner and admins: On or Off */
    ShutUpAllMember?: string;
    /** 自定义字段，值为空字符串表示删除 | custom fields; an empty value deletes one */
    AppDefinedData?: KeyValue[];
  }

  /** changeGroupOwner 的选项 | Options of changeGroupOwner */
  interface ChangeOwnerOptions {
    /** 群 ID | the group ID */
    GroupId: string;
    /** 新群主，必须是群成员 | the new owner, who must be a member */
    NewOwner_Account: string;
  }

  /** 申请加群的选项 | Options of an application to join */
  interface JoinGroupOptions {
    /** 群 ID | the group ID */
    GroupId: string;
    /** 附言，最长 300 字节 | remark, at most 300 bytes */
    ApplyMsg?: string;
    /** 自定义字段，转发给审批人 | custom field, forwarded to the approver */
    UserDefinedField?: string;
  }

  /** 申请加群的返回值 | Response of an application */
  interface JoinResponse extends Response {
    /** JoinedSuccess 已加入，WaitAdminApproval 等待审批 | JoinedSuccess: joined; WaitAdminApproval: waiting for approval */
    JoinedStatus: string;
  }

  /** 处理加群申请的选项 | Options of handling an application */
  interface HandleApplicationOptions {
    /** 群 ID | the group ID */
    GroupId: string;
    /** 申请人 | applicant */
    Applicant_Account: string;
    /** Agree 同意，Reject 拒绝 | Agree or Reject */
    HandleMsg: HandleMsg;
    /** 凭证，取自通知 | credential, copied from the notice */
    Authentication: string;
    /** MsgKey，取自通知 | MsgKey, copied from the notice */
    MsgKey: any;
    /** 审批附言 | remark */
    ApprovalMsg?: string;
    /** 自定义字段，取自通知 | custom field, copied from the notice */
    UserDefinedField?: string;
  }

  /** 处理邀请的选项 | Options of responding to an invitation */
  interface HandleInvitationOptions {
    /** 群 ID | the group ID */
    GroupId: string;
    /** 邀请人 | inviter */
    Inviter_Account: string;
    /** Agree 同意，Reject 拒绝 | Agree or Reject */
    HandleMsg: HandleMsg;
    /** 凭证，取自通知 | credential, copied from the notice */
    Authentication: string;
    /** MsgKey，取自通知 | MsgKey, copied from the notice */
    MsgKey: any;
    /** 审批附言 | remark */
    ApprovalMsg?: string;
    /** 自定义字段 | custom field */
    UserDefinedField?: string;
  }

  /** 删除加群申请的选项 | Options of deleting applications */
  interface DeleteApplicationOptions {
    /** 要删除的申请 | the applications to delete */
    DelMsgList: { From_Account: string; MsgSeq: number; MsgRandom: number }[];
  }

  /** getPendencyGroup 的选项 | Options of getPendencyGroup */
  interface GroupPendencyOptions {
    /** 起始时间，向前获取，unix 秒，0 为最新 | time to start from, backwards, unix seconds; 0 for the newest */
    StartTime: number;
    /** 条数 | count */
    Limit: number;
  }

  /** 加群申请和邀请 | Applications and invitations */
  interface GroupPendencyResponse extends Response {
    /** 未读数 | unread count */
    UnreadCount?: number;
    /** 申请和邀请 | applications and invitations */
    PendencyList?: any[];
  }

  /** getPendencyGroupRead 的选项 | Options of getPendencyGroupRead */
  interface GroupPendencyReadOptions {
    /** 已读时间，unix 秒 | read up to, unix seconds */
    ReportTime: number;
  }

  /** sendCustomGroupNotify 的选项 | Options of sendCustomGroupNotify */
  interface CustomNotifyOptions {
    /** 群 ID | the group ID */
    GroupId: string;
    /** 内容，1 到 8898 字节 | content, 1 to 8,898 bytes */
    Content: string;
    /** 接收者，默认全体成员 | recipients, default all members */
    ToMembers_Account?: string[];
  }

  /** getGroupMemberInfo 的选项 | Options of getGroupMemberInfo */
  interface GroupMembersOptions {
    /** 群 ID | the group ID */
    GroupId: string;
    /** 起始位置 | offset of the first entry */
    Offset?: number;
    /** 每页数量 | page size */
    Limit?: number;
    /** 需要的字段，默认全部 | fields to return, default all */
    MemberInfoFilter?: string[];
    /** 只返回指定角色（1.7） | restrict to these roles (1.7) */
    MemberRoleFilter?: string[];
    /** 自定义字段（1.7） | custom fields (1.7) */
    AppDefinedDataFilter_GroupMember?: string[];
  }

  /** 群成员的返回值 | Members of a group */
  interface GroupMembersResponse extends Response {
    /** 成员总数 | total number of members */
    MemberNum: number;
    /** 成员列表 | the members */
    MemberList: GroupMember[];
  }

  /** addGroupMember 的选项 | Options of addGroupMember */
  interface AddMembersOptions {
    /** 群 ID | the group ID */
    GroupId: string;
    /** 帐号，最多 500 个 | accounts, at most 500 */
    MemberList: { Member_Account: string }[];
    /** 1 表示不发送群提示，仅限应用管理员 | 1 suppresses the group tip; administrators of the app only */
    Silence?: number;
  }

  /** addGroupMember 的返回值 | Response of addGroupMember */
  interface AddMembersResponse extends Response {
    /** 每个用户一项 | one entry per user */
    MemberList: { Member_Account: string; Result: number }[];
  }

  /** modifyGroupMember 的选项 | Options of modifyGroupMember */
  interface ModifyMemberOptions {
    /** 群 ID | the group ID */
    GroupId: string;
    /** 成员帐号 | member account */
    Member_Account: string | null;
    /** Admin 或 Member | Admin or Member */
    Role?: GroupRole;
    /** AcceptAndNotify、AcceptNotNotify 或 Discard | AcceptAndNotify, AcceptNotNotify or Discard */
    MsgFlag?: MsgFlag;
    /** 禁言时长，秒，0 表示解除 | mute duration in seconds, 0 lifts it */
    ShutUpTime?: number;
    /** 名片，最长 50 字节（1.7） | name card, at most 50 bytes (1.7) */
    NameCard?: string;
    /** 自定义字段（1.7） | custom fields (1.7) */
    AppMemberDefinedData?: KeyValue[];
  }

  /** forbidSendMsg 的选项 | Options of forbidSendMsg */
  interface MuteOptions {
    /** 群 ID | the group ID */
    GroupId: string;
    /** 帐号，最多 500 个 | accounts, at most 500 */
    Members_Account: string[] | string;
    /** 禁言时长，秒，0 表示解除，最长 31536000（一年） | mute duration in seconds, 0 lifts it, at most 31,536,000 (a year) */
    ShutUpTime: number;
  }

  /** deleteGroupMember 的选项 | Options of deleteGroupMember */
  interface RemoveMembersOptions {
    /** 群 ID | the group ID */
    GroupId: string;
    /** 帐号，最多 500 个 | accounts, at most 500 */
    MemberToDel_Account: string[] | string;
    /** 1 表示不发送群提示 | 1 suppresses the group tip */
    Silence?: number | string;
    /** 原因（1.7） | reason (1.7) */
    Reason?: string;
  }

  /** getRoleInGroup 的选项 | Options of getRoleInGroup */
  interface RolesOptions {
    /** 群 ID | the group ID */
    GroupId: string;
    /** 帐号，最多 500 个 | accounts, at most 500 */
    User_Account: string[];
  }

  /** getRoleInGroup 的返回值 | Response of getRoleInGroup */
  interface RolesResponse extends Response {
    /** 每个用户一项，非成员为 NotMember | one entry per user, NotMember for others */
    UserIdList: { Member_Account: string; Role: string }[];
  }

  /** 会话的内部状态 | Internal state of a session */
  interface SessionState {
    /** 键 | key */
    skey: string;
    /** 类型 | type */
    type: string;
    /** 标识（ID） | ID */
    id: string;
    /** 名称 | name */
    name: string;
    /** 图标 | icon URL */
    icon: string;
    /** 未读数 | unread count */
    unread: number;
    /** 是否自动已读 | whether auto-read is on */
    isAutoRead: boolean;
    /** 最后活跃时间 | time of last activity */
    time: number;
    /** 最大消息序号 | highest sequence number */
    curMaxMsgSeq: number;
    /** 消息 | messages */
    msgs: Msg[];
    /** 历史是否已拉取完毕（1.7） | whether history has been fetched completely (1.7) */
    isFinished?: number;
  }

  /** 浏览器信息 | Browser information */
  interface BrowserInfo {
    /** ie、firefox、chrome、opera、safari 或 unknow | ie, firefox, chrome, opera, safari or unknow */
    type: string;
    /** 版本，未知时为 -1 | version, -1 if unknown */
    ver: string | number;
  }
}

declare global {
  interface Window {
    /**
     * SDK 的配置，在脚本执行之前（用 import 时在登录之前）设置。
     *
     * Settings of the SDK, set before the script runs; with import, server may be set until the sign-in.
     */
    webimConfig?: webim.Config;
  }
}

export = webim;
export as namespace webim;
