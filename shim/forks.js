// Names that modified copies of the original have, and the original lacks.

export function addForkNames(webim) {
  webim.ctx = {}; // the loginInfo of the last sign-in
  webim.getCtx = () => webim.ctx;
  webim.deleteGroupSystemMsgs = webim.deleteApplyJoinGroupPendency;
  webim.Msg.prototype.getSign = function () {
    return this.sign;
  };
}
