// The declarations of `webim`, written by hand. Three things hang on this file:
// what an editor shows, what the compiler checks, and the API reference in
// docs/zh/reference and docs/en/reference, which `go generate ./docs` makes of the
// comments. So each comment says everything in Chinese and in English:
//
//   description   paragraphs with Chinese characters are the Chinese text, the others the English
//   tags          "中文 | English"
//   @dialect      the dialects that have it, with a note if need be
//   @error        codes that it may end with beyond the usual ones (see the error codes page)
//   @example      code that test/types runs; `expr; // → text` checks what expr gives, as text
//   @section      begins a page of the reference: id, Chinese title | English title
//
// test/types compares it with what the built script really has.

declare namespace webim {
  /** @section signin 登录与登出 | Signing in and out */

  /**
   * 登录（1.7）。依次取得会话票据、昵称头像、已加入的群和上传票据，然后调用 cbOk 并开始长轮询。
   * 换用户登录会清空 MsgStore；同一用户再次登录时消息保留。
   * 不带 identifier 和 userSig 是匿名登录，只能使用直播大群。
   *
   * Signs in (1.7). Gets a session ticket, nickname and picture, the joined groups and the upload ticket, then calls cbOk and begins to poll.
   * Another user's sign-in empties MsgStore; the same user's keeps it.
   * Without identifier and userSig the sign-in is anonymous, and only big groups can be used.
   *
   * @param loginInfo 身份 | who signs in
   * @param listeners 事件回调，见“监听器”，每个都可以省略 | what is told of events, see Listeners; each may be left out
   * @param options 选项，可省略 | options, may be left out
   * @param cbOk 登录成功 | signed in
   * @param cbErr 登录失败 | not signed in
   * @dialect 1.7 调用它本身就表明页面使用 1.7 | calling it tells that the page speaks 1.7
   * @error -6 -7 -8 -9 -10 -11 70001 70003 70009 70013 70014 70101
   * @example
   * webim.login(loginInfo, {
   *   onMsgNotify: (msgs) => msgs.forEach((msg) => console.info(msg.getFromAccount(), msg.toHtml())),
   * }, { isLogOn: false }, (resp) => {
   *   console.info('signed in as', resp.identifierNick || loginInfo.identifier);
   * }, (err) => {
   *   console.error(err.ErrorCode, err.ErrorInfo);
   * });
   */
  function login(loginInfo: LoginInfo, listeners?: Listeners, options?: LoginOptions | null, cbOk?: Ok<LoginAnswer>, cbErr?: Fail): void;

  /**
   * 初始化。不带回调函数是 1.3 的用法：同步返回，不报告结果，第四、第五个参数不用；带回调函数时与 login 相同。
   * 1.3 中再次调用 init 会取代上一次，不会同时有两个轮询。
   *
   * Starts. Without callbacks it is 1.3's: it returns at once and reports nothing. With callbacks it is login.
   * A second init of 1.3 takes the place of the first; there are never two polls.
   *
   * @param loginInfo 身份；1.3 还需要 appIDAt3rd | who signs in; 1.3 wants appIDAt3rd as well
   * @param listeners 事件回调 | what is told of events
   * @param options 选项 | options
   * @param cbOk 登录成功（1.7） | signed in (1.7)
   * @param cbErr 登录失败（1.7） | not signed in (1.7)
   * @dialect 1.3 1.7
   * @error -6 -7 -8 -9 -10 -11 70001 70003 70009 70013 70014 70101
   * @example
   * webim.init(loginInfo, { onMsgNotify: () => console.info(webim.MsgStore.sessCount()) }, {},
   *   () => console.info('ready'), (err) => console.error(err.ErrorInfo));
   */
  function init(loginInfo: LoginInfo, listeners?: Listeners, options?: LoginOptions | null, cbOk?: Ok<LoginAnswer>, cbErr?: Fail): void;

  /**
   * 登出本页面，其他页面和设备不受影响。成功后所有请求中止，轮询停止；失败则什么都不变。未登录时直接成功。
   *
   * Signs this page out; other pages and devices stay. On success every request is aborted and polling ends; on failure nothing changes. Not signed in: succeeds at once.
   *
   * @param cbOk 已登出 | signed out
   * @param cbErr 失败 | failed
   * @dialect 1.7
   * @example
   * webim.logout((resp) => console.info(resp.ErrorInfo));
   */
  function logout(cbOk?: Ok, cbErr?: Fail): void;

  /**
   * logout 的另一个名字。1.3 的页面用它下线。
   *
   * Another name of logout; pages of 1.3 sign out by it.
   *
   * @param cbOk 已登出 | signed out
   * @param cbErr 失败 | failed
   * @dialect 1.3 1.7
   * @example
   * webim.offline(() => console.info('offline'), (err) => console.error(err.ErrorInfo));
   */
  function offline(cbOk?: Ok, cbErr?: Fail): void;

  /**
   * 登出该用户的所有页面，他的会话票据全部失效。
   *
   * Signs out every page of the user; all tickets of the user end.
   *
   * @param cbOk 已登出 | signed out
   * @param cbErr 失败 | failed
   * @dialect 1.7
   * @example
   * webim.logoutAll(() => console.info('signed out everywhere'), (err) => console.error(err.ErrorInfo));
   */
  function logoutAll(cbOk?: Ok, cbErr?: Fail): void;

  /**
   * 是否已经登录。
   *
   * Whether somebody is signed in.
   *
   * @param cbErr 未登录且 isNeedCallBack 为真时，以 -4 调用 | called with -4 when nobody is and isNeedCallBack is true
   * @param isNeedCallBack 是否调用 cbErr，默认 false | whether to call cbErr, default false
   * @returns 已登录为 true | true when signed in
   * @dialect 1.7
   * @error -4
   * @example
   * console.info(webim.checkLogin()); // → true
   */
  function checkLogin(cbErr?: Fail, isNeedCallBack?: boolean): boolean;

  /** @section messages 消息 | Messages */

  /**
   * 发送一条消息。单聊消息在服务器收到后由 SDK 放进 MsgStore，再调用 cbOk；群消息随轮询回来（1.7）。
   * 同一个 Msg 对象失败后可以原样重发，不会重复；已经在 MsgStore 中的单聊消息以 -17 拒绝。
   * 文本最长：单聊 12000 字节，群 8898 字节（UTF-8，见 MSG_MAX_LENGTH）。声音和位置元素不能发送：1.7 跳过，1.3 换成一句说明。
   *
   * Sends a message. The SDK files a one-to-one message in MsgStore when the server has it, then calls cbOk; a group's message comes back by the poll (1.7).
   * The same Msg can be sent again after a failure and is not doubled; a one-to-one message that is in MsgStore already is refused with -17.
   * Longest text: 12,000 bytes one to one, 8,898 bytes in a group (UTF-8, see MSG_MAX_LENGTH). Sounds and locations cannot be sent: 1.7 skips them, 1.3 sends a sentence instead.
   *
   * @param msg 消息 | the message
   * @param cbOk 服务器已收到 | the server has it
   * @param cbErr 失败 | failed
   * @dialect 1.3 1.7
   * @error -17 10004 10007 10010 10017 20001 20003 20006 20007 80001
   * @example
   * const sess = webim.MsgStore.sessByTypeId('C2C', 'bob') || new webim.Session('C2C', 'bob', 'bob', '', Math.round(Date.now() / 1000));
   * const msg = new webim.Msg(sess, true);
   * msg.addText(new webim.Msg.Elem.Text('你好'));
   * webim.sendMsg(msg, () => console.info('sent', msg.toHtml()), (err) => console.error(err.ErrorInfo));
   */
  function sendMsg(msg: Msg, cbOk?: Ok<SendAnswer>, cbErr?: Fail): void;

  /**
   * 取未读的单聊消息，按时间从旧到新，自动翻页到取完。新消息已经放进 MsgStore；没有 cbOk 时交给 onMsgNotify。
   * 待处理的加群申请也在这里，交给系统通知 1 的监听器。
   *
   * Fetches unread one-to-one messages, oldest first, page after page until there are no more. They are filed in MsgStore; without cbOk they go to onMsgNotify.
   * Pending requests to join a group come too, and go to the listener of system notice 1.
   *
   * @param cbOk 得到新消息的数组，可能为空 | gets the array of new messages, which may be empty
   * @param cbErr 失败 | failed
   * @dialect 1.3 1.7 1.3 的数组元素是 { msg } | the items of 1.3's array are { msg }
   * @example
   * webim.syncMsgs((msgs) => console.info(msgs.length, 'unread'), (err) => console.error(err.ErrorInfo));
   */
  function syncMsgs(cbOk?: (msgs: Msg[]) => void, cbErr?: Fail): void;

  /**
   * 取群的历史消息：从 ReqMsgSeq 往前共 ReqMsgNumber 条。结果从旧到新，只含 MsgStore 中还没有的消息。
   * 会话的 isFinished() 为 1 表示已经到头。
   *
   * Fetches a group's history: ReqMsgNumber messages from ReqMsgSeq backwards. The result is oldest first and holds only what MsgStore did not have.
   * isFinished() of the session is 1 when the beginning was reached.
   *
   * @param options 哪个群、从哪条起、几条 | which group, from where, how many
   * @param cbOk 得到新消息的数组 | gets the array of new messages
   * @param cbErr 失败 | failed
   * @dialect 1.3 1.7 1.3 的数组元素是 { msg } | the items of 1.3's array are { msg }
   * @error -16 10007 10010 10018
   * @example
   * webim.getGroupInfo({ GroupIdList: [groupId], GroupBaseInfoFilter: ['NextMsgSeq'] }, (resp) => {
   *   const newest = resp.GroupInfo[0].NextMsgSeq - 1;
   *   if (newest < 1) return;
   *   webim.syncGroupMsgs({ GroupId: groupId, ReqMsgSeq: newest, ReqMsgNumber: 15 },
   *     (msgs) => console.info(msgs.length), (err) => console.error(err.ErrorInfo));
   * });
   */
  function syncGroupMsgs(options: GroupHistoryOptions, cbOk?: (msgs: Msg[]) => void, cbErr?: Fail): void;

  /**
   * 取与某人的漫游消息，一次最多 15 条，更早的用上次答复的 LastMsgTime 和 MsgKey 继续取。不计入未读。
   *
   * Fetches the history with one person, at most 15 messages a time; go on with the LastMsgTime and MsgKey of the last answer. It does not count as unread.
   *
   * @param options 对方、条数、从哪里继续 | with whom, how many, where to go on
   * @param cbOk 得到消息和续取的位置 | gets the messages and where to go on
   * @param cbErr 失败 | failed
   * @dialect 1.7
   * @error -13 -14 -15
   * @example
   * webim.getC2CHistoryMsgs({ Peer_Account: 'bob', MaxCnt: 10, LastMsgTime: 0, MsgKey: '' }, (resp) => {
   *   resp.MsgList.forEach((msg) => console.info(msg.getTime(), msg.toHtml()));
   *   if (!resp.Complete) console.info('more before', resp.LastMsgTime, resp.MsgKey);
   * }, (err) => console.error(err.ErrorInfo));
   */
  function getC2CHistoryMsgs(options: C2CHistoryOptions, cbOk?: Ok<C2CHistoryAnswer>, cbErr?: Fail): void;

  /**
   * 打开或关闭会话的自动已读。打开时未读数清零，并上报一次已读；之后到来的消息不再计未读，需要上报时再次调用。
   *
   * Turns a session's auto-read on or off. On: its unread count becomes 0 and one read report is sent; later messages are not counted, call again to report them.
   *
   * @param selSess 会话；null 只处理 isResetAll | the session; null: only isResetAll is looked at
   * @param isOn 打开还是关闭 | on or off
   * @param isResetAll 是否先关闭所有会话的自动已读 | whether to turn it off for all sessions first
   * @dialect 1.3 1.7
   * @example
   * const sess = new webim.Session('C2C', 'bob', 'bob', '', 0);
   * webim.setAutoRead(sess, true, true);
   * console.info(sess.unread()); // → 0
   */
  function setAutoRead(selSess: Session | null, isOn: boolean, isResetAll?: boolean): void;

  /**
   * 上报单聊已读：LastedMsgTime 及以前的消息不再是未读，对方收到 onC2cEventNotifys[92]。
   *
   * Reports one-to-one messages as read up to LastedMsgTime; the other side is told by onC2cEventNotifys[92].
   *
   * @param options 对方和时间 | with whom, up to when
   * @param cbOk 成功 | done
   * @param cbErr 失败 | failed
   * @dialect 1.3 1.7
   * @example
   * webim.c2CMsgReaded({ To_Account: 'bob', LastedMsgTime: Math.round(Date.now() / 1000) },
   *   () => console.info('read'), (err) => console.error(err.ErrorInfo));
   */
  function c2CMsgReaded(options: C2CReadOptions, cbOk?: Ok, cbErr?: Fail): void;

  /**
   * 上报群消息已读到第几条。只会前进，不会后退；自己的其他页面收到系统通知 15。
   *
   * Reports how far a group's messages were read. It only goes forward; one's other pages are told by system notice 15.
   *
   * @param options 群和序号 | group and sequence number
   * @param cbOk 成功 | done
   * @param cbErr 失败 | failed
   * @dialect 1.3 1.7
   * @error 10007 10010
   * @example
   * webim.groupMsgReaded({ GroupId: groupId, MsgReadedSeq: 1 }, () => console.info('read'), (err) => console.error(err.ErrorInfo));
   */
  function groupMsgReaded(options: GroupReadOptions, cbOk?: Ok, cbErr?: Fail): void;

  /**
   * 取最近联系人，最近的在前。SDK 不会把它们放进 MsgStore。
   *
   * Fetches the recent contacts, newest first. Nothing is put into MsgStore.
   *
   * @param options 最多几个 | how many at most
   * @param cbOk 得到会话列表 | gets the list of sessions
   * @param cbErr 失败 | failed
   * @dialect 1.7
   * @example
   * webim.getRecentContactList({ Count: 20 }, (resp) => {
   *   (resp.SessionItem || []).forEach((s) => console.info(s.Type, s.To_Account || s.ToAccount, s.MsgShow));
   * }, (err) => console.error(err.ErrorInfo));
   */
  function getRecentContactList(options: RecentOptions, cbOk?: Ok<RecentAnswer>, cbErr?: Fail): void;

  /**
   * 从最近联系人中去掉一个会话，消息不受影响。
   *
   * Takes a session off the recent contacts; its messages stay.
   *
   * @param options 类型和对方（或群） | type, and who (or which group)
   * @param cbOk 成功 | done
   * @param cbErr 失败 | failed
   * @dialect 1.7 1.7.2 起 | since 1.7.2
   * @example
   * webim.deleteChat({ To_Account: 'bob', chatType: webim.RECENT_CONTACT_TYPE.C2C },
   *   () => console.info('gone'), (err) => console.error(err.ErrorInfo));
   */
  function deleteChat(options: DeleteChatOptions, cbOk?: Ok, cbErr?: Fail): void;

  /**
   * 取一个新的长轮询编号。SDK 登录时自己会取，页面一般用不到。
   *
   * Gets a new id for long polling. The SDK gets its own at sign-in; a page hardly needs this.
   *
   * @param options 不使用 | not used
   * @param cbOk 得到编号和超时（秒） | gets the id and the timeout (seconds)
   * @param cbErr 失败 | failed
   * @dialect 1.7
   * @example
   * webim.getLongPollingId({}, (resp) => console.info(resp.LongPollingId, resp.Timeout), (err) => console.error(err.ErrorInfo));
   */
  function getLongPollingId(options?: object | null, cbOk?: Ok<LongPollingIdAnswer>, cbErr?: Fail): void;

  /**
   * 旧版 IE 的 JSONP 答复入口。现在没有请求用 JSONP，保留它只为让旧页面的 jsonpCallback 不出错。
   *
   * Where old IE's JSONP answers went. Nothing asks by JSONP any more; it is there so that a page's jsonpCallback does no harm.
   *
   * @param rspData 答复，对象或 JSON 文本 | the answer, an object or JSON text
   * @dialect 1.3 1.7
   * @example
   * webim.setJsonpLastRspData('{"ActionStatus":"OK"}');
   */
  function setJsonpLastRspData(rspData: object | string): void;

  /** @section media 图片、文件与声音 | Pictures, files and sounds */

  /**
   * 上传图片或文件，分片进行（1.7 每片 1080 KiB，1.3 每片 120 KiB），MD5 由 SDK 自己计算。
   * 1.7 中失败的分片每秒重试一次，最多 20 次。得到的地址要由页面放进 Images 或 File 元素，再用 sendMsg 发出。
   *
   * Uploads a picture or file in slices (1.7: 1080 KiB each, 1.3: 120 KiB). The SDK makes the MD5 itself.
   * In 1.7 a failed slice is sent again after a second, 20 times at most. The page puts what it gets into an Images or File element and sends that by sendMsg.
   *
   * @param options 文件、接收者、用途 | the file, for whom, what for
   * @param cbOk 得到 File_UUID 和地址 | gets File_UUID and the addresses
   * @param cbErr 失败 | failed
   * @dialect 1.3 1.7
   * @error -18 -19 -3 -6 -8
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
   *   webim.sendMsg(msg, () => console.info(msg.toHtml()), (err) => console.error(err.ErrorInfo));
   * }, (err) => console.error(err.ErrorInfo));
   */
  function uploadPic(options: UploadOptions, cbOk?: Ok<UploadAnswer>, cbErr?: Fail): void;

