// The examples of chapter 4 of the vendor's guide "Web 开发文档", version 1.3, as
// printed. The indentation is ours, and the block ends that the scan added at page
// breaks are removed. Further changes:
//   the statements of 4.7, 4.9, 4.10 are inside functions, which the page calls when it is
//   ready; so are the classes of 4.4 and 4.5, or they would replace the SDK's;
//   4.7: the duplicate braces at the end of syncMsgsCallbackOK are removed.

// ---- 4.1 发送消息（文本和表情）

//发送消息
function onSendMsg() {
    if (!selToID) {
        alert("您还没有好友, 暂不能聊天");
        $("#send_msg_text").val("");
        return;
    }
    //获取消息内容
    var msgtosend = document.getElementsByClassName("msgedit")[0].value;
    var msgLen = webim.Tool.getStrBytes(msgtosend);

    if (msgtosend.length < 1) {
        alert("发送的消息不能为空!");
        $("#send_msg_text").val("");
        return;
    }
    var maxLen, errInfo;
    if (selType == SessionType.C2C) {
        maxLen = MaxMsgLen.C2C;
        errInfo = "消息长度超出限制(最多" + Math.round(maxLen/3) + "汉字)";
    } else {
        maxLen = MaxMsgLen.GROUP;
        errInfo = "消息长度超出限制(最多" + Math.round(maxLen/3) + "汉字)";
    }
    if (msgLen > maxLen) {
        alert(errInfo);
        return;
    }
    if (!selSess) {
        selSess = new webim.Session(selType, selToID, selToID, friendHeadUrl,
            Math.round(new Date().getTime() / 1000));

    }
    var msg = new webim.Msg(selSess, true);

    //解析文本和表情
    var expr = /\[[^\]]{1,3}\]/mg;
    var emotions = msgtosend.match(expr);
    if (!emotions || emotions.length < 1) {
        var text_obj = new webim.Msg.Elem.Text(msgtosend);
        msg.addText(text_obj);
    } else {

        for (var i = 0; i < emotions.length; i++) {
            var tmsg = msgtosend.substring(0,
                msgtosend.indexOf(emotions[i]));
            if (tmsg) {
                var text_obj = new webim.Msg.Elem.Text(tmsg);
                msg.addText(text_obj);
            }
            var emotion = webim.EmotionPicData[emotions[i]];
            if (emotion) {
                var face_obj = new
                    webim.Msg.Elem.Face(webim.EmotionPicDataIndex[emotions[i]], emotions[i]);
                msg.addFace(face_obj);
            } else {
                var text_obj = new webim.Msg.Elem.Text(emotions[i]);
                msg.addText(text_obj);
            }
            var restMsgIndex = msgtosend.indexOf(emotions[i]) +
                emotions[i].length;
            msgtosend = msgtosend.substring(restMsgIndex);
        }
        if (msgtosend) {
            var text_obj = new webim.Msg.Elem.Text(msgtosend);
            msg.addText(text_obj);
        }
    }

    webim.sendMsg(msg, function (resp) {
        addMsg(msg);
        curMsgCount++;
        $("#send_msg_text").val("");
        turnoffFaces_box();
    }, function (err) {
        alert(err.ErrorInfo);
        $("#send_msg_text").val("");
    });
}

// ---- 4.2 上传图片

//上传图片
function uploadPic() {
    var uploadFiles = document.getElementById('upd_pic');
    var file = uploadFiles.files[0];

    var businessType;//业务类型，1-发群图片，2-向好友发图片
    if (selType == SessionType.C2C) { //向好友发图片
        businessType = UploadPicBussinessType.C2C_MSG;
    } else if (selType == SessionType.GROUP) { //发群图片
        businessType = UploadPicBussinessType.GROUP_MSG;
    }
    //封装上传图片请求
    var opt = {
        'file': file, //图片对象
        'onProgressCallBack': onProgressCallBack, //上传图片进度条回调函数
        //'abortButton': document.getElementById('upd_abort'), //停止上传图片按钮
        'From_Account': loginInfo.identifier, //发送者帐号
        'To_Account': selToID, //接收者
        'businessType': businessType //业务类型
    };
    //上传图片
    webim.uploadPic(opt,

        function (resp) {
            //上传成功发送图片
            sendPic(resp);
            $('#upload_pic_dialog').modal('hide');
        },
        function (err) {
            alert(err.ErrorInfo);
        }
    );
}

