// The examples of chapter 2 of the vendor's guide "Web 开发文档", version 1.3, as
// printed. The indentation is ours, and the block ends that the scan added at page
// breaks are removed. Further changes:
//   the statements of 2.1 are inside a function, which the page calls when it is ready;
//   2.1, tlsGetUserSig: the missing opening bracket of alert is added.

// ---- 2.1 TLS 登录（托管模式）

function example_2_1() {
    //判断是否已经拿到临时身份凭证
    if (TLSHelper.getQuery('tmpsig')) {
        if (loginInfo.identifier == null) {
            console.info('start fetchUserSig');
            //获取正式身份凭证，成功后会回调 tlsGetUserSig(res)函数
            TLSHelper.fetchUserSig();
        }
    } else { //未登录
        if (loginInfo.identifier == null) {
            //弹出选择应用类型对话框
            $('#select_app_dialog').modal('show');
            $("body").css("background-color", 'white');
        }
    }
}

//tls 登录
function tlsLogin() {
    //跳转到 TLS 登录页面
    TLSHelper.goLogin({
        sdkappid: loginInfo.sdkAppID,
        acctype: loginInfo.accountType,
        url: callBackUrl
    });
}

function tlsGetUserSig(res) {
    //成功拿到凭证
    if (res.ErrorCode == TlsErrorCode.OK) {
        //从当前 URL 中获取参数为 identifier 的值
        loginInfo.identifier = TLSHelper.getQuery("identifier");
        //拿到正式身份凭证
        loginInfo.userSig = res.UserSig;
        //从当前 URL 中获取参数为 sdkappid 的值
        loginInfo.sdkAppID = loginInfo.appIDat3rd = Number(TLSHelper.getQuery("sdkappid"));
        //从 cookie 获取 accountType
        var accountType = webim.Tool.getCookie('accountType');
        if (accountType) {
            loginInfo.accountType = accountType;
            initDemoApp();
        } else {
            alert('accountType 非法');
        }
    } else {
        //签名过期，需要重新登录
        if (res.ErrorCode == TlsErrorCode.SIGNATURE_EXPIRATION) {
            tlsLogin();
        } else {
            alert("[" + res.ErrorCode + "]" + res.ErrorInfo);
        }
    }
}

// ---- 2.2 登出

//退出
function quitClick() {
    if (loginInfo.identifier) {
        document.getElementById("webim_demo").style.display = "none";
        //离线
        webim.offline(
            function (resp) {
                loginInfo.identifier = null;
                loginInfo.userSig = null;
                window.location.href = callBackUrl;
            }
        );
    } else {
        alert('未登录');
    }
}