  /**
   * 就是 uploadPic。上传文件时 fileType 取 UPLOAD_RES_TYPE.FILE，答复的 URL_INFO 便是文件的地址（文本）。
   *
   * The same as uploadPic. For files let fileType be UPLOAD_RES_TYPE.FILE; URL_INFO of the answer is the file's address then (a text).
   *
   * @param options 文件、接收者、用途 | the file, for whom, what for
   * @param cbOk 得到 File_UUID 和地址 | gets File_UUID and the address
   * @param cbErr 失败 | failed
   * @dialect 1.7
   * @error -18 -19 -3 -6 -8
   * @example
   * const file = new File(['hello'], 'hello.txt');
   * webim.uploadFile({
   *   file, To_Account: 'bob',
   *   businessType: webim.UPLOAD_PIC_BUSSINESS_TYPE.C2C_MSG, fileType: webim.UPLOAD_RES_TYPE.FILE,
   * }, (resp) => {
   *   const msg = new webim.Msg(new webim.Session('C2C', 'bob', 'bob', '', 0), true);
   *   msg.addFile(new webim.Msg.Elem.File(resp.File_UUID, file.name, resp.File_Size, loginInfo.identifier, 'bob', resp.Download_Flag, 'C2C'));
   *   webim.sendMsg(msg, () => console.info('sent'), (err) => console.error(err.ErrorInfo));
   * }, (err) => console.error(err.ErrorInfo));
   */
  function uploadFile(options: UploadOptions, cbOk?: Ok<UploadAnswer>, cbErr?: Fail): void;

  /**
   * 一次上传一张 base64 编码的图片，不分片、不重试，MD5 由页面给出。cbOk 得到服务器的原始答复。
   *
   * Uploads a picture given as base64 in one request, without slices or retries; the page gives the MD5. cbOk gets the server's answer as it is.
   *
   * @param options 内容和说明 | the content and what it is
   * @param cbOk 得到服务器的答复 | gets the server's answer
   * @param cbErr 失败 | failed
   * @dialect 1.7
   * @error -3 -6 -8
   * @example
   * webim.uploadPicByBase64({
   *   toAccount: 'bob', businessType: webim.UPLOAD_PIC_BUSSINESS_TYPE.C2C_MSG, File_Type: webim.UPLOAD_RES_TYPE.IMAGE,
   *   fileMd5: 'd89746888da2d9510b64a9f031eaecd5', totalSize: 42,
   *   base64Str: 'R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7',
   * }, (resp) => console.info(resp.File_UUID), (err) => console.error(err.ErrorInfo));
   */
  function uploadPicByBase64(options: Base64UploadOptions, cbOk?: Ok<UploadAnswer>, cbErr?: Fail): void;

  /**
   * uploadPicByBase64 的另一个名字，用于文件。
   *
   * Another name of uploadPicByBase64, for files.
   *
   * @param options 内容和说明 | the content and what it is
   * @param cbOk 得到服务器的答复 | gets the server's answer
   * @param cbErr 失败 | failed
   * @dialect 1.7
   * @error -3 -6 -8
   * @example
   * webim.uploadFileByBase64({
   *   toAccount: 'bob', businessType: webim.UPLOAD_PIC_BUSSINESS_TYPE.C2C_MSG, File_Type: webim.UPLOAD_RES_TYPE.FILE,
   *   fileMd5: '5d41402abc4b2a76b9719d911017c592', totalSize: 5, base64Str: 'aGVsbG8=',
   * }, (resp) => console.info(resp.File_UUID), (err) => console.error(err.ErrorInfo));
   */
  function uploadFileByBase64(options: Base64UploadOptions, cbOk?: Ok<UploadAnswer>, cbErr?: Fail): void;

  /**
   * 用页面自己的表单上传，供不能读文件的旧浏览器使用：表单提交到隐藏的 iframe，结果从 window.name 读回。
   * 表单需要 enctype="multipart/form-data"，文件框需要 type="file"。
   *
   * Uploads by a form of the page, for old browsers that could not read files: it is posted into a hidden iframe, and the result read from window.name.
   * The form needs enctype="multipart/form-data", the control type="file".
   *
   * @param options 表单、文件框、接收者、用途 | form, file control, for whom, what for
   * @param cbOk 得到服务器的答复 | gets the server's answer
   * @param cbErr 失败 | failed
   * @dialect 1.7
   * @error -20 -21
   * @example
   * webim.submitUploadFileForm({
   *   formId: 'upload_form', fileId: 'upload_file', To_Account: 'bob',
   *   businessType: webim.UPLOAD_PIC_BUSSINESS_TYPE.C2C_MSG, fileType: webim.UPLOAD_RES_TYPE.FILE,
   * }, (resp) => console.info(resp.File_UUID), (err) => console.error(err.ErrorInfo));
   */
  function submitUploadFileForm(options: FormUploadOptions, cbOk?: Ok<UploadAnswer>, cbErr?: Fail): void;

  /**
   * 取文件或声音的下载地址。收到的元素由 SDK 自己处理，页面一般用不到。
   *
   * Gets the address of a file or sound. The SDK does so itself for received elements; a page hardly needs this.
   *
   * @param options 请求的内容，原样发送 | the request, sent as it is
   * @param cbOk 得到服务器的答复 | gets the server's answer
   * @param cbErr 失败 | failed
   * @dialect 1.7
   * @example
   * webim.uploadFile({ file: new File(['hello'], 'hello.txt'), To_Account: 'bob', businessType: 2, fileType: 2 }, (file) => {
   *   webim.applyDownload({
   *     From_Account: loginInfo.identifier, To_Account: 'bob', os_platform: 10, Timestamp: '0', Random: '1',
   *     request_info: [{ busi_id: 2, download_flag: 1, type: 2, uuid: file.File_UUID, version: 1 }],
   *   }, (resp) => console.info(resp.response_info && resp.response_info.url), (err) => console.error(err.ErrorInfo));
   * });
   */
  function applyDownload(options: object, cbOk?: Ok<DownloadAnswer>, cbErr?: Fail): void;

  /**
   * 打开文件的下载地址。File 元素的 HTML 会调用它；只打开安全的地址（http、https、blob、图片 data），其他的打开 about:blank。
   *
   * Opens a file's address; the HTML of File elements calls it. It opens safe addresses only (http, https, blob, data pictures), about:blank for all others.
   *
   * @param uuid 文件编号，地址取自 Resources.downloadMap | the file's id; its address is taken from Resources.downloadMap
   * @dialect 1.7
   * @example
   * webim.Resources.downloadMap.uuid_1 = 'https://example.com/report.pdf';
   * webim.onDownFile('1');
   */
  function onDownFile(uuid: string): void;

  /**
   * 已知的下载地址：downloadMap['uuid_' + uuid]，未知为 null。
   *
   * The addresses known: downloadMap['uuid_' + uuid], null if unknown.
   *
   * @dialect 1.7
   * @example
   * console.info(webim.Resources.downloadMap['uuid_none']); // → undefined
   */
  const Resources: {
    /** 下载地址表 | the addresses */
    downloadMap: { [key: string]: string | null };
  };

  /** @section profiles 用户资料 | Profiles */

  /**
   * 取一些用户的资料，一次最多 100 人（多出的不取）。任何一个帐号失败，整个调用就以 99999 失败，成功的部分也在错误对象里。
   *
   * Fetches the profiles of users, at most 100 at a time (the rest is left out). If one account fails the call fails with 99999; what succeeded is in the error object.
   *
   * @param options 谁的、哪些字段 | whose, which fields
   * @param cbOk 得到资料 | gets the profiles
   * @param cbErr 失败 | failed
   * @dialect 1.3 1.7 1.3 还发送 options 中的 From_Account 和 LastStandardSequence | 1.3 also sends the options' From_Account and LastStandardSequence
   * @error 99999 40001 40003 40801 40807 40811
   * @example
   * webim.getProfilePortrait({ From_Account: loginInfo.identifier, To_Account: ['bob'], TagList: ['Tag_Profile_IM_Nick', 'Tag_Profile_IM_Image'] }, (resp) => {
   *   for (const user of resp.UserProfileItem) console.info(user.To_Account, user.ProfileItem);
   * }, (err) => console.error(err.ErrorInfo));
   */
  function getProfilePortrait(options: GetProfileOptions, cbOk?: Ok<ProfileAnswer>, cbErr?: Fail): void;

  /**
   * 修改自己的资料。朋友和自己的其他页面收到 onProfileSystemNotifys[1]。
   * 常用字段：Tag_Profile_IM_Nick 昵称、Tag_Profile_IM_Image 头像地址、Tag_Profile_IM_Gender（Gender_Type_Male、Gender_Type_Female、Gender_Type_Unknown）、
   * Tag_Profile_IM_AllowType（AllowType_Type_AllowAny、AllowType_Type_NeedConfirm、AllowType_Type_DenyAny）、Tag_Profile_IM_SelfSignature 签名。
   *
   * Changes one's own profile. Friends and one's other pages are told by onProfileSystemNotifys[1].
   * Usual fields: Tag_Profile_IM_Nick, Tag_Profile_IM_Image (address of the picture), Tag_Profile_IM_Gender (Gender_Type_Male, Gender_Type_Female, Gender_Type_Unknown),
   * Tag_Profile_IM_AllowType (AllowType_Type_AllowAny, AllowType_Type_NeedConfirm, AllowType_Type_DenyAny), Tag_Profile_IM_SelfSignature.
   *
   * @param options 要修改的字段 | the fields to change
   * @param cbOk 成功 | done
   * @param cbErr 失败，什么都没改 | failed, nothing is changed
   * @dialect 1.3 1.7 1.3 需要 From_Account | 1.3 needs From_Account
   * @error 40603 40604 40605
   * @example
   * webim.setProfilePortrait({ From_Account: loginInfo.identifier, ProfileItem: [{ Tag: 'Tag_Profile_IM_Nick', Value: '爱丽丝' }] },
   *   () => console.info('saved'), (err) => console.error(err.ErrorInfo));
   */
  function setProfilePortrait(options: SetProfileOptions, cbOk?: Ok, cbErr?: Fail): void;

  /** @section relations 好友与黑名单 | Friends and black list */

  /**
   * 申请加好友。对方允许任何人时立即成为好友；需要确认时 ResultCode 为 30539，等对方处理，这也算成功。
   * 任何一个帐号失败，整个调用就以 99999 失败，每个帐号的结果在 ResultItem 中。
   *
   * Asks to be friends. Who allows everybody is a friend at once; where consent is needed ResultCode is 30539 and the other has to answer, which is a success.
   * If one account fails the call fails with 99999; ResultItem holds the outcome of each.
   *
   * @param options 加谁 | whom to ask
   * @param cbOk 成功 | done
   * @param cbErr 失败 | failed
   * @dialect 1.3 1.7 1.3 中 From_Account 由页面给出；1.7 总是登录的用户（本页其他函数同样） | in 1.3 the page gives From_Account, in 1.7 it is always who is signed in (for all functions on this page)
   * @error 99999 30501 30502 30503 30515 30516 30517 30519 30520 30521 30525 30535 30539
   * @example
   * webim.applyAddFriend({
   *   From_Account: loginInfo.identifier,
   *   AddFriendItem: [{ To_Account: 'bob', AddSource: 'AddSource_Type_Unknow', AddWording: '我是爱丽丝' }],
   * }, (resp) => console.info(resp.ResultItem[0].ResultCode), (err) => console.error(err.ErrorInfo));
   */
  function applyAddFriend(options: AddFriendOptions, cbOk?: Ok<BatchAnswer>, cbErr?: Fail): void;

  /**
   * 答复别人的好友申请。
   *
   * Answers requests of others to be friends.
   *
   * @param options 答复谁、怎样答复 | whom, and how
   * @param cbOk 成功 | done
   * @param cbErr 失败 | failed
   * @dialect 1.3 1.7
   * @error 99999 30601 30602 30603 30614 30615 30617 30630
   * @example
   * webim.responseFriend({
   *   From_Account: loginInfo.identifier,
   *   ResponseFriendItem: [{ To_Account: 'bob', ResponseAction: 'Response_Action_AgreeAndAdd' }],
   * }, () => console.info('friends'), (err) => console.error(err.ErrorInfo));
   */
  function responseFriend(options: RespondFriendOptions, cbOk?: Ok<BatchAnswer>, cbErr?: Fail): void;

  /**
   * 取好友列表，分页：把答复的 StartIndex 用在下一次请求，为 0 表示取完。
   *
   * Fetches the list of friends in pages: the StartIndex of the answer begins the next one; 0 means that it was the last.
   *
   * @param options 分页和字段 | page and fields
   * @param cbOk 得到一页 | gets a page
   * @param cbErr 失败 | failed
   * @dialect 1.3 1.7
   * @error 31101 31102 31103
   * @example
   * webim.getAllFriend({
   *   From_Account: loginInfo.identifier, TimeStamp: 0, StartIndex: 0, GetCount: 100, LastStandardSequence: 0,
   *   TagList: ['Tag_Profile_IM_Nick', 'Tag_SNS_IM_Remark'],
   * }, (resp) => {
   *   console.info(resp.FriendNum, 'friends');
   *   (resp.InfoItem || []).forEach((friend) => console.info(friend.Info_Account, friend.SnsProfileItem));
   * }, (err) => console.error(err.ErrorInfo));
   */
  function getAllFriend(options: FriendListOptions, cbOk?: Ok<FriendListAnswer>, cbErr?: Fail): void;

  /**
   * 删除好友。
   *
   * Ends friendships.
   *
   * @param options 删除谁，单向还是双向 | whom, on one side or on both
   * @param cbOk 成功 | done
   * @param cbErr 失败 | failed
   * @dialect 1.3 1.7
   * @error 99999 31701 31702 31704
   * @example
   * webim.deleteFriend({ From_Account: loginInfo.identifier, To_Account: ['bob'], DeleteType: 'Delete_Type_Both' },
   *   () => console.info('no friends any more'), (err) => console.error(err.ErrorInfo));
   */
  function deleteFriend(options: DeleteFriendOptions, cbOk?: Ok<BatchAnswer>, cbErr?: Fail): void;

  /**
   * 取未处理的好友申请：别人发给我的，或我发出的。
   *
   * Fetches open requests: those that others sent me, or those that I sent.
   *
   * @param options 哪一类、分页 | which kind, which page
   * @param cbOk 得到一页 | gets a page
   * @param cbErr 失败 | failed
   * @dialect 1.3 1.7
   * @error 31001
   * @example
   * webim.getPendency({
   *   From_Account: loginInfo.identifier, PendencyType: 'Pendency_Type_ComeIn', StartTime: 0, MaxLimited: 30, LastSequence: 0,
   * }, (resp) => (resp.PendencyItem || []).forEach((p) => console.info(p.To_Account, p.AddWording)), (err) => console.error(err.ErrorInfo));
   */
  function getPendency(options: PendencyOptions, cbOk?: Ok<PendencyAnswer>, cbErr?: Fail): void;

  /**
   * 上报好友申请已看到什么时间，之后 UnreadPendencyCount 只数更晚的。
   *
   * Reports up to when requests were seen; UnreadPendencyCount counts later ones only from then on.
   *
   * @param options 时间 | the time
   * @param cbOk 成功 | done
   * @param cbErr 失败 | failed
   * @dialect 1.7
   * @error 31001
   * @example
   * webim.getPendencyReport({ LatestPendencyTimeStamp: Math.round(Date.now() / 1000) },
   *   () => console.info('seen'), (err) => console.error(err.ErrorInfo));
   */
  function getPendencyReport(options: PendencyReportOptions, cbOk?: Ok, cbErr?: Fail): void;

  /**
   * 删除好友申请，不答复对方。
   *
   * Deletes requests without answering them.
   *
   * @param options 哪一类、谁的 | which kind, whose
   * @param cbOk 成功 | done
   * @param cbErr 失败 | failed
   * @dialect 1.3 1.7
   * @error 99999 31801 31802 31804
   * @example
   * webim.deletePendency({ From_Account: loginInfo.identifier, PendencyType: 'Pendency_Type_ComeIn', To_Account: ['bob'] },
   *   () => console.info('deleted'), (err) => console.error(err.ErrorInfo));
   */
  function deletePendency(options: DeletePendencyOptions, cbOk?: Ok<BatchAnswer>, cbErr?: Fail): void;

  /**
   * 加入黑名单：对方不能再给我发单聊消息，也不能加我为好友；我这边的好友关系同时解除。
   *
   * Puts users on the black list: they cannot send me one-to-one messages nor ask to be friends; my side of a friendship ends.
   *
   * @param options 谁 | whom
   * @param cbOk 成功 | done
   * @param cbErr 失败 | failed
   * @dialect 1.3 1.7
   * @error 99999 31301 31306 31307
   * @example
   * webim.addBlackList({ From_Account: loginInfo.identifier, To_Account: ['dave'] },
   *   () => console.info('blocked'), (err) => console.error(err.ErrorInfo));
   */
  function addBlackList(options: AccountsOptions, cbOk?: Ok<BatchAnswer>, cbErr?: Fail): void;

  /**
   * 取黑名单，分页：StartIndex 用在下一次请求，为 0 表示取完。
   *
   * Fetches the black list in pages: StartIndex begins the next one, 0 means that it was the last.
   *
   * @param options 分页 | which page
   * @param cbOk 得到一页 | gets a page
   * @param cbErr 失败 | failed
   * @dialect 1.3 1.7
   * @error 31601
   * @example
   * webim.getBlackList({ From_Account: loginInfo.identifier, StartIndex: 0, MaxLimited: 30, LastSequence: 0 },
   *   (resp) => (resp.BlackListItem || []).forEach((b) => console.info(b.To_Account)), (err) => console.error(err.ErrorInfo));
   */
  function getBlackList(options: BlackListOptions, cbOk?: Ok<BlackListAnswer>, cbErr?: Fail): void;

  /**
   * 移出黑名单。
   *
   * Takes users off the black list.
   *
   * @param options 谁 | whom
   * @param cbOk 成功 | done
   * @param cbErr 失败 | failed
   * @dialect 1.3 1.7
   * @error 99999 31501 31503
   * @example
   * webim.deleteBlackList({ From_Account: loginInfo.identifier, To_Account: ['dave'] },
   *   () => console.info('welcome back'), (err) => console.error(err.ErrorInfo));
   */
  function deleteBlackList(options: AccountsOptions, cbOk?: Ok<BatchAnswer>, cbErr?: Fail): void;

  /** @section groups 群组 | Groups */