// ---- 4.3 发送消息（图片）

function sendPic(images) {
    if (!selToID) {
        alert("您还没有好友，暂不能聊天");
        return;
    }

    if (!selSess) {
        selSess = new webim.Session(selType, selToID, selToID, friendHeadUrl, Math.round(new
                Date().getTime() / 1000));
    }
    var msg = new webim.Msg(selSess, true);

    var images_obj = new webim.Msg.Elem.Images(images.File_UUID);
    for (var i in images.URL_INFO) {
        var img = images.URL_INFO[i];
        var newImg;
        var type;
        switch (img.PIC_TYPE) {
            case 1://原图
                type = 1;//原图
                break;
            case 2://小图（缩略图）
                type = 3;//小图
                break;
            case 4://大图
                type = 2;//大图
                break;
        }
        newImg = new webim.Msg.Elem.Images.Image(type, img.PIC_Size, img.PIC_Width,
            img.PIC_Height, img.DownUrl);
        images_obj.addImage(newImg);
    }
    msg.addImage(images_obj);
    //调用发送图片接口
    webim.sendMsg(msg, function (resp) {
        addMsg(msg);
        curMsgCount++;
    }, function (err) {
        alert(err.ErrorInfo);
    });
}

// ---- 4.4 播放语音

function example_4_4_classes() {
    // class Msg.Elem.Sound
    Msg.Elem.Sound = function (uuid, second, size, senderId, downUrl) {
        this.uuid = uuid;//语音 id
        this.second = second;//时长，单位：秒
        this.size = size;//大小，单位：字节
        this.senderId = senderId;//发送者 id
        this.downUrl = downUrl;//下载 url
    };

    Msg.Elem.Sound.prototype.getUUID = function () {
        return this.uuid;
    };
    Msg.Elem.Sound.prototype.getSecond = function () {
        return this.second;
    };
    Msg.Elem.Sound.prototype.getSize = function () {
        return this.size;
    };
    Msg.Elem.Sound.prototype.getSenderId = function () {
        return this.senderId;
    };
    Msg.Elem.Sound.prototype.getDownUrl = function () {
        return this.downUrl;
    };
    Msg.Elem.Sound.prototype.toHtml = function () {
        if (browserInfo.type == 'ie' && parseInt(browserInfo.ver) <= 8) {
            return '[这是一条语音消息]demo 暂不支持 ie8(含)以下浏览器播放语音,语音 URL:' + this.downUrl;
        }
        return '<audio src="' + this.downUrl + '" controls="controls" onplay="onChangePlayAudio(this)" preload="none"></audio>';
    };
}

// ---- 4.5 下载文件

function example_4_5_classes() {
    // class Msg.Elem.File
    Msg.Elem.File = function(uuid,name,size,senderId,downUrl) {
        this.uuid = uuid;//文件 id
        this.name = name;//文件名
        this.size = size;//大小，单位：字节
        this.senderId = senderId;//发送者
        this.downUrl = downUrl;//下载地址
    };

    Msg.Elem.File.prototype.getUUID = function() {
        return this.uuid;
    };

    Msg.Elem.File.prototype.getName = function() {
        return this.name;
    };

    Msg.Elem.File.prototype.getSize = function() {

        return this.size;
    };

    Msg.Elem.File.prototype.getSenderId = function() {
        return this.senderId;
    };

    Msg.Elem.File.prototype.getDownUrl = function() {
        return this.downUrl;
    };

    Msg.Elem.File.prototype.toHtml = function() {
        var fileSize=Math.round(this.size/1024);
        return '<a href="'+this.downUrl+'" title="点击下载文件" ><i class="glyphicon glyphicon-file">&nbsp;'+this.name+'('+fileSize+'KB)</i></a>';
    };
}

// ---- 4.6 发送消息（自定义）

