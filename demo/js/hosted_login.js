// The hosted login (guide 2.1): TLSHelper navigates to a login page, which returns with a
// ticket (tmpsig) that is exchanged for a UserSig. The demo loads its script on demand;
// other sites have it as a script tag.

import { developmentApp, storeLogin } from './model/users.js';
import { userAddress, version } from './page/address.js';
import { ask } from './page/dialogs.js';
import { make } from './page/dom.js';
import { t } from './page/i18n.js';
import { toast } from './page/toasts.js';

function withTLSHelper(then) {
  if (window.TLSHelper) return then();
  document.body.append(make('script', { src: '/libs/api.min.js', onload: then, onerror: () => toast(t('没能载入托管登录'), 'error') }));
}

export function tlsLogin(v = version) {
  withTLSHelper(function () {
    const callBackUrl = location.origin + userAddress(null, v);
    TLSHelper.goLogin({ sdkappid: developmentApp.sdkAppID, acctype: developmentApp.accountType, url: callBackUrl });
  });
}

// finishLogin exchanges the ticket in the address; tlsGetUserSig continues.
export function finishLogin() {
  Object.assign(window, { tlsGetUserSig }); // called by TLSHelper
  withTLSHelper(() => TLSHelper.fetchUserSig());
}

// tlsGetUserSig is called by TLSHelper.
function tlsGetUserSig(res) {
  if (res.ErrorCode === TlsErrorCode.OK) {
    const sdkAppID = Number(TLSHelper.getQuery('sdkappid'));
    const login = {
      identifier: TLSHelper.getQuery('identifier'),
      userSig: res.UserSig,
      sdkAppID,
      appIDAt3rd: sdkAppID,
      accountType: Number((/(?:^|; )accountType=(\d+)/.exec(document.cookie) || [])[1]) || developmentApp.accountType,
    };
    storeLogin(login);
    location.replace(userAddress(login.identifier)); // the ticket leaves the address
  } else if (res.ErrorCode === TlsErrorCode.SIGNATURE_EXPIRATION) {
    ask({ title: t('登录凭证已过期'), text: t('请重新登录。'), yes: t('前往托管登录'), no: t('返回') }, () => tlsLogin(), () => location.replace(userAddress(null)));
  } else {
    ask({ title: t('没能登录'), text: '[' + res.ErrorCode + ']' + res.ErrorInfo, yes: t('返回'), once: true }, () => location.replace(userAddress(null)));
  }
}