  /**
   * 创建群。MemberList 是帐号的数组，SDK 换成服务器要的形式；空的简介、公告、头像不发送。
   * 类型：Private 私有群（成员邀请加入）、Public 公开群（申请加入）、ChatRoom 聊天室（随意加入，有历史）、AVChatRoom 直播大群（不存消息）。
   *
   * Creates a group. MemberList is an array of accounts, which the SDK turns into what the server wants; an empty introduction, notification or picture is not sent.
   * Types: Private (members invite), Public (one applies), ChatRoom (one joins, with history), AVChatRoom (a big room that keeps no messages).
   *
   * @param options 群的资料 | what the group is
   * @param cbOk 得到 GroupId | gets the GroupId
   * @param cbErr 失败 | failed
   * @dialect 1.3 1.7 GroupId 只在 1.7 中能自己指定 | GroupId can be chosen in 1.7 only
   * @error 10004 10005 10019 10021 10025
   * @example
   * webim.createGroup({ Type: 'Public', Name: '读书会', Introduction: '每周一本', MemberList: ['bob'] },
   *   (resp) => console.info(resp.GroupId), (err) => console.error(err.ErrorInfo));
   */
  function createGroup(options: CreateGroupOptions, cbOk?: Ok<GroupIdAnswer>, cbErr?: Fail): void;

  /**
   * 创建群，选项原样发送：成员写作 [{ Member_Account, Role }]，可以带自定义字段。
   *
   * Creates a group; the options are sent as they are: members are [{ Member_Account, Role }], own fields may be added.
   *
   * @param options 群的资料 | what the group is
   * @param cbOk 得到 GroupId | gets the GroupId
   * @param cbErr 失败 | failed
   * @dialect 1.7
   * @error 10004 10005 10019 10021 10025
   * @example
   * webim.createGroupHigh({ Type: 'ChatRoom', Name: '大厅', MemberList: [{ Member_Account: 'bob', Role: 'Admin' }] },
   *   (resp) => console.info(resp.GroupId), (err) => console.error(err.ErrorInfo));
   */
  function createGroupHigh(options: CreateGroupHighOptions, cbOk?: Ok<GroupIdAnswer>, cbErr?: Fail): void;

  /**
   * 取自己加入的群。
   *
   * Fetches the groups that one is in.
   *
   * @param options 帐号、分页、字段 | account, page, fields
   * @param cbOk 得到群的列表 | gets the list of groups
   * @param cbErr 失败 | failed
   * @dialect 1.3 1.7
   * @example
   * webim.getJoinedGroupListHigh({
   *   Member_Account: loginInfo.identifier, Limit: 100, Offset: 0,
   *   GroupBaseInfoFilter: ['Type', 'Name', 'MemberNum'], SelfInfoFilter: ['Role', 'UnreadMsgNum'],
   * }, (resp) => (resp.GroupIdList || []).forEach((g) => console.info(g.GroupId, g.Name, g.SelfInfo && g.SelfInfo.Role)),
   *   (err) => console.error(err.ErrorInfo));
   */
  function getJoinedGroupListHigh(options: JoinedGroupsOptions, cbOk?: Ok<JoinedGroupsAnswer>, cbErr?: Fail): void;

  /**
   * 取群的公开资料，不必是成员。任何一个群失败，整个调用就失败，每个群的错误在 GroupInfo 中。
   *
   * Fetches what everybody may know of groups. If one group fails the call fails; each group's own error is in GroupInfo.
   *
   * @param options 哪些群、哪些字段 | which groups, which fields
   * @param cbOk 得到资料 | gets the profiles
   * @param cbErr 失败 | failed
   * @dialect 1.3 1.7
   * @error 10007 10010 10015
   * @example
   * webim.getGroupPublicInfo({ GroupIdList: [groupId], GroupBasePublicInfoFilter: ['Type', 'Name', 'MemberNum'] },
   *   (resp) => console.info(resp.GroupInfo[0].Name), (err) => console.error(err.ErrorInfo));
   */
  function getGroupPublicInfo(options: GroupPublicInfoOptions, cbOk?: Ok<GroupInfoAnswer>, cbErr?: Fail): void;

  /**
   * 按名称搜索群，不必登录。私有群搜不到。选项原样发送。
   *
   * Searches groups by name; one need not be signed in. Private groups are not found. The options are sent as they are.
   *
   * @param options 名称和分页 | name and page
   * @param cbOk 得到群的公开资料 | gets the groups' public profiles
   * @param cbErr 失败 | failed
   * @dialect 1.7
   * @example
   * webim.searchGroupByName({ Content: '读书', PageNum: 0, GroupPerPage: 20, ResponseFilter: { GroupBasePublicInfoFilter: ['Name', 'Type'] } },
   *   (resp) => (resp.GroupInfo || []).forEach((g) => console.info(g.GroupId, g.Name)), (err) => console.error(err.ErrorInfo));
   */
  function searchGroupByName(options: SearchGroupOptions, cbOk?: Ok<GroupInfoAnswer>, cbErr?: Fail): void;

  /**
   * 取群的详细资料，需要是成员。给出 MemberInfoFilter 才有成员列表。每个群各有 ErrorCode，SDK 不检查。
   *
   * Fetches all of groups, for members. There is a list of members only if MemberInfoFilter is given. Each group has an ErrorCode of its own, at which the SDK does not look.
   *
   * @param options 哪些群、哪些字段 | which groups, which fields
   * @param cbOk 得到资料 | gets the profiles
   * @param cbErr 失败 | failed
   * @dialect 1.3 1.7
   * @error 10007 10010 10015
   * @example
   * webim.getGroupInfo({ GroupIdList: [groupId], GroupBaseInfoFilter: ['Name', 'Notification'], MemberInfoFilter: ['Account', 'Role'] },
   *   (resp) => console.info(resp.GroupInfo[0].Name, resp.GroupInfo[0].MemberList.length), (err) => console.error(err.ErrorInfo));
   */
  function getGroupInfo(options: GroupInfoOptions, cbOk?: Ok<GroupInfoAnswer>, cbErr?: Fail): void;

  /**
   * 修改群资料，没有给出的字段不变；空文本清空简介或公告。成员从群提示 6 和 onGroupInfoChangeNotify 得知。
   *
   * Changes a group's profile; fields that are not given stay, an empty text clears introduction or notification. Members learn of it by tip 6 and onGroupInfoChangeNotify.
   *
   * @param options 群 ID 和要改的字段 | the group's id and the fields to change
   * @param cbOk 成功 | done
   * @param cbErr 失败 | failed
   * @dialect 1.3 1.7
   * @error 10004 10007 10010 10015
   * @example
   * webim.modifyGroupBaseInfo({ GroupId: groupId, Notification: '周五晚上见' },
   *   () => console.info('changed'), (err) => console.error(err.ErrorInfo));
   */
  function modifyGroupBaseInfo(options: ModifyGroupOptions, cbOk?: Ok, cbErr?: Fail): void;

  /**
   * 转让群给另一个成员。
   *
   * Makes another member the owner.
   *
   * @param options 群和新群主 | group and new owner
   * @param cbOk 成功 | done
   * @param cbErr 失败 | failed
   * @dialect 1.7
   * @error 10004 10007 10010 10015
   * @example
   * webim.changeGroupOwner({ GroupId: groupId, NewOwner_Account: 'bob' },
   *   () => console.info('bob owns it'), (err) => console.error(err.ErrorInfo));
   */
  function changeGroupOwner(options: ChangeOwnerOptions, cbOk?: Ok, cbErr?: Fail): void;

  /**
   * 申请加群。JoinedStatus 为 JoinedSuccess 表示已加入，WaitAdminApproval 表示等群主或管理员处理，他们收到系统通知 1。
   * 直播大群用 applyJoinBigGroup，否则收不到消息。
   *
   * Applies to join a group. JoinedStatus JoinedSuccess: one is in; WaitAdminApproval: owner or admins decide, who are told by system notice 1.
   * For a big room use applyJoinBigGroup, or nothing will be received.
   *
   * @param options 哪个群、附言 | which group, and a remark
   * @param cbOk 得到 JoinedStatus | gets JoinedStatus
   * @param cbErr 失败 | failed
   * @dialect 1.3 1.7
   * @error 10007 10010 10013 10014 10015
   * @example
   * webim.applyJoinGroup({ GroupId: openGroupId, ApplyMsg: '想一起读书', UserDefinedField: '' },
   *   (resp) => console.info(resp.JoinedStatus), (err) => console.error(err.ErrorInfo));
   */
  function applyJoinGroup(options: JoinGroupOptions, cbOk?: Ok<JoinAnswer>, cbErr?: Fail): void;

  /**
   * 处理加群申请，各字段取自系统通知 1。别人已经处理过（10024）也算成功。处理完后用 deleteApplyJoinGroupPendency 删除它，否则下次登录还会收到。
   *
   * Answers an application to join; the fields come from system notice 1. One that somebody handled before (10024) is a success. Delete it by deleteApplyJoinGroupPendency afterwards, or it comes again at the next sign-in.
   *
   * @param options 申请和答复 | the application and the answer
   * @param cbOk 成功 | done
   * @param cbErr 失败 | failed
   * @dialect 1.3 1.7
   * @error 10007 10010 10013 10014
   * @example
   * webim.handleApplyJoinGroupPendency({
   *   GroupId: notice.GroupId, Applicant_Account: notice.Operator_Account, HandleMsg: 'Agree', ApprovalMsg: '欢迎',
   *   Authentication: notice.Authentication, MsgKey: notice.MsgKey, UserDefinedField: notice.UserDefinedField,
   * }, () => console.info('let in'), (err) => console.error(err.ErrorInfo));
   */
  function handleApplyJoinGroupPendency(options: HandleApplicationOptions, cbOk?: Ok, cbErr?: Fail): void;

  /**
   * 就是 handleApplyJoinGroupPendency。指南用的是这个名字，原版的它什么都不做。
   *
   * The same as handleApplyJoinGroupPendency. The guide teaches this name, which did nothing in the original.
   *
   * @param options 申请和答复 | the application and the answer
   * @param cbOk 成功 | done
   * @param cbErr 失败 | failed
   * @dialect 1.3 1.7
   * @error 10007 10010 10013 10014
   * @example
   * webim.handleApplyJoinGroup({
   *   GroupId: notice.GroupId, Applicant_Account: notice.Operator_Account, HandleMsg: 'Reject', ApprovalMsg: '满了',
   *   Authentication: notice.Authentication, MsgKey: notice.MsgKey, UserDefinedField: notice.UserDefinedField,
   * }, () => console.info('refused'), (err) => console.error(err.ErrorInfo));
   */
  function handleApplyJoinGroup(options: HandleApplicationOptions, cbOk?: Ok, cbErr?: Fail): void;

  /**
   * 删除保存在服务器上的加群申请，三个字段取自系统通知 1。
   *
   * Deletes applications that the server keeps; the three fields come from system notice 1.
   *
   * @param options 要删除的申请 | the applications
   * @param cbOk 成功 | done
   * @param cbErr 失败 | failed
   * @dialect 1.3 1.7
   * @error 10004
   * @example
   * webim.deleteApplyJoinGroupPendency({ DelMsgList: [{ From_Account: notice.From_Account, MsgSeq: notice.MsgSeq, MsgRandom: notice.MsgRandom }] },
   *   () => console.info('deleted'), (err) => console.error(err.ErrorInfo));
   */
  function deleteApplyJoinGroupPendency(options: DeleteApplicationOptions, cbOk?: Ok, cbErr?: Fail): void;

  /**
   * 与 deleteApplyJoinGroupPendency 相同，部分分支版本用这个名字。
   *
   * As deleteApplyJoinGroupPendency; some copies of the SDK have this name.
   *
   * @param options 要删除的申请 | the applications
   * @param cbOk 成功 | done
   * @param cbErr 失败 | failed
   * @dialect 1.3 1.7
   * @error 10004
   * @example
   * webim.deleteGroupSystemMsgs({ DelMsgList: [{ From_Account: notice.From_Account, MsgSeq: notice.MsgSeq, MsgRandom: notice.MsgRandom }] },
   *   () => console.info('deleted'), (err) => console.error(err.ErrorInfo));
   */
  function deleteGroupSystemMsgs(options: DeleteApplicationOptions, cbOk?: Ok, cbErr?: Fail): void;

  /**
   * 取我要处理的加群申请和邀请，新的在前。
   *
   * Fetches the applications and invitations that are mine to answer, newest first.
   *
   * @param options 从什么时间起、几条 | from when, how many
   * @param cbOk 得到列表 | gets the list
   * @param cbErr 失败（原版从不报告） | failed (the original never told)
   * @dialect 1.7
   * @error 10004
   * @example
   * webim.getPendencyGroup({ StartTime: 0, Limit: 10 },
   *   (resp) => (resp.PendencyList || []).forEach((p) => console.info(p.GroupName, p.From_Account)), (err) => console.error(err.ErrorInfo));
   */
  function getPendencyGroup(options: GroupPendencyOptions, cbOk?: Ok<GroupPendencyAnswer>, cbErr?: Fail): void;

  /**
   * 上报加群申请已看到什么时间。
   *
   * Reports up to when applications were seen.
   *
   * @param options 时间 | the time
   * @param cbOk 成功 | done
   * @param cbErr 失败（原版从不报告） | failed (the original never told)
   * @dialect 1.7
   * @error 10004
   * @example
   * webim.getPendencyGroupRead({ ReportTime: Math.round(Date.now() / 1000) },
   *   () => console.info('seen'), (err) => console.error(err.ErrorInfo));
   */
  function getPendencyGroupRead(options: GroupPendencyReadOptions, cbOk?: Ok, cbErr?: Fail): void;

  /**
   * 答复需要本人同意的入群邀请，各字段取自系统通知 12 的 groupReportTypeMsg。
   *
   * Answers an invitation that needs consent; the fields come from groupReportTypeMsg of system notice 12.
   *
   * @param options 邀请和答复 | the invitation and the answer
   * @param cbOk 成功 | done
   * @param cbErr 失败（原版从不报告） | failed (the original never told)
   * @dialect 1.7
   * @error 10007 10010 10024
   * @example
   * webim.handleInviteJoinGroupRequest({
   *   GroupId: notice.GroupId, Inviter_Account: notice.Operator_Account, HandleMsg: 'Agree', ApprovalMsg: '',
   *   Authentication: notice.groupReportTypeMsg.Authentication, MsgKey: notice.groupReportTypeMsg.MsgKey, UserDefinedField: '',
   * }, () => console.info('joined'), (err) => console.error(err.ErrorInfo));
   */
  function handleInviteJoinGroupRequest(options: HandleInvitationOptions, cbOk?: Ok, cbErr?: Fail): void;

  /**
   * 退群。群主只能退出私有群。会话和消息留在 MsgStore 中。
   *
   * Leaves a group. An owner may leave private groups only. Session and messages stay in MsgStore.
   *
   * @param options 哪个群 | which group
   * @param cbOk 成功 | done
   * @param cbErr 失败 | failed
   * @dialect 1.3 1.7
   * @error 10007 10009 10010 10015
   * @example
   * webim.quitGroup({ GroupId: joinedGroupId }, () => console.info('left'), (err) => console.error(err.ErrorInfo));
   */
  function quitGroup(options: GroupIdOptions, cbOk?: Ok, cbErr?: Fail): void;

  /**
   * 解散群，不能恢复。成员收到系统通知 5。私有群只有应用管理员能解散。
   *
   * Dissolves a group, for good. Members are told by system notice 5. A private group only by an administrator of the app.
   *
   * @param options 哪个群 | which group
   * @param cbOk 成功 | done
   * @param cbErr 失败 | failed
   * @dialect 1.3 1.7
   * @error 10007 10010 10015
   * @example
   * webim.destroyGroup({ GroupId: groupId }, () => console.info('dissolved'), (err) => console.error(err.ErrorInfo));
   */
  function destroyGroup(options: GroupIdOptions, cbOk?: Ok, cbErr?: Fail): void;

  /**
   * 给群成员发送自定义通知（系统通知 255），只有应用管理员可以。
   *
   * Sends a notice of one's own (system notice 255) to a group's members; only administrators of the app may.
   *
   * @param options 群、内容、接收者 | group, content, receivers
   * @param cbOk 成功 | done
   * @param cbErr 失败 | failed
   * @dialect 1.3 1.7
   * @error 10004 10007 10010
   * @example
   * webim.sendCustomGroupNotify({ GroupId: groupId, Content: '今晚停机维护' },
   *   () => console.info('told'), (err) => console.error(err.ErrorInfo));
   */
  function sendCustomGroupNotify(options: CustomNotifyOptions, cbOk?: Ok, cbErr?: Fail): void;

  /**
   * 加入直播大群并开始接收，不登录也可以。消息不进 MsgStore，交给 onBigGroupMsgNotify。
   * 不是大群时以 -12 失败（但已经加入）；已经在其中时以 10013 失败。
   *
   * Joins a big room and begins to receive; one need not be signed in. Messages do not go into MsgStore but to onBigGroupMsgNotify.
   * A group that is none fails with -12 (though one is a member then); one that one is in already with 10013.
   *
   * @param options 哪个群、附言 | which group, and a remark
   * @param cbOk 得到 JoinedStatus | gets JoinedStatus
   * @param cbErr 失败 | failed
   * @dialect 1.7
   * @error -12 10007 10010 10013 10015
   * @example
   * webim.applyJoinBigGroup({ GroupId: roomId, ApplyMsg: '', UserDefinedField: '' },
   *   (resp) => console.info(resp.JoinedStatus), (err) => console.error(err.ErrorInfo));
   */
  function applyJoinBigGroup(options: JoinGroupOptions, cbOk?: Ok<JoinAnswer>, cbErr?: Fail): void;

  /**
   * 离开直播大群，停止接收。
   *
   * Leaves a big room and stops receiving.
   *
   * @param options 哪个群 | which group
   * @param cbOk 成功 | done
   * @param cbErr 失败 | failed
   * @dialect 1.7
   * @error 10007 10009 10010
   * @example
   * webim.applyJoinBigGroup({ GroupId: roomId, ApplyMsg: '', UserDefinedField: '' }, () => {
   *   webim.quitBigGroup({ GroupId: roomId }, () => console.info('left'), (err) => console.error(err.ErrorInfo));
   * });
   */
  function quitBigGroup(options: GroupIdOptions, cbOk?: Ok, cbErr?: Fail): void;

