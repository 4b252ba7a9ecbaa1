// Names that copies of the original have, and the original had not.

export function addForkNames(webim) {
  webim.ctx = {}; // who signed in last, as the page said it
  webim.getCtx = () => webim.ctx;
  webim.deleteGroupSystemMsgs = webim.deleteApplyJoinGroupPendency;
  webim.Msg.prototype.getSign = function () {
    return this.sign;
  };
}
