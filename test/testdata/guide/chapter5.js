// The examples of chapter 5 of the vendor's guide "Web 开发文档", version 1.3, as
// printed. The indentation is ours, and the block ends that the scan added at page
// breaks are removed. Further changes:
//   statements are inside functions, which the page calls when it is ready; sess of 5.1 is
//   the argument of its function.

// ---- 5.1 获取当前会话未读消息数

function example_5_1(sess) {
    //更新其他聊天对象的未读消息数
    updateSessDiv(sess.id(), sess.unread());
}

// ---- 5.2 设置会话自动已读标记

function example_5_2() {
    //消息已读上报, 以及设置会话自动已读标记
    webim.setAutoRead(selSess, true, true);
}

// ---- 5.3 重置上一次读取新 c2c 消息 Cookie 和是否继续拉取标记

function example_5_3() {
    webim.MsgStore.resetCookieAndSyncFlag();
}