  /** @section members 群成员 | Group members */

  /**
   * 取群成员。MemberNum 是全部人数，与分页无关。
   *
   * Fetches a group's members. MemberNum counts all of them, whatever the page.
   *
   * @param options 哪个群、分页、字段 | which group, page, fields
   * @param cbOk 得到成员 | gets the members
   * @param cbErr 失败 | failed
   * @dialect 1.3 1.7
   * @error 10007 10010 10015 10018
   * @example
   * webim.getGroupMemberInfo({ GroupId: groupId, Offset: 0, Limit: 50, MemberInfoFilter: ['Account', 'Role', 'ShutUpUntil'] },
   *   (resp) => resp.MemberList.forEach((m) => console.info(m.Member_Account, m.Role)), (err) => console.error(err.ErrorInfo));
   */
  function getGroupMemberInfo(options: GroupMembersOptions, cbOk?: Ok<GroupMembersAnswer>, cbErr?: Fail): void;

  /**
   * 把用户拉进群。私有群任何成员都可以，其他类型只有应用管理员可以。
   *
   * Adds users to a group: any member of a private one, only administrators of the app to the others.
   *
   * @param options 哪个群、哪些人 | which group, whom
   * @param cbOk 得到每个人的结果：0 失败，1 已加入，2 原来就是成员，3 等本人同意 | gets each one's result: 0 failed, 1 added, 2 was a member, 3 has to consent
   * @param cbErr 失败 | failed
   * @dialect 1.3 1.7
   * @error 10004 10005 10007 10010 10014 10015 10019
   * @example
   * webim.addGroupMember({ GroupId: groupId, MemberList: [{ Member_Account: 'carol' }] },
   *   (resp) => console.info(resp.MemberList[0].Result), (err) => console.error(err.ErrorInfo));
   */
  function addGroupMember(options: AddMembersOptions, cbOk?: Ok<AddMembersAnswer>, cbErr?: Fail): void;

  /**
   * 修改成员：角色（群主）、禁言（群主、管理员）、消息提示方式和名片（本人）。没有给出的不变。
   *
   * Changes a member: role (by the owner), mute (owner, admins), message flag and name card (oneself). What is not given stays.
   *
   * @param options 哪个群、谁、改什么 | which group, whom, what
   * @param cbOk 成功 | done
   * @param cbErr 失败 | failed
   * @dialect 1.3 1.7 NameCard 和 AppMemberDefinedData 只在 1.7 中发送 | NameCard and AppMemberDefinedData are sent in 1.7 only
   * @error 10004 10007 10010 10015 10019
   * @example
   * webim.modifyGroupMember({ GroupId: groupId, Member_Account: 'bob', Role: 'Admin' },
   *   () => console.info('bob is an admin'), (err) => console.error(err.ErrorInfo));
   */
  function modifyGroupMember(options: ModifyMemberOptions, cbOk?: Ok, cbErr?: Fail): void;

  /**
   * 禁言或解除禁言。
   *
   * Mutes members, or lifts that.
   *
   * @param options 哪个群、谁、多久 | which group, whom, how long
   * @param cbOk 成功 | done
   * @param cbErr 失败 | failed
   * @dialect 1.3 1.7
   * @error 10004 10005 10007 10010 10015
   * @example
   * webim.forbidSendMsg({ GroupId: groupId, Members_Account: ['bob'], ShutUpTime: 600 },
   *   () => console.info('ten minutes of silence'), (err) => console.error(err.ErrorInfo));
   */
  function forbidSendMsg(options: MuteOptions, cbOk?: Ok, cbErr?: Fail): void;

  /**
   * 踢人。其中有人不是成员也算成功。
   *
   * Removes members. It succeeds also where one of them is no member.
   *
   * @param options 哪个群、谁 | which group, whom
   * @param cbOk 成功 | done
   * @param cbErr 失败 | failed
   * @dialect 1.3 1.7 Reason 只在 1.7 中发送 | Reason is sent in 1.7 only
   * @error 10005 10007 10010 10015
   * @example
   * webim.deleteGroupMember({ GroupId: groupId, MemberToDel_Account: ['bob'] },
   *   () => console.info('removed'), (err) => console.error(err.ErrorInfo));
   */
  function deleteGroupMember(options: RemoveMembersOptions, cbOk?: Ok, cbErr?: Fail): void;

  /**
   * 查一些用户在群里的角色，不是成员的为 NotMember。
   *
   * Tells the roles that users have in a group, NotMember for those who are none.
   *
   * @param options 哪个群、谁 | which group, who
   * @param cbOk 得到角色 | gets the roles
   * @param cbErr 失败 | failed
   * @dialect 1.3 1.7
   * @error 10005 10007 10010 10015
   * @example
   * webim.getRoleInGroup({ GroupId: groupId, User_Account: ['bob', 'carol'] },
   *   (resp) => resp.UserIdList.forEach((u) => console.info(u.Member_Account, u.Role)), (err) => console.error(err.ErrorInfo));
   */
  function getRoleInGroup(options: RolesOptions, cbOk?: Ok<RolesAnswer>, cbErr?: Fail): void;

  /** @section records 消息与会话对象 | Messages and sessions */

