// Names of modified copies of the original, which the original does not have.

export function addForkNames(webim) {
  webim.ctx = {}; // the loginInfo of the last sign-in
  webim.getCtx = () => webim.ctx;
  webim.deleteGroupSystemMsgs = webim.deleteApplyJoinGroupPendency;
  webim.Msg.prototype.getSign = function () {
    return this.sign;
  };
}