function sendCustomMsg() {
    if (!selToID) {
        alert("您还没有好友或群组，暂不能聊天");
        return;
    }
    var data = $("#ecm_data").val();
    var desc = $("#ecm_desc").val();
    var ext = $("#ecm_ext").val();

    var msgLen = webim.Tool.getStrBytes(data);

    if (data.length < 1) {
        alert("发送的消息不能为空!");
        return;
    }
    var maxLen, errInfo;
    if (selType == SessionType.C2C) {
        maxLen = MaxMsgLen.C2C;
        errInfo = "消息长度超出限制(最多" + Math.round(maxLen / 3) + "汉字)";
    } else {
        maxLen = MaxMsgLen.GROUP;
        errInfo = "消息长度超出限制(最多" + Math.round(maxLen / 3) + "汉字)";
    }
    if (msgLen > maxLen) {
        alert(errInfo);
        return;
    }

    if (!selSess) {
        selSess = new webim.Session(selType, selToID, selToID, friendHeadUrl, Math.round(new
                Date().getTime() / 1000));
    }
    var msg = new webim.Msg(selSess, true);
    var custom_obj = new webim.Msg.Elem.Custom(data, desc, ext);
    msg.addCustom(custom_obj);
    //调用发送消息接口
    webim.sendMsg(msg, function (resp) {
        addMsg(msg);
        curMsgCount++;
        $('#edit_custom_msg_dialog').modal('hide');
    }, function (err) {
        alert(err.ErrorInfo);
    });
}

// ---- 4.7 获取未读 c2c 消息

function example_4_7() {
    webim.syncMsgs(syncMsgsCallbackOK);
}

//获取 C2C 最新消息成功回调函数
function syncMsgsCallbackOK() {
    if (webim.MsgStore.sessCount() > 0) {
        var sessMap = webim.MsgStore.sessMap();
        for (var i in sessMap) {
            //console.info("sessMap[i]=%O",sessMap[i]);
            var sess = sessMap[i];
            if (selToID == sess.id()) { //处于当前聊天界面
                selSess = sess;
                var msgCount = sess.msgCount();
                // add new msgs
                if (msgCount > curMsgCount) {
                    for (var mj = curMsgCount; mj < msgCount; mj++) {
                        var msg = sess.msg(mj);
                        addMsg(msg);
                        curMsgCount++;
                    }
                    //消息已读上报，以及设置会话自动已读标记
                    webim.setAutoRead(selSess, true, true);
                }
            } else {
                //更新其他聊天对象的未读消息数
                updateSessDiv(sess.id(), sess.unread());
            }
        }
    }
}

// ---- 4.8 获取群漫游消息

//获取我的群组列表回调函数
function getGroupsCallbackOK() {

    selType == SessionType.GROUP && getGroupInfo(selToID, function (resp) {
        //拉取最新消息
        var opts = {
            'GroupId': selToID,
            'ReqMsgSeq': resp.GroupInfo[0].NextMsgSeq - 1,
            'ReqMsgNumber': 100
        };
        if (opts.ReqMsgSeq == null || opts.ReqMsgSeq == undefined) {
            alert('群消息序列号非法');
            return;
        }
        webim.syncGroupMsgs(opts, syncGroupMsgsCallbackOK);
    });
}

// ---- 4.9 获取所有会话

function example_4_9() {
    //获取所有聊天会话
    var sessMap = webim.MsgStore.sessMap();

    //遍历会话列表
    for (var i in sessMap) {
        var sess = sessMap[i];
        if (selToID == sess.id()) { //处于当前聊天界面
            selSess = sess;
            //获取当前会话消息数
            var msgCount = sess.msgCount();
            // add new msgs
            if (msgCount > curMsgCount) {

                for (var j = curMsgCount; j < msgCount; j++) {
                    var msg = sess.msg(j);
                    //在聊天窗体中新增一条消息
                    addMsg(msg);
                    curMsgCount++;
                }
                //消息已读上报，以及设置会话自动已读标记
                webim.setAutoRead(selSess, true, true);
            }
        } else {
            //更新其他聊天对象的未读消息数
            updateSessDiv(sess.id(), sess.unread());
        }
    }
}

// ---- 4.10 获取会话

function example_4_10() {
    selSess = webim.MsgStore.sessById(selType, selToID);
}