  /**
   * 一条消息。页面用它发送，收到的消息也是它。
   *
   * A message: what a page sends, and what it receives.
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
     * @param isSend 是否由自己发出 | whether one sends it oneself
     * @param seq 序号；省略或小于 0 时由 SDK 生成 | sequence number; made by the SDK if left out or below 0
     * @param random 随机数，0 到 2^32；省略时生成 | random number, 0 to 2^32; made if left out
     * @param time 时间，unix 秒；省略时为现在 | time, unix seconds; now if left out
     * @param fromAccount 发送者帐号 | the sender's account
     * @param subType 类型：单聊见 C2C_MSG_SUB_TYPE，群见 GROUP_MSG_SUB_TYPE，默认 0；1.3 中 1 表示群提示 | kind: see C2C_MSG_SUB_TYPE and GROUP_MSG_SUB_TYPE, default 0; in 1.3 a tip is 1
     * @param fromAccountNick 发送者昵称，默认为帐号（1.7） | the sender's nickname, default the account (1.7)
     * @param fromAccountHeadurl 发送者头像地址（1.7.2） | address of the sender's picture (1.7.2)
     */
    constructor(sess: Session, isSend: boolean, seq?: number, random?: number, time?: number, fromAccount?: string, subType?: number, fromAccountNick?: string, fromAccountHeadurl?: string);
    /** 所属会话 | the session it belongs to */
    sess: Session;
    /** 类型（1.7） | kind (1.7) */
    subType: number;
    /** 类型（1.3）；1.7 中与 subType 相同 | kind (1.3); the same as subType in 1.7 */
    type: number;
    /** 发送者帐号 | the sender's account */
    fromAccount: string | undefined;
    /** 发送者昵称（1.7） | the sender's nickname (1.7) */
    fromAccountNick: string | undefined;
    /** 发送者头像地址，没有为 null（1.7.2） | address of the sender's picture, or null (1.7.2) */
    fromAccountHeadurl: string | null;
    /** 是否由自己发出 | whether one sent it oneself */
    isSend: boolean;
    /** 序号 | sequence number */
    seq: number;
    /** 随机数 | random number */
    random: number;
    /** 时间，unix 秒 | time, unix seconds */
    time: number;
    /** 元素，按顺序 | the elements, in order */
    elems: Msg.Elem[];
    /** 唯一编号：群取 seq、单聊取 time，乘 2^32 加 random，十进制文本（1.7） | a number of its own: seq for groups, time one to one, times 2^32 plus random, in decimal digits (1.7) */
    uniqueId: string;
    /** 群消息的发送者附加资料（1.7.2），服务器给了才有 | more of a group message's sender (1.7.2), if the server sent it */
    extraInfo?: any;
    /** setOfflinePushInfo 设置的内容 | what setOfflinePushInfo was given */
    PushInfo?: object;
    /** 是否带有离线推送 | whether there is an offline push */
    PushInfoBoolean?: boolean;
    /** 加一段文本 | adds a text @param text 文本元素 | the element */
    addText(text: Msg.Elem.Text): void;
    /** 加一个表情 | adds an emoticon @param face 表情元素 | the element */
    addFace(face: Msg.Elem.Face): void;
    /** 加一张图片 | adds a picture @param image 图片元素 | the element */
    addImage(image: Msg.Elem.Images): void;
    /** 加一个位置（1.7；不能发送） | adds a location (1.7; it is not sent) @param location 位置元素 | the element */
    addLocation(location: Msg.Elem.Location): void;
    /** 加一个文件（1.7） | adds a file (1.7) @param file 文件元素 | the element */
    addFile(file: Msg.Elem.File): void;
    /** 加一个自定义元素 | adds a custom element @param custom 自定义元素 | the element */
    addCustom(custom: Msg.Elem.Custom): void;
    /** 加一个任意类型的元素 | adds an element of any type @param elem 元素 | the element */
    addElem(elem: Msg.Elem): void;
    /** 设置离线推送（1.7.2），随 sendMsg 发出 | sets an offline push (1.7.2), which sendMsg sends @param info 推送内容 | what is pushed */
    setOfflinePushInfo(info: object): void;
    /** 所属会话（1.7） | the session (1.7) */
    getSession(): Session;
    /** 类型（1.7） | kind (1.7) */
    getSubType(): number;
    /** 与 getSubType 相同（1.7） | the same as getSubType (1.7) */
    getType(): number;
    /** 发送者帐号（1.7） | the sender's account (1.7) */
    getFromAccount(): string;
    /** 发送者昵称（1.7） | the sender's nickname (1.7) */
    getFromAccountNick(): string;
    /** 是否由自己发出（1.7） | whether one sent it oneself (1.7) */
    getIsSend(): boolean;
    /** 序号（1.7） | sequence number (1.7) */
    getSeq(): number;
    /** 时间，unix 秒（1.7） | time, unix seconds (1.7) */
    getTime(): number;
    /** 随机数（1.7） | random number (1.7) */
    getRandom(): number;
    /** 元素（1.7） | the elements (1.7) */
    getElems(): Msg.Elem[];
    /** 唯一编号（1.7） | its number (1.7) */
    getMsgUniqueId(): string;
    /** 页面自己放在 sign 里的值（部分分支版本有此方法） | what the page itself put into sign (some copies have this method) */
    getSign(): any;
    /** 可以直接放进页面的 HTML，见“安全” | HTML that is safe to put into a page, see Security */
    toHtml(): string;
  }

  namespace Msg {
    /**
     * 消息的一个元素：类型和内容。
     *
     * One element of a message: its type and its content.
     *
     * @dialect 1.3 1.7
     * @example
     * const elem = new webim.Msg.Elem(webim.MSG_ELEMENT_TYPE.TEXT, new webim.Msg.Elem.Text('hi'));
     * elem.toHtml(); // → hi
     */
    class Elem {
      /**
       * @param type 类型，见 MSG_ELEMENT_TYPE | type, see MSG_ELEMENT_TYPE
       * @param content 内容，下面各类的对象 | content, an object of one of the classes below
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
       * 文本。构造时 < > " 换成实体，所以 getText() 可以直接放进页面，发送的也是换过的文本（与原版相同）。
       *
       * A text. < > " become entities when it is made, so getText() can be put into a page, and the entities are what is sent (as the original did).
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
        /** 文本，已过滤 | the text, filtered */
        text: string;
        /** 文本，已过滤 | the text, filtered */
        getText(): string;
        /** HTML | HTML */
        toHtml(): string;
      }

      /**
       * 表情。data 是名称，例如 [微笑]；HTML 中是内置或页面自己的图片，没有图片时是名称。
       *
       * An emoticon. data is its name; in HTML it is the picture of the SDK or of the page, or the name where there is none.
       *
       * @dialect 1.3 1.7
       * @example
       * const face = new webim.Msg.Elem.Face(webim.EmotionDataIndexs['[微笑]'], '[微笑]');
       * face.toHtml().slice(0, 10); // → <img src='
       */
      class Face {
        /**
         * @param index 序号 | number
         * @param data 名称 | name
         */
        constructor(index: number, data: string);
        /** 序号 | number */
        index: number;
        /** 名称 | name */
        data: string;
        /** 序号 | number */
        getIndex(): number;
        /** 名称 | name */
        getData(): string;
        /** HTML | HTML */
        toHtml(): string;
      }

      /**
       * 位置。只能收到，不能发送。
       *
       * A location; it can be received but not sent.
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
       * 图片，有小图、大图、原图三种尺寸。HTML 中点击图片调用页面的 imageClick(img)。
       *
       * A picture in three sizes: small, large, original. A click on its HTML calls the page's imageClick(img).
       *
       * @dialect 1.3 1.7
       * @example
       * const images = new webim.Msg.Elem.Images('id', 'PNG');
       * images.addImage(new webim.Msg.Elem.Images.Image(webim.IMAGE_TYPE.SMALL, 100, 10, 10, 'https://example.com/s.png'));
       * images.getImage(webim.IMAGE_TYPE.SMALL).getUrl(); // → https://example.com/s.png
       */
      class Images {
        /**
         * @param imageId 图片编号，上传得到的 File_UUID | the picture's id, File_UUID of the upload
         * @param format 格式（1.7.2）：JPG、JPEG、GIF、PNG、BMP，或它们的编号 1、1、2、3、4；其他为 255 | format (1.7.2): JPG, JPEG, GIF, PNG, BMP, or their numbers 1, 1, 2, 3, 4; 255 for others
         */
        constructor(imageId: string, format?: string | number);
        /** 图片编号 | the picture's id */
        UUID: string;
        /** 格式编号（1.7.2） | number of the format (1.7.2) */
        ImageFormat: number;
        /** 各尺寸 | the sizes */
        ImageInfoArray: Images.Image[];
        /** 加一个尺寸 | adds a size @param image 一个尺寸 | the size */
        addImage(image: Images.Image): void;
        /** 取一个尺寸，没有为 null | one size, null if it is not there @param type 见 IMAGE_TYPE | see IMAGE_TYPE */
        getImage(type: number): Images.Image | null;
        /** 图片编号 | the picture's id */
        getImageId(): string;
        /** 格式编号（1.7.2） | number of the format (1.7.2) */
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
           * @param url 地址 | address
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
          /** 地址 | address */
          url: string;
          /** 类型 | type */
          getType(): number;
          /** 字节数 | bytes */
          getSize(): number;
          /** 宽 | width */
          getWidth(): number;
          /** 高 | height */
          getHeight(): number;
          /** 地址 | address */
          getUrl(): string;
        }
      }

      /**
       * 声音。只能收到，不能发送。HTML 是 audio 元素，播放时调用页面的 onChangePlayAudio(audio)。
       *
       * A sound; it can be received but not sent. Its HTML is an audio element, which calls the page's onChangePlayAudio(audio) when it plays.
       *
       * @dialect 1.3 1.7 1.3 的第五个参数是下载地址 | in 1.3 the fifth argument is the address
       * @example
       * const sound = new webim.Msg.Elem.Sound('uuid', 3, 4096, 'bob', 'alice', undefined, 'C2C');
       * sound.getSecond(); // → 3
       */
      class Sound {
        /**
         * @param uuid 编号 | id
         * @param second 时长，秒 | length, seconds
         * @param size 字节数 | bytes
         * @param senderId 发送者 | sender
         * @param receiverId 接收者（1.7），或下载地址（1.3） | receiver (1.7), or the address (1.3)
         * @param downFlag 下载标志（1.7）：不给或 2 表示地址已知，0、1 向服务器要 | download flag (1.7): none or 2: the address is known; 0, 1: it is asked for
         * @param chatType 会话类型（1.7），其后可以再给消息自带的地址（1.7.3） | type of the session (1.7); the address may follow, where the message brings it (1.7.3)
         */
        constructor(uuid: string, second: number, size: number, senderId: string, receiverId?: string, downFlag?: number, chatType?: string);
        /** 编号 | id */
        uuid: string;
        /** 时长，秒 | length, seconds */
        second: number;
        /** 字节数 | bytes */
        size: number;
        /** 发送者 | sender */
        senderId: string;
        /** 接收者（1.7） | receiver (1.7) */
        receiverId: string | undefined;
        /** 下载标志（1.7） | download flag (1.7) */
        downFlag: number | undefined;
        /** 1 群，2 单聊（1.7） | 1 group, 2 one to one (1.7) */
        busiId: number;
        /** 下载地址；未知为 null 或 undefined | address; null or undefined if unknown */
        downUrl: string | null | undefined;
        /** 编号 | id */
        getUUID(): string;
        /** 时长，秒 | length, seconds */
        getSecond(): number;
        /** 字节数 | bytes */
        getSize(): number;
        /** 发送者 | sender */
        getSenderId(): string;
        /** 下载地址 | address */
        getDownUrl(): string | null | undefined;
        /** HTML | HTML */
        toHtml(): string;
      }

      /**
       * 文件。HTML 是一个链接，点击调用 webim.onDownFile（1.3 直接指向地址）。
       *
       * A file. Its HTML is a link whose click calls webim.onDownFile (in 1.3 it leads to the address).
       *
       * @dialect 1.3 1.7 1.3 的第五个参数是下载地址，且只能收到 | in 1.3 the fifth argument is the address, and files can only be received
       * @example
       * const file = new webim.Msg.Elem.File('uuid', 'a.txt', 2048, 'bob', 'alice', undefined, 'C2C');
       * file.toHtml().includes('a.txt(2KB)'); // → true
       */
      class File {
        /**
         * @param uuid 编号，上传得到的 File_UUID | id, File_UUID of the upload
         * @param name 文件名 | name
         * @param size 字节数 | bytes
         * @param senderId 发送者 | sender
         * @param receiverId 接收者（1.7），或下载地址（1.3） | receiver (1.7), or the address (1.3)
         * @param downFlag 下载标志（1.7），见 Sound | download flag (1.7), see Sound
         * @param chatType 会话类型（1.7），其后可以再给消息自带的地址（1.7.3） | type of the session (1.7); the address may follow, where the message brings it (1.7.3)
         */
        constructor(uuid: string, name: string, size: number, senderId: string, receiverId?: string, downFlag?: number, chatType?: string);
        /** 编号 | id */
        uuid: string;
        /** 文件名 | name */
        name: string;
        /** 字节数 | bytes */
        size: number;
        /** 发送者 | sender */
        senderId: string;
        /** 接收者（1.7） | receiver (1.7) */
        receiverId: string | undefined;
        /** 下载标志（1.7） | download flag (1.7) */
        downFlag: number | undefined;
        /** 1 群，2 单聊（1.7） | 1 group, 2 one to one (1.7) */
        busiId: number;
        /** 下载地址；未知为 null 或 undefined | address; null or undefined if unknown */
        downUrl: string | null | undefined;
        /** 编号 | id */
        getUUID(): string;
        /** 文件名 | name */
        getName(): string;
        /** 字节数 | bytes */
        getSize(): number;
        /** 发送者 | sender */
        getSenderId(): string;
        /** 下载地址 | address */
        getDownUrl(): string | null | undefined;
        /** 下载标志（1.7） | download flag (1.7) */
        getDownFlag(): number | undefined;
        /** HTML | HTML */
        toHtml(): string;
      }

      /**
       * 自定义元素：三段文本，含义由应用决定。HTML 是转义后的 data。
       * data 是 JSON 且 userAction 为 14 的（正在输入）不进 MsgStore（1.7 单聊）。
       *
       * A custom element: three texts whose meaning is the application's. Its HTML is data, escaped.
       * Where data is JSON with userAction 14 (somebody is typing) it does not enter MsgStore (1.7, one to one).
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
       * 群提示：谁加入、退出、被踢、资料变更。只会收到，类型见 GROUP_TIP_TYPE。
       *
       * A tip of a group: who joined, left, was removed, what changed. It is only received; types: GROUP_TIP_TYPE.
       *
       * @dialect 1.3 1.7
       * @example
       * const tip = new webim.Msg.Elem.GroupTip(webim.GROUP_TIP_TYPE.QUIT, 'bob', groupId, '读书会', []);
       * tip.toHtml(); // → [群提示消息]bob主动退出该群
       */
      class GroupTip {
        /**
         * @param opType 类型，见 GROUP_TIP_TYPE | type, see GROUP_TIP_TYPE
         * @param opUserId 操作者 | who did it
         * @param groupId 群 ID | the group's id
         * @param groupName 群名 | the group's name
         * @param userIdList 涉及的用户，默认空 | the users it is about, default none
         * @param userinfo 他们的资料（1.7），默认空 | their profiles (1.7), default none
         */
        constructor(opType: number, opUserId: string, groupId: string, groupName: string, userIdList?: string[], userinfo?: any[]);
        /** 类型 | type */
        opType: number;
        /** 操作者 | who did it */
        opUserId: string;
        /** 群 ID | the group's id */
        groupId: string;
        /** 群名 | the group's name */
        groupName: string;
        /** 涉及的用户 | the users it is about */
        userIdList: string[];
        /** 变更的群资料（类型 6） | what changed of the group (type 6) */
        groupInfoList: GroupTip.GroupInfo[];
        /** 变更的成员资料（类型 7） | what changed of members (type 7) */
        memberInfoList: GroupTip.MemberInfo[];
        /** 群人数（1.7，类型 1 和 2），其他为 null | number of members (1.7, types 1 and 2), else null */
        groupMemberNum: number | null;
        /** 涉及用户的资料（1.7） | profiles of the users (1.7) */
        userinfo: any[];
        /** 类型 | type */
        getOpType(): number;
        /** 操作者 | who did it */
        getOpUserId(): string;
        /** 群 ID | the group's id */
        getGroupId(): string;
        /** 群名 | the group's name */
        getGroupName(): string;
        /** 涉及用户的资料（1.7） | profiles of the users (1.7) */
        getUserInfo(): any[];
        /** 涉及的用户 | the users it is about */
        getUserIdList(): string[];
        /** 变更的群资料 | what changed of the group */
        getGroupInfoList(): GroupTip.GroupInfo[];
        /** 变更的成员资料 | what changed of members */
        getMemberInfoList(): GroupTip.MemberInfo[];
        /** 退群者的昵称，没有就是帐号；拼写照直播间页面的写法 | the nickname of who quit, or the account; spelled as the pages of live rooms call it */
        getQuitGorupName(): string;
        /** 群人数（1.7） | number of members (1.7) */
        getGroupMemberNum(): number | null;
        /** 设置群人数（1.7） | sets the number of members (1.7) @param num 人数 | the number */
        setGroupMemberNum(num: number): void;
        /** 加一项群资料 | adds something of the group @param info 资料 | what changed */
        addGroupInfo(info: GroupTip.GroupInfo): void;
        /** 加一项成员资料 | adds something of a member @param info 资料 | what changed */
        addMemberInfo(info: GroupTip.MemberInfo): void;
        /** HTML | HTML */
        toHtml(): string;
      }

      namespace GroupTip {
        /**
         * 群资料的一项变更。
         *
         * One change of a group's profile.
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
          /** 哪一项 | which */
          type: number;
          /** 新值 | the new value */
          value: string;
          /** 哪一项 | which */
          getType(): number;
          /** 新值 | the new value */
          getValue(): string;
        }

        /**
         * 一个成员的禁言变更。
         *
         * One member's mute.
         *
         * @dialect 1.3 1.7
         * @example
         * new webim.Msg.Elem.GroupTip.MemberInfo('bob', 600).getShutupTime(); // → 600
         */
        class MemberInfo {
          /**
           * @param userId 成员 | the member
           * @param shutupTime 禁言时长，秒；0 表示解除 | seconds of the mute; 0 lifts it
           */
          constructor(userId: string, shutupTime: number);
          /** 成员 | the member */
          userId: string;
          /** 禁言时长，秒 | seconds of the mute */
          shutupTime: number;
          /** 与 shutupTime 相同，指南的写法，只读 | the same as shutupTime, as the guide writes it; read only */
          readonly shutUpTime: number;
          /** 成员 | the member */
          getUserId(): string;
          /** 禁言时长，秒 | seconds of the mute */
          getShutupTime(): number;
          /** 与 getShutupTime 相同，指南的写法 | the same as getShutupTime, as the guide writes it */
          getShutUpTime(): number;
        }
      }
    }
  }

  /**
   * 一个会话：与一个人的单聊，或一个群。
   *
   * A session: with one person, or a group.
   *
   * @dialect 1.3 1.7
   * @example
   * const sess = new webim.Session(webim.SESSION_TYPE.GROUP, groupId, '读书会', '', Math.round(Date.now() / 1000));
   * sess.name(); // → 读书会
   */
  class Session {
    /**
     * @param type 类型，见 SESSION_TYPE | type, see SESSION_TYPE
     * @param id 对方帐号，或群 ID | the other's account, or the group's id
     * @param name 名称 | name
     * @param icon 图标地址 | address of the picture
     * @param time 最后活跃时间，unix 秒，默认 0 | time of the last activity, unix seconds, default 0
     * @param seq 最大消息序号，默认 0 | highest sequence number, default 0
     */
    constructor(type: string, id: string, name: string, icon: string, time?: number, seq?: number);
    /** 内部状态；页面会读它，所以是接口的一部分 | its state; part of the API, since pages read it */
    _impl: SessionState;
    /** 会话的键：类型接 ID | the session's key: type followed by id @param type 类型 | type @param id 编号 | id */
    static skey(type: string, id: string): string;
    /** 类型 | type */
    type(): string;
    /** 对方帐号，或群 ID | the other's account, or the group's id */
    id(): string;
    /** 名称 | name */
    name(): string;
    /** 图标地址 | address of the picture */
    icon(): string;
    /** 最后活跃时间，unix 秒 | time of the last activity, unix seconds */
    time(): number;
    /** 未读数；带参数则设置（1.7） | how many are unread; set with an argument (1.7) @param value 新值 | the new value */
    unread(value?: number): number;
    /** 最大消息序号；带参数则设置（1.7） | highest sequence number; set with an argument (1.7) @param value 新值 | the new value */
    curMaxMsgSeq(value?: number): number;
    /** 历史是否取到头：1 是，0 否；带参数则设置（1.7） | whether history was fetched to its beginning: 1 yes, 0 no; set with an argument (1.7) @param value 新值 | the new value */
    isFinished(value?: number): number;
    /** 所有消息（1.7） | all messages (1.7) */
    msgs(): Msg[];
    /** 第几条消息，从 0 起 | one message, counted from 0 @param index 第几条 | which */
    msg(index: number): Msg;
    /** 消息数 | number of messages */
    msgCount(): number;
    /** 放进一条消息；SDK 自己用，个别页面会替换它 | files a message; the SDK's own, which some pages replace @param msg 消息 | the message @param unread 是否计未读，默认 true | whether it counts as unread, default true */
    _impl_addMsg(msg: Msg, unread?: boolean): void;
  }

  /**
   * 已有的会话和消息。SDK 把收到和发出的消息都放在这里，页面只读取。
   *
   * The sessions and messages that are there. The SDK files here what comes and goes; pages read it.
   *
   * @dialect 1.3 1.7
   * @example
   * const sessions = webim.MsgStore.sessMap();
   * for (const key in sessions) console.info(sessions[key].name(), sessions[key].unread());
   */
  const MsgStore: {
    /** 所有会话，键是类型接 ID。返回的就是 SDK 自己的对象，会随消息变化 | all sessions, by type followed by id; it is the SDK's own object and changes with what comes */
    sessMap(): { [skey: string]: Session };
    /** 会话数 | number of sessions */
    sessCount(): number;
    /** 按类型和 ID 取会话，没有为 undefined | a session by type and id, undefined if there is none @param type 类型 | type @param id 编号 | id */
    sessByTypeId(type: string, id: string): Session | undefined;
    /** 与 sessByTypeId 相同，指南的写法 | the same as sessByTypeId, as the guide writes it @param type 类型 | type @param id 编号 | id */
    sessById(type: string, id: string): Session | undefined;
    /** 删除会话和它的去重记录，总是返回 true | deletes a session and what is known of its duplicates; always true @param type 类型 | type @param id 编号 | id */
    delSessByTypeId(type: string, id: string): boolean;
    /** 与 delSessByTypeId 相同，指南的写法 | the same as delSessByTypeId, as the guide writes it @param type 类型 | type @param id 编号 | id */
    delSessById(type: string, id: string): boolean;
    /** 让下一次 syncMsgs 从头取 | lets the next syncMsgs begin anew */
    resetCookieAndSyncFlag(): void;
  };

  /** @section tools 工具与日志 | Tools and log */

  /**
   * 页面用的小工具。文本类函数的结果可以放进 HTML。
   *
   * Small tools for pages. What the text functions give can be put into HTML.
   *
   * @dialect 1.3 1.7
   * @example
   * webim.Tool.formatText2Html('a <b>\n'); // → a&nbsp;&lt;b&gt;<br/>
   */
  const Tool: {
    /**
     * 把 unix 秒变成本地时间的文本。0 或空值原样返回。
     *
     * Turns unix seconds into local time as text. 0 and nothing come back as they are.
     *
     * @param time unix 秒 | unix seconds
     * @param pattern 格式，默认 yyyy-MM-dd hh:mm:ss | pattern, default yyyy-MM-dd hh:mm:ss
     * @example
     * webim.Tool.formatTimeStamp(1700000000, 'yyyy').length; // → 4
     */
    formatTimeStamp(time: number, pattern?: string): any;
    /**
     * 文本变成 HTML：转义 < > "，空格变成 &nbsp;，换行变成 <br/>。
     *
     * Text to HTML: escapes < > ", a space becomes &nbsp;, a line end <br/>.
     *
     * @param text 文本 | the text
     * @example
     * webim.Tool.formatText2Html('1 < 2'); // → 1&nbsp;&lt;&nbsp;2
     */
    formatText2Html(text: string): string;
    /**
     * 把 &nbsp; 和 <br/> 变回空格和换行，其他不动。
     *
     * Turns &nbsp; and <br/> back into spaces and line ends, and nothing else.
     *
     * @param html 上一个函数的结果 | what the function above gave
     * @example
     * webim.Tool.formatHtml2Text('a&nbsp;b'); // → a b
     */
    formatHtml2Text(html: string): string;
    /**
     * UTF-8 字节数（1.7）。1.3 按原版的规则数，多数标点和空格也算 3。
     *
     * Bytes in UTF-8 (1.7). 1.3 counts by its own rule, in which spaces and most punctuation count 3.
     *
     * @param str 文本 | the text
     * @example
     * webim.Tool.getStrBytes('中文ab'); // → 8
     */
    getStrBytes(str: string): number;
    /**
     * 去掉两头的空白。
     *
     * Cuts off white space at both ends.
     *
     * @param str 文本 | the text
     * @example
     * webim.Tool.trimStr('  a '); // → a
     */
    trimStr(str: string): string;
    /**
     * 转义 < > "。& 和单引号不变，所以结果可以放在标签之间，不要放进单引号的属性。
     *
     * Escapes < > ". & and ' stay, so the result can stand between tags, but not in an attribute with single quotes.
     *
     * @param val 文本 | the text
     * @example
     * webim.Tool.xssFilter('<i>'); // → &lt;i&gt;
     */
    xssFilter(val: string): string;
    /**
     * 是否为 1 到 8 位数字：是则返回一个元素的数组，否则 null。
     *
     * Whether it is 1 to 8 digits: an array of one element if so, else null.
     *
     * @param str 文本或数字 | text or number
     * @example
     * webim.Tool.validNumber('12a'); // → null
     */
    validNumber(str: string | number): string[] | null;
    /**
     * 做一个 SDK 样式的错误对象。
     *
     * Makes an error object as the SDK's are.
     *
     * @param info 说明 | text
     * @param code 错误码，默认 -100（1.7） | code, default -100 (1.7)
     * @example
     * webim.Tool.getReturnError('太长', -1).ErrorInfo; // → 太长[-1]
     */
    getReturnError(info: string, code?: number): ErrorAnswer;
    /**
     * 群类型的中文名；不认识的原样返回。
     *
     * The Chinese name of a group's type; what it does not know comes back.
     *
     * @param name 类型 | type
     * @example
     * webim.Tool.groupTypeEn2Ch('Public'); // → 公开群
     */
    groupTypeEn2Ch(name: string): string;
    /**
     * 由中文名得群类型。
     *
     * A group's type by its Chinese name.
     *
     * @param name 中文名 | Chinese name
     * @example
     * webim.Tool.groupTypeCh2En('聊天室'); // → ChatRoom
     */
    groupTypeCh2En(name: string): string;
    /**
     * 成员角色的中文名。
     *
     * The Chinese name of a role.
     *
     * @param name 角色 | role
     * @example
     * webim.Tool.groupRoleEn2Ch('Owner'); // → 群主
     */
    groupRoleEn2Ch(name: string): string;
    /**
     * 由中文名得成员角色。
     *
     * A role by its Chinese name.
     *
     * @param name 中文名 | Chinese name
     * @example
     * webim.Tool.groupRoleCh2En('管理员'); // → Admin
     */
    groupRoleCh2En(name: string): string;
    /**
     * 消息提示方式的中文名。
     *
     * The Chinese name of a message flag.
     *
     * @param name 提示方式 | message flag
     * @example
     * webim.Tool.groupMsgFlagEn2Ch('Discard'); // → 屏蔽
     */
    groupMsgFlagEn2Ch(name: string): string;
    /**
     * 由中文名得消息提示方式。
     *
     * A message flag by its Chinese name.
     *
     * @param name 中文名 | Chinese name
     * @example
     * webim.Tool.groupMsgFlagCh2En('接收不提示'); // → AcceptNotNotify
     */
    groupMsgFlagCh2En(name: string): string;
    /**
     * 写 cookie。
     *
     * Writes a cookie.
     *
     * @param name 名称 | name
     * @param value 值 | value
     * @param expires 有效期，秒 | lifetime, seconds
     * @param path 不使用 | not used
     * @param domain 不使用 | not used
     * @example
     * webim.Tool.setCookie('lang', 'zh', 3600);
     * webim.Tool.getCookie('lang'); // → zh
     */
    setCookie(name: string, value: string, expires: number, path?: string, domain?: string): void;
    /**
     * 读 cookie，没有为 null。
     *
     * Reads a cookie, null if there is none.
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
     * 读页面地址中的参数，没有为 null。
     *
     * Reads a parameter of the page's address, null if there is none.
     *
     * @param name 名称 | name
     * @dialect 1.7
     * @example
     * webim.Tool.getQueryString('none'); // → null
     */
    getQueryString(name: string): string | null;
    /**
     * 是否为某个版本的旧 IE。能运行本 SDK 的浏览器都不是，总是 false。
     *
     * Whether the browser is an old IE. None that runs this SDK is: always false.
     *
     * @param ver 版本 | version
     * @example
     * webim.Tool.isIE(8); // → false
     */
    isIE(ver?: number): boolean;
    /**
     * 从 userAgent 得浏览器名称和版本，不认识的为 unknow 和 -1。
     *
     * Name and version of the browser by its user agent; unknow and -1 if it is none of those known.
     *
     * @example
     * console.info(webim.Tool.getBrowserInfo().type);
     */
    getBrowserInfo(): BrowserInfo;
    /**
     * 按对照表给对象的键改名，原地、逐层。1.7.2 用它展开大群消息的短键名。
     *
     * Renames an object's keys by a table, in place and in depth. 1.7.2 expands the short keys of big rooms by it.
     *
     * @param map 旧名到新名 | old names to new ones
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
   * The SDK's lines in the console.
   *
   * @dialect 1.7
   * @example
   * webim.Log.setOn(false);
   * webim.Log.getOn(); // → false
   */
  const Log: {
    /** 打开或关闭 | on or off @param value 是否输出 | whether to write */
    setOn(value: boolean): void;
    /** 是否打开 | whether it is on */
    getOn(): boolean;
    /** 错误 | an error @param text 内容 | text */
    error(text: any): void;
    /** 警告 | a warning @param text 内容 | text */
    warn(text: any): void;
    /** 信息 | an information @param text 内容 | text */
    info(text: any): void;
    /** 调试 | for debugging @param text 内容 | text */
    debug(text: any): void;
  };

  /** @section constants 常量与表情 | Constants and emoticons */

  /**
   * 会话类型。
   *
   * Types of sessions.
   *
   * @dialect 1.7
   * @example
   * webim.SESSION_TYPE.C2C; // → C2C
   */
  const SESSION_TYPE: {
    /** 单聊 | one to one */
    readonly C2C: 'C2C';
    /** 群 | group */
    readonly GROUP: 'GROUP';
  };

  /**
   * 文本消息最长的 UTF-8 字节数。
   *
   * Longest text messages in bytes of UTF-8.
   *
   * @dialect 1.7
   * @example
   * webim.MSG_MAX_LENGTH.C2C; // → 12000
   */
  const MSG_MAX_LENGTH: {
    /** 单聊 | one to one */
    readonly C2C: 12000;
    /** 群 | group */
    readonly GROUP: 8898;
  };

  /**
   * 单聊消息的 subType。
   *
   * subType of one-to-one messages.
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
    /** 群提示 | a tip */
    readonly TIP: 2;
    /** 红包消息，优先级最高 | a red packet, highest priority */
    readonly REDPACKET: 3;
  };

  /**
   * 消息元素的类型。
   *
   * Types of elements.
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
    /** 声音，只能收到 | sound, only received */
    readonly SOUND: 'TIMSoundElem';
    /** 文件 | file */
    readonly FILE: 'TIMFileElem';
    /** 位置，只能收到 | location, only received */
    readonly LOCATION: 'TIMLocationElem';
    /** 群提示，只能收到 | tip, only received */
    readonly GROUP_TIP: 'TIMGroupTipElem';
  };

  /**
   * 群提示的类型。
   *
   * Types of tips.
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
    /** 被踢 | was removed */
    readonly KICK: 3;
    /** 设为管理员 | was made admin */
    readonly SET_ADMIN: 4;
    /** 取消管理员 | is admin no more */
    readonly CANCEL_ADMIN: 5;
    /** 群资料变更 | the group's profile changed */
    readonly MODIFY_GROUP_INFO: 6;
    /** 成员资料变更（禁言） | a member changed (was muted) */
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
   * 群系统通知的类型，也是 onGroupSystemNotifys 的键。
   *
   * Types of group system notices, which are the keys of onGroupSystemNotifys.
   *
   * @dialect 1.7
   * @example
   * webim.GROUP_SYSTEM_TYPE.JOIN_GROUP_REQUEST; // → 1
   */
  const GROUP_SYSTEM_TYPE: {
    /** 有人申请加群（群主和管理员收到） | somebody applies to join (to owner and admins) */
    readonly JOIN_GROUP_REQUEST: 1;
    /** 申请被同意（申请人收到） | the application was accepted (to the applicant) */
    readonly JOIN_GROUP_ACCEPT: 2;
    /** 申请被拒绝（申请人收到） | the application was refused (to the applicant) */
    readonly JOIN_GROUP_REFUSE: 3;
    /** 被踢出群（被踢的人收到） | removed from the group (to who was removed) */
    readonly KICK: 4;
    /** 群被解散（全体收到） | the group was dissolved (to all) */
    readonly DESTORY: 5;
    /** 创建了群（创建者收到） | the group was created (to its creator) */
    readonly CREATE: 6;
    /** 被拉进群（被拉的人收到） | was added to the group (to who was added) */
    readonly INVITED_JOIN_GROUP_REQUEST: 7;
    /** 被邀请，需要同意（被邀请的人收到） | was invited and has to consent (to who is invited) */
    readonly INVITED_JOIN_GROUP_REQUEST_AGREE: 12;
    /** 退出了群（本人的其他页面收到） | left the group (to one's other pages) */
    readonly QUIT: 8;
    /** 被设为管理员（本人收到） | was made admin (to that user) */
    readonly SET_ADMIN: 9;
    /** 被取消管理员（本人收到） | is admin no more (to that user) */
    readonly CANCEL_ADMIN: 10;
    /** 群被回收（全体收到） | the group was recycled (to all) */
    readonly REVOKE: 11;
    /** 自己在别处读到了哪里（本人的其他页面收到） | how far one read elsewhere (to one's other pages) */
    readonly READED: 15;
    /** 自定义通知（全体或指定的人收到） | a notice of the app's own (to all, or to those named) */
    readonly CUSTOM: 255;
  };

  /**
   * 好友通知的类型，也是 onFriendSystemNotifys 的键。
   *
   * Types of friend notices, which are the keys of onFriendSystemNotifys.
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
    /** 收到好友申请 | a request to be friends came */
    readonly PENDENCY_ADD: 3;
    /** 好友申请被删除 | a request was deleted */
    readonly PENDENCY_DELETE: 4;
    /** 加入黑名单 | put on the black list */
    readonly BLACK_LIST_ADD: 5;
    /** 移出黑名单 | taken off the black list */
    readonly BLACK_LIST_DELETE: 6;
    /** 好友申请已读 | requests were reported as read */
    readonly PENDENCY_REPORT: 7;
    /** 好友资料更新 | data of a friend changed */
    readonly FRIEND_UPDATE: 8;
  };

  /**
   * 群提示 6 中变更的是哪一项。
   *
   * What changed in a tip of type 6.
   *
   * @dialect 1.7
   * @example
   * webim.GROUP_TIP_MODIFY_GROUP_INFO_TYPE.FACE_URL; // → 1
   */
  const GROUP_TIP_MODIFY_GROUP_INFO_TYPE: {
    /** 头像 | picture */
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
    /** 成功 | done */
    readonly OK: 0;
    /** 票据过期，需要重新登录 | the ticket is too old, sign in again */
    readonly SIGNATURE_EXPIRATION: 11;
  };

  /**
   * 连接状态，onConnNotify 的 ErrorCode。
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
    /** 断线后恢复 | back after a break */
    readonly RECONNECT: 1;
    /** 已断开，SDK 正在重试 | broken; the SDK keeps trying */
    readonly OFF: 9999;
  };

  /**
   * 上传的用途。
   *
   * What an upload is for.
   *
   * @dialect 1.7
   * @example
   * webim.UPLOAD_PIC_BUSSINESS_TYPE.GROUP_MSG; // → 1
   */
  const UPLOAD_PIC_BUSSINESS_TYPE: {
    /** 群消息 | a group's message */
    readonly GROUP_MSG: 1;
    /** 单聊消息 | a one-to-one message */
    readonly C2C_MSG: 2;
    /** 用户头像 | a user's picture */
    readonly USER_HEAD: 3;
    /** 群头像 | a group's picture */
    readonly GROUP_HEAD: 4;
  };

  /**
   * 最近联系人的类型。
   *
   * Types of recent contacts.
   *
   * @dialect 1.7
   * @example
   * webim.RECENT_CONTACT_TYPE.C2C; // → 1
   */
  const RECENT_CONTACT_TYPE: {
    /** 单聊 | one to one */
    readonly C2C: 1;
    /** 群 | group */
    readonly GROUP: 2;
  };

  /**
   * 上传内容的类型。
   *
   * What is uploaded.
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
   * Name and version of the browser, as by Tool.getBrowserInfo().
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
   * 最近一次登录的信息，就是页面传入的 loginInfo；登录前为空。部分分支版本有它。
   *
   * What the page signed in with last, as it was handed in; empty before. Some copies of the SDK have it.
   *
   * @dialect 1.3 1.7
   * @example
   * console.info(webim.ctx.identifier);
   */
  const ctx: { [field: string]: any };

  /**
   * 返回 webim.ctx。部分分支版本有它。
   *
   * Answers webim.ctx. Some copies of the SDK have it.
   *
   * @returns 同 webim.ctx | the same as webim.ctx
   * @dialect 1.3 1.7
   * @example
   * console.info(webim.getCtx().identifier);
   */
  function getCtx(): { [field: string]: any };

  /**
   * 1.7 的表情：序号 → [名称, 图片地址]，35 个，从 0 起。页面可以改它，Face 按它显示。
   * data-emotions="none" 时为空。
   *
   * The emoticons of 1.7: number → [name, address of the picture], 35 of them from 0. Pages may change it; Face shows what stands here.
   * Empty with data-emotions="none".
   *
   * @dialect 1.7
   * @example
   * webim.Emotions[0][0]; // → [惊讶]
   */
  const Emotions: { [index: string]: [string, string] };

  /**
   * 1.7 的表情序号：名称 → 序号，从 0 起。
   *
   * The numbers of 1.7's emoticons by name, from 0.
   *
   * @dialect 1.7
   * @example
   * webim.EmotionDataIndexs['[微笑]']; // → 14
   */
  const EmotionDataIndexs: { [name: string]: number };

  /**
   * 1.3 的表情：名称 → 图片地址，67 个。强制 1.7 时与 Emotions 相同。
   *
   * The emoticons of 1.3: name → address of the picture, 67 of them. The same as Emotions where 1.7 is forced.
   *
   * @dialect 1.3 1.7
   * @example
   * webim.EmotionPicData['[微笑]'].slice(0, 11); // → data:image/
   */
  const EmotionPicData: { [name: string]: any };

  /**
   * 1.3 的表情序号：名称 → 序号，从 1 起。一旦知道页面使用 1.7，它就是 EmotionDataIndexs。
   *
   * The numbers of 1.3's emoticons by name, from 1. Once it is known that the page speaks 1.7 it is EmotionDataIndexs.
   *
   * @dialect 1.3 1.7
   * @example
   * typeof webim.EmotionPicDataIndex['[微笑]']; // → number
   */
  const EmotionPicDataIndex: { [name: string]: number };

  /** @section listeners 监听器 | Listeners */

  /**
   * 登录时交给 SDK 的回调，都可以省略。监听器里抛出的异常报告到控制台，不影响其他监听器和轮询。
   *
   * What a page hands over at sign-in; each may be left out. An exception thrown in a listener is reported in the console and stops neither the others nor the poll.
   */
  interface Listeners {
    /**
     * 连接状态变化：ErrorCode 见 CONNECTION_STATUS。INIT→ON、断开、恢复各通知一次；直播大群每次轮询都以 0 通知。
     *
     * The connection's state changed: ErrorCode is one of CONNECTION_STATUS. Told once for INIT→ON, for a break and for coming back; a big room tells 0 with each poll.
     *
     * @param info 状态 | the state
     * @dialect 1.7
     * @example
     * webim.login(loginInfo, {
     *   onConnNotify: (info) => {
     *     if (info.ErrorCode === webim.CONNECTION_STATUS.ON) console.info('connected');
     *     if (info.ErrorCode === webim.CONNECTION_STATUS.OFF) console.warn('offline', info.ErrorInfo);
     *   },
     * });
     */
    onConnNotify?: ((info: Answer) => void) | null;
    /**
     * 新消息：单聊、群消息和群提示，同一批一次给出，已经在 MsgStore 中。
     *
     * New messages: one to one, of groups, and tips; one call for all of a batch, which is in MsgStore already.
     *
     * @param msgs 新消息 | the new messages
     * @dialect 1.3 1.7 1.3 中 syncMsgs 取来的元素是 { msg }，轮询来的群消息是 Msg | in 1.3 the items are { msg } where syncMsgs fetched them, Msg where the poll brought a group's
     * @example
     * webim.login(loginInfo, {
     *   onMsgNotify: (msgs) => {
     *     for (const msg of msgs) console.info(msg.getSession().id(), msg.getFromAccountNick(), msg.toHtml());
     *   },
     * });
     */
    onMsgNotify?: ((msgs: any[]) => void) | null;
    /**
     * 直播大群的新消息，也可能是空数组。不在 MsgStore 中。
     *
     * New messages of a big room, perhaps none. They are not in MsgStore.
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
     * 群资料变更，没有变的字段为 null。取历史消息时不调用。
     *
     * A group's profile changed; what did not change is null. Not called for history.
     *
     * @param notify 哪个群，新值 | which group, and the new values
     * @dialect 1.3 1.7
     * @example
     * webim.login(loginInfo, {
     *   onGroupInfoChangeNotify: (notify) => console.info(notify.GroupId, notify.GroupName || notify.GroupNotification),
     * });
     */
    onGroupInfoChangeNotify?: ((notify: GroupInfoChange) => void) | null;
    /**
     * 群系统通知，键是 GROUP_SYSTEM_TYPE 的值。类型 15 的参数是 { GroupId, LastReadMsgSeq }。
     *
     * Group system notices by the values of GROUP_SYSTEM_TYPE. The argument of type 15 is { GroupId, LastReadMsgSeq }.
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
     * 1.3 的群系统通知。给出它就表明页面使用 1.3。
     *
     * Group system notices of 1.3. To give it tells that the page speaks 1.3.
     *
     * @dialect 1.3
     * @example
     * webim.init(loginInfo, {
     *   groupSystemNotifys: { 1: (notice) => console.info(notice.Operator_Account), 6: (notice) => console.info(notice.GroupName) },
     * }, {});
     */
    groupSystemNotifys?: NoticeListeners<GroupNotice> | null;
    /**
     * 好友通知，键是 FRIEND_NOTICE_TYPE 的值。
     *
     * Friend notices by the values of FRIEND_NOTICE_TYPE.
     *
     * @dialect 1.7
     * @example
     * webim.login(loginInfo, {
     *   onFriendSystemNotifys: {
     *     1: (notice) => console.info('friends', notice.Accounts),
     *     3: (notice) => console.info('asked by', notice.PendencyList),
     *   },
     * });
     */
    onFriendSystemNotifys?: NoticeListeners<FriendNotice> | null;
    /**
     * 资料通知，键 1：自己或好友的资料变更。字段在 ProfileList 中，值是 ValueBytes。
     *
     * Profile notices, key 1: one's own or a friend's profile changed. The fields are in ProfileList, their values in ValueBytes.
     *
     * @dialect 1.7
     * @example
     * webim.login(loginInfo, {
     *   onProfileSystemNotifys: { 1: (notice) => console.info(notice.Profile_Account, notice.ProfileList) },
     * });
     */
    onProfileSystemNotifys?: NoticeListeners<ProfileNotice> | null;
    /**
     * 单聊事件：92 对方已读（Peer_Account、LastReadTime），96 在别处登录而被登出（1.7.2）。
     *
     * One-to-one events: 92 the other has read (Peer_Account, LastReadTime), 96 signed out because of a sign-in elsewhere (1.7.2).
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
     * 被同一用户在别处的登录挤下线（91101），轮询已经停止。
     *
     * Another sign-in of the user took this one's place (91101); polling has ended.
     *
     * @dialect 1.7
     * @example
     * webim.login(loginInfo, { onKickedEventCall: () => console.warn('signed in elsewhere') });
     */
    onKickedEventCall?: (() => void) | null;
    /**
     * 向服务器要到了一个文件或声音的地址。
     *
     * The address of a file or sound was got from the server.
     *
     * @param got 编号、地址、所有地址 | id, address, all addresses
     * @dialect 1.7
     * @example
     * webim.login(loginInfo, { onAppliedDownloadUrl: (got) => console.info(got.uuid, got.url) });
     */
    onAppliedDownloadUrl?: ((got: AppliedDownload) => void) | null;
    /**
     * 每次轮询的原始答复（1.7.2），用于调试。
     *
     * The answer of each poll as it came (1.7.2), for debugging.
     *
     * @param answer 答复 | the answer
     * @dialect 1.7 1.7.2 起 | since 1.7.2
     * @example
     * webim.login(loginInfo, { onLongPullingNotify: (answer) => console.info(answer.EventArray) });
     */
    onLongPullingNotify?: ((answer: any) => void) | null;
    /** 旧版 IE 的 JSONP 回调，不再使用 | old IE's JSONP callback, not used any more */
    jsonpCallback?: ((rspData: any) => void) | null;
  }

  /** 按类型的监听器 | listeners by type */
  interface NoticeListeners<T> {
    /** 某个类型的监听器 | the listener of a type */
    [type: string]: ((notice: T) => void) | null | undefined;
  }

  /** 群系统通知 | a group system notice */
  interface GroupNotice {
    /** 0 普通，1 来自直播大群 | 0 ordinary, 1 from a big room */
    SrcFlag?: number;
    /** 类型，见 GROUP_SYSTEM_TYPE | type, see GROUP_SYSTEM_TYPE */
    ReportType: number;
    /** 群 ID | the group's id */
    GroupId: string;
    /** 群名 | the group's name */
    GroupName: string;
    /** 操作者：申请人、处理人、邀请人等 | who did it: applicant, who handled it, inviter, … */
    Operator_Account: string;
    /** 时间，unix 秒 | time, unix seconds */
    MsgTime: number;
    /** 附言（类型 1、2、3） | remark (types 1, 2, 3) */
    RemarkInfo?: string;
    /** 申请的键（类型 1） | key of the application (type 1) */
    MsgKey?: any;
    /** 申请的凭证（类型 1） | credential of the application (type 1) */
    Authentication?: string;
    /** 自定义字段（类型 1、255） | own field (types 1, 255) */
    UserDefinedField?: string;
    /** 消息发送者（类型 1） | sender of the message (type 1) */
    From_Account?: string;
    /** 消息序号（类型 1、255） | sequence number of the message (types 1, 255) */
    MsgSeq?: number;
    /** 消息随机数（类型 1） | random number of the message (type 1) */
    MsgRandom?: number;
    /** 服务器的原始内容（1.7） | what the server sent (1.7) */
    groupReportTypeMsg?: any;
    /** 已读到的序号（类型 15） | read up to this sequence number (type 15) */
    LastReadMsgSeq?: number;
  }

  /** 好友通知 | a friend notice */
  interface FriendNotice {
    /** 类型，见 FRIEND_NOTICE_TYPE | type, see FRIEND_NOTICE_TYPE */
    Type: number;
    /** 帐号（类型 1、2、4、5、6） | accounts (types 1, 2, 4, 5, 6) */
    Accounts?: string[];
    /** 申请（类型 3）：PendencyAdd_Account、ProfileImNic、AddSource、AddWording | requests (type 3): PendencyAdd_Account, ProfileImNic, AddSource, AddWording */
    PendencyList?: any[];
  }

  /** 资料通知 | a profile notice */
  interface ProfileNotice {
    /** 类型，1 | type, 1 */
    Type: number;
    /** 谁的资料 | whose profile */
    Profile_Account: string;
    /** 变更的字段 | the fields that changed */
    ProfileList: { Tag: string; ValueBytes: any }[];
  }

  /** 单聊已读 | a read receipt */
  interface ReadNotice {
    /** 对方帐号 | the other's account */
    Peer_Account: string;
    /** 对方已读到的时间，unix 秒 | read up to, unix seconds */
    LastReadTime: number;
  }

  /** 群资料的变更，没有变的为 null | what changed of a group, null for what did not */
  interface GroupInfoChange {
    /** 群 ID | the group's id */
    GroupId: string;
    /** 头像地址 | address of the picture */
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

  /** 得到的下载地址 | an address that was got */
  interface AppliedDownload {
    /** 编号 | id */
    uuid: string;
    /** 地址 | address */
    url: string;
    /** 所有地址，即 Resources.downloadMap | all addresses, which is Resources.downloadMap */
    maps: { [key: string]: string | null };
  }

  /** @section types 选项与答复 | Options and answers */

  /** 成功的回调 | the callback of success */
  type Ok<T = Answer> = ((resp: T) => void) | null;

  /** 失败的回调 | the callback of failure */
  type Fail = ((err: ErrorAnswer) => void) | null;

  /** 每个答复都有的字段，其他字段由服务器决定 | what every answer has; the rest is the server's */
  interface Answer {
    /** OK 或 FAIL | OK or FAIL */
    ActionStatus: string;
    /** 错误码，0 为成功 | code, 0 is success */
    ErrorCode: number;
    /** 说明 | text */
    ErrorInfo: string;
  }

  /** 错误对象，见“错误码” | an error, see Error codes */
  interface ErrorAnswer {
    /** FAIL | FAIL */
    ActionStatus: string;
    /** 错误码；1.3 中 SDK 自己的错误没有 | code; the SDK's own errors have none in 1.3 */
    ErrorCode: number;
    /** 说明。1.7 中服务器的拒绝带有请求和答复的全文；1.3 中是 [错误码] 加说明 | text. In 1.7 a server's refusal is told with request and answer in full, in 1.3 as [code] and text */
    ErrorInfo: string;
    /** 服务器的原说明（1.7） | the server's own text (1.7) */
    SrcErrorInfo?: string;
    /** 批量操作各帐号的结果 | the outcome for each account of a batch */
    ResultItem?: BatchItem[];
    /** 取资料时各帐号的结果 | the outcome for each account of a profile request */
    UserProfileItem?: any[];
    /** 取群资料时各群的结果 | the outcome for each group */
    GroupInfo?: any[];
  }

  /** 登录身份 | who signs in */
  interface LoginInfo {
    /** 应用编号 | the app's id */
    sdkAppID: string | number;
    /** 与 sdkAppID 相同（1.3 需要） | the same as sdkAppID (1.3 needs it) */
    appIDAt3rd?: string | number;
    /** 帐号类型；1.7.3 起可以省略 | account type; may be left out since 1.7.3 */
    accountType?: string | number;
    /** 帐号；与 userSig 一起省略为匿名 | account; anonymous if left out together with userSig */
    identifier?: string | null;
    /** UserSig，由应用自己的服务器签发 | the UserSig, which the app's own server signs */
    userSig?: string | null;
    /** 昵称，不发送 | nickname, not sent */
    identifierNick?: string | null;
    /** 头像，不发送 | picture, not sent */
    headurl?: string | null;
    /** 其他字段不使用 | other fields are not used */
    [field: string]: any;
  }

  /** 登录选项 | options of sign-in */
  interface LoginOptions {
    /** false 使用原版的测试环境；指定了服务器时不起作用 | false: the original's test environment; has no effect with a configured server */
    isAccessFormalEnv?: boolean;
    /** false 关闭 SDK 的控制台日志，默认 true | false silences the SDK's lines in the console, default true */
    isLogOn?: boolean;
    /** 其他字段不使用 | other fields are not used */
    [field: string]: any;
  }

  /** 登录的答复 | answer of login */
  interface LoginAnswer extends Answer {
    /** 昵称，没有为 undefined | nickname, undefined if none */
    identifierNick?: string;
    /** 头像地址，没有为 null | address of the picture, null if none */
    headurl?: string | null;
  }

  /** sendMsg 的答复 | answer of sendMsg */
  interface SendAnswer extends Answer {
    /** 服务器的时间，unix 秒 | the server's time, unix seconds */
    MsgTime?: number;
    /** 群消息的序号 | sequence number of a group's message */
    MsgSeq?: number;
  }

  /** 取群历史的选项 | options of syncGroupMsgs */
  interface GroupHistoryOptions {
    /** 群 ID | the group's id */
    GroupId: string;
    /** 从哪个序号起往前，大于 0 | from which sequence number backwards, above 0 */
    ReqMsgSeq?: number;
    /** 几条，服务器一次最多 20 条左右 | how many; servers give some 20 at a time */
    ReqMsgNumber: number;
  }

  /** 取单聊历史的选项 | options of getC2CHistoryMsgs */
  interface C2CHistoryOptions {
    /** 对方帐号 | the other's account */
    Peer_Account: string;
    /** 几条，1 到 15，默认 15 | how many, 1 to 15, default 15 */
    MaxCnt?: number;
    /** 从什么时间往前，unix 秒，0 为最新 | before which time, unix seconds; 0 is the newest */
    LastMsgTime?: number;
    /** 续取的位置，默认空 | where to go on, default empty */
    MsgKey?: string;
  }

  /** 取单聊历史的答复 | answer of getC2CHistoryMsgs */
  interface C2CHistoryAnswer {
    /** 1 表示已到头 | 1: the beginning was reached */
    Complete: number;
    /** 条数 | how many */
    MsgCount: number;
    /** 续取用的时间 | the time to go on with */
    LastMsgTime: number;
    /** 续取用的位置 | the place to go on from */
    MsgKey: string;
    /** 消息，从旧到新 | the messages, oldest first */
    MsgList: Msg[];
  }

  /** c2CMsgReaded 的选项 | options of c2CMsgReaded */
  interface C2CReadOptions {
    /** 对方帐号 | the other's account */
    To_Account: string;
    /** 已读到的时间，unix 秒 | read up to, unix seconds */
    LastedMsgTime: number;
  }

  /** groupMsgReaded 的选项 | options of groupMsgReaded */
  interface GroupReadOptions {
    /** 群 ID | the group's id */
    GroupId: string;
    /** 已读到的序号 | read up to this sequence number */
    MsgReadedSeq: number;
  }

  /** getRecentContactList 的选项 | options of getRecentContactList */
  interface RecentOptions {
    /** 最多几个 | how many at most */
    Count: number;
  }

  /** 最近联系人 | recent contacts */
  interface RecentAnswer extends Answer {
    /** 会话，最近的在前 | the sessions, newest first */
    SessionItem?: RecentItem[];
  }

  /** 一个最近联系人 | one recent contact */
  interface RecentItem {
    /** 1 单聊，2 群 | 1 one to one, 2 group */
    Type: number;
    /** 对方帐号（单聊） | the other's account (one to one) */
    To_Account?: string;
    /** 群 ID（没有下划线） | the group's id (no underscore) */
    ToAccount?: string;
    /** 群名 | the group's name */
    GroupNick?: string;
    /** 群头像 | the group's picture */
    GroupImage?: string;
    /** 未读数 | how many are unread */
    UnreadMsgCount?: number;
    /** 最后一条的时间，unix 秒 | time of the last message, unix seconds */
    MsgTimeStamp: number;
    /** 最后一条的内容 | the last message in short */
    MsgShow: string;
    /** 其他字段 | other fields */
    [field: string]: any;
  }

  /** deleteChat 的选项 | options of deleteChat */
  interface DeleteChatOptions {
    /** 对方帐号，或群 ID | the other's account, or the group's id */
    To_Account: string;
    /** 1 单聊，2 群 | 1 one to one, 2 group */
    chatType: number;
  }

  /** getLongPollingId 的答复 | answer of getLongPollingId */
  interface LongPollingIdAnswer extends Answer {
    /** 编号 | the id */
    LongPollingId: string | number;
    /** 超时，秒 | timeout, seconds */
    Timeout: number;
  }

  /** 上传的选项 | options of an upload */
  interface UploadOptions {
    /** 文件 | the file */
    file: globalThis.File;
    /** 接收者：对方帐号或群 ID | for whom: the other's account or the group's id */
    To_Account?: string;
    /** 发送者（1.3；1.7 总是登录的用户） | sender (1.3; in 1.7 always who is signed in) */
    From_Account?: string | null;
    /** 用途，见 UPLOAD_PIC_BUSSINESS_TYPE | what for, see UPLOAD_PIC_BUSSINESS_TYPE */
    businessType?: number;
    /** 内容类型，见 UPLOAD_RES_TYPE，默认图片 | what it is, see UPLOAD_RES_TYPE, default a picture */
    fileType?: number;
    /** 进度，单位字节 | progress, in bytes */
    onProgressCallBack?: ((loaded: number, total: number) => void) | null;
    /** 按钮，点击停止上传（不再有回调） | a button whose click stops the upload (nobody is called then) */
    abortButton?: HTMLElement | null;
    /** SDK 写入文件的 MD5 | the SDK writes the file's MD5 here */
    fileMd5?: string;
  }

  /** 上传的答复 | answer of an upload */
  interface UploadAnswer extends Answer {
    /** 编号 | id */
    File_UUID: string;
    /** 字节数（1.7） | bytes (1.7) */
    File_Size: number;
    /** 图片：各尺寸的地址；文件：地址文本（1.7） | a picture: the sizes' addresses; a file: its address as text (1.7) */
    URL_INFO: any;
    /** 下载标志（1.7），可能没有 | download flag (1.7), perhaps none */
    Download_Flag?: number;
  }

  /** 上传得到的一个尺寸 | one size of an uploaded picture */
  interface UploadedSize {
    /** 1 原图，2 小图，4 大图 | 1 original, 2 small, 4 large */
    PIC_TYPE: number;
    /** 地址 | address */
    DownUrl: string;
    /** 宽，像素 | width, pixels */
    PIC_Width: number;
    /** 高，像素 | height, pixels */
    PIC_Height: number;
    /** 字节数 | bytes */
    PIC_Size: number;
  }

  /** base64 上传的选项 | options of an upload as base64 */
  interface Base64UploadOptions {
    /** 接收者 | for whom */
    toAccount: string;
    /** 用途，见 UPLOAD_PIC_BUSSINESS_TYPE | what for, see UPLOAD_PIC_BUSSINESS_TYPE */
    businessType: number;
    /** 内容类型，见 UPLOAD_RES_TYPE | what it is, see UPLOAD_RES_TYPE */
    File_Type?: number;
    /** MD5，32 位小写十六进制 | MD5, 32 hexadecimal digits in lower case */
    fileMd5: string;
    /** 字节数（编码前） | bytes (before encoding) */
    totalSize: number;
    /** 内容，base64，不带 data: 头 | content as base64, without a data: head */
    base64Str: string;
  }

  /** 表单上传的选项 | options of an upload by form */
  interface FormUploadOptions {
    /** 表单的 id | id of the form */
    formId: string;
    /** 文件框的 id | id of the file control */
    fileId: string;
    /** 接收者 | for whom */
    To_Account: string;
    /** 用途，见 UPLOAD_PIC_BUSSINESS_TYPE | what for, see UPLOAD_PIC_BUSSINESS_TYPE */
    businessType: number;
    /** 内容类型，见 UPLOAD_RES_TYPE | what it is, see UPLOAD_RES_TYPE */
    fileType?: number;
  }

  /** applyDownload 的答复 | answer of applyDownload */
  interface DownloadAnswer extends Answer {
    /** 0 为成功 | 0 is success */
    error_code?: number;
    /** 得到的地址 | the address */
    response_info?: { url: string };
  }

  /** getProfilePortrait 的选项 | options of getProfilePortrait */
  interface GetProfileOptions {
    /** 自己的帐号（1.3） | one's own account (1.3) */
    From_Account?: string | null;
    /** 谁的资料，最多 100 人 | whose profiles, 100 at most */
    To_Account?: string[];
    /** 哪些字段 | which fields */
    TagList: string[];
    /** 已知的版本（1.3），一般为 0 | the known version (1.3), mostly 0 */
    LastStandardSequence?: number;
  }

  /** getProfilePortrait 的答复 | answer of getProfilePortrait */
  interface ProfileAnswer extends Answer {
    /** 每人一项 | one for each user */
    UserProfileItem: { To_Account: string; ProfileItem?: Tagged[]; ResultCode: number; ResultInfo: string }[];
  }

  /** 一个字段和它的值 | a field and its value */
  interface Tagged {
    /** 字段 | field */
    Tag: string;
    /** 值 | value */
    Value: any;
  }

  /** setProfilePortrait 的选项 | options of setProfilePortrait */
  interface SetProfileOptions {
    /** 自己的帐号（1.3） | one's own account (1.3) */
    From_Account?: string | null;
    /** 要改的字段 | the fields to change */
    ProfileItem: Tagged[];
  }

  /** 批量操作的答复 | answer of a batch */
  interface BatchAnswer extends Answer {
    /** 每个帐号一项 | one for each account */
    ResultItem: BatchItem[];
    /** 失败的帐号 | accounts that failed */
    Fail_Account?: string[];
    /** 不存在的帐号 | accounts that there are not */
    Invalid_Account?: string[];
  }

  /** 批量操作中一个帐号的结果 | the outcome for one account */
  interface BatchItem {
    /** 帐号 | account */
    To_Account: string;
    /** 结果，0 为成功 | outcome, 0 is success */
    ResultCode: number;
    /** 说明 | text */
    ResultInfo: string;
  }

  /** applyAddFriend 的选项 | options of applyAddFriend */
  interface AddFriendOptions {
    /** 自己的帐号（1.3） | one's own account (1.3) */
    From_Account?: string | null;
    /** 加谁 | whom to ask */
    AddFriendItem: AddFriendItem[];
  }

  /** 加一个好友 | one friend to be */
  interface AddFriendItem {
    /** 对方帐号 | the other's account */
    To_Account: string;
    /** 来源，AddSource_Type_ 加最多 8 个字母，一般为 AddSource_Type_Unknow | source: AddSource_Type_ and up to 8 letters, mostly AddSource_Type_Unknow */
    AddSource: string;
    /** 备注，最长 96 字节 | remark, at most 96 bytes */
    Remark?: string;
    /** 附言，最长 120 字节 | what one says to the other, at most 120 bytes */
    AddWording?: string;
    /** 分组 | group of friends */
    GroupName?: string;
  }

  /** responseFriend 的选项 | options of responseFriend */
  interface RespondFriendOptions {
    /** 自己的帐号（1.3） | one's own account (1.3) */
    From_Account?: string | null;
    /** 答复；ResponseAction 为 Response_Action_Agree、Response_Action_AgreeAndAdd 或 Response_Action_Reject | the answers; ResponseAction is Response_Action_Agree, Response_Action_AgreeAndAdd or Response_Action_Reject */
    ResponseFriendItem: { To_Account: string; ResponseAction: string; Remark?: string }[];
  }

  /** getAllFriend 的选项 | options of getAllFriend */
  interface FriendListOptions {
    /** 自己的帐号（1.3） | one's own account (1.3) */
    From_Account?: string | null;
    /** 上次取的时间，unix 秒，0 为全部 | time of the last fetch, unix seconds; 0 is all */
    TimeStamp: number;
    /** 从第几个起，0 为开头 | where the page begins, 0 at first */
    StartIndex: number;
    /** 几个 | how many */
    GetCount: number;
    /** 已知的版本，一般为 0 | the known version, mostly 0 */
    LastStandardSequence: number;
    /** 哪些字段 | which fields */
    TagList: string[];
  }

  /** 好友列表 | the list of friends */
  interface FriendListAnswer extends Answer {
    /** 好友总数 | number of friends */
    FriendNum: number;
    /** 下一页的开头，0 为取完 | where the next page begins, 0 if there is none */
    StartIndex: number;
    /** 好友 | the friends */
    InfoItem?: { Info_Account: string; SnsProfileItem?: Tagged[] }[];
  }

  /** deleteFriend 的选项 | options of deleteFriend */
  interface DeleteFriendOptions {
    /** 自己的帐号（1.3） | one's own account (1.3) */
    From_Account?: string | null;
    /** 删除谁 | whom */
    To_Account: string[];
    /** Delete_Type_Single 只删我这边，Delete_Type_Both 双方都删 | Delete_Type_Single: my side only; Delete_Type_Both: both */
    DeleteType: string;
  }

  /** getPendency 的选项 | options of getPendency */
  interface PendencyOptions {
    /** 自己的帐号（1.3） | one's own account (1.3) */
    From_Account?: string | null;
    /** Pendency_Type_ComeIn 收到的，Pendency_Type_SendOut 发出的 | Pendency_Type_ComeIn: received; Pendency_Type_SendOut: sent */
    PendencyType: string;
    /** 从什么时间起，0 为开头 | from when, 0 at first */
    StartTime: number;
    /** 几个 | how many */
    MaxLimited: number;
    /** 已知的版本，一般为 0 | the known version, mostly 0 */
    LastSequence: number;
  }

  /** 好友申请 | requests to be friends */
  interface PendencyAnswer extends Answer {
    /** 申请 | the requests */
    PendencyItem?: { To_Account: string; AddTime: number; AddSource: string; AddWording: string; Nick: string }[];
    /** 未读的申请数 | how many are unread */
    UnreadPendencyCount: number;
  }

  /** getPendencyReport 的选项 | options of getPendencyReport */
  interface PendencyReportOptions {
    /** 看到什么时间，unix 秒 | seen up to, unix seconds */
    LatestPendencyTimeStamp: number;
  }

  /** deletePendency 的选项 | options of deletePendency */
  interface DeletePendencyOptions {
    /** 自己的帐号（1.3） | one's own account (1.3) */
    From_Account?: string | null;
    /** 类型，见 getPendency | kind, see getPendency */
    PendencyType: string;
    /** 谁的申请 | whose */
    To_Account: string[];
  }

  /** 一些帐号 | some accounts */
  interface AccountsOptions {
    /** 自己的帐号（1.3） | one's own account (1.3) */
    From_Account?: string | null;
    /** 帐号 | the accounts */
    To_Account: string[];
  }

  /** getBlackList 的选项 | options of getBlackList */
  interface BlackListOptions {
    /** 自己的帐号（1.3） | one's own account (1.3) */
    From_Account?: string | null;
    /** 从第几个起，0 为开头 | where the page begins, 0 at first */
    StartIndex: number;
    /** 几个 | how many */
    MaxLimited: number;
    /** 已知的版本，一般为 0 | the known version, mostly 0 */
    LastSequence: number;
  }

  /** 黑名单 | the black list */
  interface BlackListAnswer extends Answer {
    /** 黑名单中的人 | who is on it */
    BlackListItem?: { To_Account: string; AddBlackTimeStamp: number }[];
    /** 下一页的开头，0 为取完 | where the next page begins, 0 if there is none */
    StartIndex: number;
  }

  /** createGroup 的选项 | options of createGroup */
  interface CreateGroupOptions {
    /** Private、Public、ChatRoom 或 AVChatRoom | Private, Public, ChatRoom or AVChatRoom */
    Type: string;
    /** 群名，最长 30 字节 | name, at most 30 bytes */
    Name: string;
    /** 初始成员的帐号，最多 500 人，不用邀请 | accounts of the first members, 500 at most, without invitation */
    MemberList?: string[];
    /** 群 ID，默认由服务器决定（1.7） | the group's id, by default the server's choice (1.7) */
    GroupId?: string;
    /** 群主，默认为自己 | owner, by default oneself */
    Owner_Account?: string | null;
    /** 简介，最长 120 字节 | introduction, at most 120 bytes */
    Introduction?: string;
    /** 公告，最长 150 字节 | notification, at most 150 bytes */
    Notification?: string;
    /** 头像地址，最长 100 字节 | address of the picture, at most 100 bytes */
    FaceUrl?: string;
    /** 最多多少人 | how many members at most */
    MaxMemberCount?: number;
    /** 加群方式：FreeAccess 随意，NeedPermission 需审批，DisableApply 禁止 | how to join: FreeAccess, NeedPermission, DisableApply */
    ApplyJoinOption?: string;
    /** 自定义字段 | own fields */
    AppDefinedData?: KeyValue[];
  }

  /** 一个自定义字段 | a field of one's own */
  interface KeyValue {
    /** 键 | key */
    Key: string;
    /** 值 | value */
    Value: string;
  }

  /** createGroupHigh 的选项 | options of createGroupHigh */
  interface CreateGroupHighOptions {
    /** Private、Public、ChatRoom 或 AVChatRoom | Private, Public, ChatRoom or AVChatRoom */
    Type: string;
    /** 群名 | name */
    Name: string;
    /** 初始成员，可以带角色 | first members, perhaps with roles */
    MemberList?: { Member_Account: string; Role?: string; AppMemberDefinedData?: KeyValue[] }[];
    /** 其他同 createGroup | the rest as in createGroup */
    [field: string]: any;
  }

  /** 群 ID | a group's id */
  interface GroupIdOptions {
    /** 群 ID | the group's id */
    GroupId: string;
  }

  /** 得到的群 ID | the id of a new group */
  interface GroupIdAnswer extends Answer {
    /** 群 ID | the group's id */
    GroupId: string;
  }

  /** getJoinedGroupListHigh 的选项 | options of getJoinedGroupListHigh */
  interface JoinedGroupsOptions {
    /** 自己的帐号 | one's own account */
    Member_Account: string | null;
    /** 几个，省略为全部 | how many, all if left out */
    Limit?: number;
    /** 从第几个起 | where the page begins */
    Offset?: number;
    /** 只要某个类型 | of one type only */
    GroupType?: string;
    /** 群的字段，省略为全部 | fields of the groups, all if left out */
    GroupBaseInfoFilter?: string[];
    /** 自己的字段：Role、JoinTime、MsgFlag、UnreadMsgNum | one's own: Role, JoinTime, MsgFlag, UnreadMsgNum */
    SelfInfoFilter?: string[];
  }

  /** 加入的群 | the groups that one is in */
  interface JoinedGroupsAnswer extends Answer {
    /** 总数，与分页无关 | how many in all, whatever the page */
    TotalCount?: number;
    /** 群 | the groups */
    GroupIdList?: (GroupProfile & { SelfInfo?: { Role?: string; JoinTime?: number; MsgFlag?: string; UnreadMsgNum?: number } })[];
  }

  /** 群资料，字段由请求的过滤器决定 | a group's profile, as far as the filters asked for it */
  interface GroupProfile {
    /** 群 ID | the group's id */
    GroupId: string;
    /** 该群的错误码，0 为成功 | the group's own code, 0 is success */
    ErrorCode?: number;
    /** 该群的错误说明 | the group's own text */
    ErrorInfo?: string;
    /** 类型 | type */
    Type?: string;
    /** 名称 | name */
    Name?: string;
    /** 简介 | introduction */
    Introduction?: string;
    /** 公告 | notification */
    Notification?: string;
    /** 头像地址 | address of the picture */
    FaceUrl?: string;
    /** 群主 | owner */
    Owner_Account?: string;
    /** 创建时间，unix 秒 | when it was made, unix seconds */
    CreateTime?: number;
    /** 资料最后变更的时间 | when its profile changed last */
    LastInfoTime?: number;
    /** 最后一条消息的时间 | time of the last message */
    LastMsgTime?: number;
    /** 下一条消息的序号 | sequence number of the next message */
    NextMsgSeq?: number;
    /** 人数 | number of members */
    MemberNum?: number;
    /** 最多人数 | how many members at most */
    MaxMemberNum?: number;
    /** 加群方式 | how to join */
    ApplyJoinOption?: string;
    /** 全员禁言 On 或 Off | everybody muted: On or Off */
    ShutUpAllMember?: string;
    /** 成员 | members */
    MemberList?: GroupMember[];
    /** 自定义字段 | own fields */
    AppDefinedData?: KeyValue[];
  }

  /** 群成员，字段由请求的过滤器决定 | a member, as far as the filter asked for it */
  interface GroupMember {
    /** 帐号 | account */
    Member_Account: string;
    /** 角色：Owner、Admin、Member | role: Owner, Admin, Member */
    Role?: string;
    /** 加入时间，unix 秒 | when joined, unix seconds */
    JoinTime?: number;
    /** 已读到的序号 | read up to this sequence number */
    MsgSeq?: number;
    /** 消息提示方式：AcceptAndNotify、AcceptNotNotify、Discard | message flag: AcceptAndNotify, AcceptNotNotify, Discard */
    MsgFlag?: string;
    /** 最后发言时间 | time of the last message sent */
    LastSendMsgTime?: number;
    /** 禁言到什么时间，unix 秒，0 为没有禁言 | muted until, unix seconds; 0 is not muted */
    ShutUpUntil?: number;
    /** 名片 | name card */
    NameCard?: string;
    /** 自定义字段 | own fields */
    AppMemberDefinedData?: KeyValue[];
  }

  /** getGroupPublicInfo 的选项 | options of getGroupPublicInfo */
  interface GroupPublicInfoOptions {
    /** 哪些群 | which groups */
    GroupIdList: string[];
    /** 哪些字段，省略为全部 | which fields, all if left out */
    GroupBasePublicInfoFilter?: string[];
  }

  /** searchGroupByName 的选项 | options of searchGroupByName */
  interface SearchGroupOptions {
    /** 名称的一部分 | part of the name */
    Content: string;
    /** 第几页，从 0 起 | which page, from 0 */
    PageNum: number;
    /** 每页几个 | how many on a page */
    GroupPerPage: number;
    /** 哪些字段 | which fields */
    ResponseFilter?: { GroupBasePublicInfoFilter?: string[] };
  }

  /** getGroupInfo 的选项 | options of getGroupInfo */
  interface GroupInfoOptions {
    /** 哪些群 | which groups */
    GroupIdList: string[];
    /** 群的字段，省略为全部 | fields of the group, all if left out */
    GroupBaseInfoFilter?: string[];
    /** 成员的字段，省略则没有成员列表 | fields of the members, no list of members if left out */
    MemberInfoFilter?: string[];
    /** 群的自定义字段 | own fields of the group */
    AppDefinedDataFilter_Group?: string[];
    /** 成员的自定义字段 | own fields of members */
    AppDefinedDataFilter_GroupMember?: string[];
  }

  /** 群资料的答复 | profiles of groups */
  interface GroupInfoAnswer extends Answer {
    /** 每个群一项 | one for each group */
    GroupInfo: GroupProfile[];
  }

  /** modifyGroupBaseInfo 的选项 | options of modifyGroupBaseInfo */
  interface ModifyGroupOptions {
    /** 群 ID | the group's id */
    GroupId: string;
    /** 名称 | name */
    Name?: string;
    /** 简介，空文本清空 | introduction, an empty text clears it */
    Introduction?: string;
    /** 公告，空文本清空 | notification, an empty text clears it */
    Notification?: string;
    /** 头像地址 | address of the picture */
    FaceUrl?: string;
    /** 最多人数（注意与 createGroup 的名称不同） | how many members at most (mind the name, which differs from createGroup's) */
    MaxMemberNum?: number;
    /** 加群方式 | how to join */
    ApplyJoinOption?: string;
    /** 全员禁言 On 或 Off，群主和管理员除外 | mutes everybody but owner and admins: On or Off */
    ShutUpAllMember?: string;
    /** 自定义字段，值为空文本则删除 | own fields, deleted by an empty value */
    AppDefinedData?: KeyValue[];
  }

  /** changeGroupOwner 的选项 | options of changeGroupOwner */
  interface ChangeOwnerOptions {
    /** 群 ID | the group's id */
    GroupId: string;
    /** 新群主，必须是成员 | the new owner, who has to be a member */
    NewOwner_Account: string;
  }

  /** 申请加群的选项 | options of an application to join */
  interface JoinGroupOptions {
    /** 群 ID | the group's id */
    GroupId: string;
    /** 附言，最长 300 字节 | remark, at most 300 bytes */
    ApplyMsg?: string;
    /** 自定义字段，交给处理的人 | own field, handed to who decides */
    UserDefinedField?: string;
  }

  /** 申请加群的答复 | answer of an application */
  interface JoinAnswer extends Answer {
    /** JoinedSuccess 已加入，WaitAdminApproval 等待处理 | JoinedSuccess: one is in; WaitAdminApproval: it is decided later */
    JoinedStatus: string;
  }

  /** 处理加群申请的选项 | options of answering an application */
  interface HandleApplicationOptions {
    /** 群 ID | the group's id */
    GroupId: string;
    /** 申请人 | applicant */
    Applicant_Account: string;
    /** Agree 同意，Reject 拒绝 | Agree or Reject */
    HandleMsg: string;
    /** 凭证，取自通知 | credential, from the notice */
    Authentication: string;
    /** 键，取自通知 | key, from the notice */
    MsgKey: any;
    /** 答复的附言 | remark of the answer */
    ApprovalMsg?: string;
    /** 自定义字段，取自通知 | own field, from the notice */
    UserDefinedField?: string;
  }

  /** 答复邀请的选项 | options of answering an invitation */
  interface HandleInvitationOptions {
    /** 群 ID | the group's id */
    GroupId: string;
    /** 邀请人 | inviter */
    Inviter_Account: string;
    /** Agree 同意，Reject 拒绝 | Agree or Reject */
    HandleMsg: string;
    /** 凭证，取自通知 | credential, from the notice */
    Authentication: string;
    /** 键，取自通知 | key, from the notice */
    MsgKey: any;
    /** 答复的附言 | remark of the answer */
    ApprovalMsg?: string;
    /** 自定义字段 | own field */
    UserDefinedField?: string;
  }

  /** 删除加群申请的选项 | options of deleting applications */
  interface DeleteApplicationOptions {
    /** 要删除的申请 | the applications */
    DelMsgList: { From_Account: string; MsgSeq: number; MsgRandom: number }[];
  }

  /** getPendencyGroup 的选项 | options of getPendencyGroup */
  interface GroupPendencyOptions {
    /** 从什么时间往前，unix 秒，0 为最新 | before when, unix seconds; 0 is the newest */
    StartTime: number;
    /** 几条 | how many */
    Limit: number;
  }

  /** 加群申请和邀请 | applications and invitations */
  interface GroupPendencyAnswer extends Answer {
    /** 未读数 | how many are unread */
    UnreadCount?: number;
    /** 申请和邀请 | applications and invitations */
    PendencyList?: any[];
  }

  /** getPendencyGroupRead 的选项 | options of getPendencyGroupRead */
  interface GroupPendencyReadOptions {
    /** 看到什么时间，unix 秒 | seen up to, unix seconds */
    ReportTime: number;
  }

  /** sendCustomGroupNotify 的选项 | options of sendCustomGroupNotify */
  interface CustomNotifyOptions {
    /** 群 ID | the group's id */
    GroupId: string;
    /** 内容，1 到 8898 字节 | content, 1 to 8,898 bytes */
    Content: string;
    /** 给谁，省略为全体 | to whom, all if left out */
    ToMembers_Account?: string[];
  }

  /** getGroupMemberInfo 的选项 | options of getGroupMemberInfo */
  interface GroupMembersOptions {
    /** 群 ID | the group's id */
    GroupId: string;
    /** 从第几个起 | where the page begins */
    Offset?: number;
    /** 几个 | how many */
    Limit?: number;
    /** 哪些字段，省略为全部 | which fields, all if left out */
    MemberInfoFilter?: string[];
    /** 只要某些角色（1.7） | of some roles only (1.7) */
    MemberRoleFilter?: string[];
    /** 自定义字段（1.7） | own fields (1.7) */
    AppDefinedDataFilter_GroupMember?: string[];
  }

  /** 群成员的答复 | the members of a group */
  interface GroupMembersAnswer extends Answer {
    /** 全部人数 | number of all members */
    MemberNum: number;
    /** 成员 | the members */
    MemberList: GroupMember[];
  }

  /** addGroupMember 的选项 | options of addGroupMember */
  interface AddMembersOptions {
    /** 群 ID | the group's id */
    GroupId: string;
    /** 加谁，最多 500 人 | whom, 500 at most */
    MemberList: { Member_Account: string }[];
    /** 1 表示不发群提示，只有应用管理员可以 | 1: without a tip, for administrators of the app only */
    Silence?: number;
  }

  /** addGroupMember 的答复 | answer of addGroupMember */
  interface AddMembersAnswer extends Answer {
    /** 每人一项 | one for each user */
    MemberList: { Member_Account: string; Result: number }[];
  }

  /** modifyGroupMember 的选项 | options of modifyGroupMember */
  interface ModifyMemberOptions {
    /** 群 ID | the group's id */
    GroupId: string;
    /** 谁 | whom */
    Member_Account: string | null;
    /** Admin 或 Member | Admin or Member */
    Role?: string;
    /** AcceptAndNotify、AcceptNotNotify 或 Discard | AcceptAndNotify, AcceptNotNotify or Discard */
    MsgFlag?: string;
    /** 禁言时长，秒，0 解除 | seconds of a mute, 0 lifts it */
    ShutUpTime?: number;
    /** 名片，最长 50 字节（1.7） | name card, at most 50 bytes (1.7) */
    NameCard?: string;
    /** 自定义字段（1.7） | own fields (1.7) */
    AppMemberDefinedData?: KeyValue[];
  }

  /** forbidSendMsg 的选项 | options of forbidSendMsg */
  interface MuteOptions {
    /** 群 ID | the group's id */
    GroupId: string;
    /** 谁，最多 500 人 | whom, 500 at most */
    Members_Account: string[] | string;
    /** 多久，秒，0 解除，最长一年 | how long, seconds; 0 lifts it, a year at most */
    ShutUpTime: number;
  }

  /** deleteGroupMember 的选项 | options of deleteGroupMember */
  interface RemoveMembersOptions {
    /** 群 ID | the group's id */
    GroupId: string;
    /** 谁，最多 500 人 | whom, 500 at most */
    MemberToDel_Account: string[] | string;
    /** 1 表示不发群提示 | 1: without a tip */
    Silence?: number | string;
    /** 原因（1.7） | reason (1.7) */
    Reason?: string;
  }

  /** getRoleInGroup 的选项 | options of getRoleInGroup */
  interface RolesOptions {
    /** 群 ID | the group's id */
    GroupId: string;
    /** 谁，最多 500 人 | who, 500 at most */
    User_Account: string[];
  }

  /** getRoleInGroup 的答复 | answer of getRoleInGroup */
  interface RolesAnswer extends Answer {
    /** 每人一项；不是成员为 NotMember | one for each user; NotMember for who is none */
    UserIdList: { Member_Account: string; Role: string }[];
  }

  /** 会话的内部状态 | a session's state */
  interface SessionState {
    /** 键 | key */
    skey: string;
    /** 类型 | type */
    type: string;
    /** 编号 | id */
    id: string;
    /** 名称 | name */
    name: string;
    /** 图标 | picture */
    icon: string;
    /** 未读数 | how many are unread */
    unread: number;
    /** 是否自动已读 | whether auto-read is on */
    isAutoRead: boolean;
    /** 最后活跃时间 | time of the last activity */
    time: number;
    /** 最大消息序号 | highest sequence number */
    curMaxMsgSeq: number;
    /** 消息 | messages */
    msgs: Msg[];
    /** 历史是否取到头（1.7） | whether history was fetched to its beginning (1.7) */
    isFinished?: number;
  }

  /** 浏览器 | a browser */
  interface BrowserInfo {
    /** ie、firefox、chrome、opera、safari 或 unknow | ie, firefox, chrome, opera, safari or unknow */
    type: string;
    /** 版本，不认识为 -1 | version, -1 if unknown */
    ver: string | number;
  }
}

export = webim;
export as namespace webim;
