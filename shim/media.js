// The parts of uploads and downloads that need the document or a File. Slices, digest
// and retries are in Go.
import { OpCleanURL, OpFileURL, OpSoundURL } from 'webim:border';
import { invoke } from './host.js';
import { textOf } from './define.js';
import { PREFIX } from './log.js';

const FIRST_CHECK = 500; // ms until the first check for the form's response
const CHECK_INTERVAL = 100; // ms
const GRACE = 10000; // ms for the response to appear after a page has loaded in the frame
const FORM_TIMEOUT = 1800000; // ms

const urls = {}; // URLs of downloads, shared by all instances: links in HTML call the page's webim
let frames = 0; // number of frames created in this page

export function createMedia(webim, sdk) {
  const downloadMap = {};
  webim.Resources = { downloadMap };
  sdk.setDownload = (uuid, url) => (urls['uuid_' + textOf(uuid)] = downloadMap['uuid_' + textOf(uuid)] = url);

  // URLs of received sounds and files; null without a ticket.
  sdk.soundURL = function (uuid, sender) {
    const url = sdk.hasTicket && sdk.hot.text(OpSoundURL, textOf(uuid), textOf(sender));
    if (!url) webim.Log.error(PREFIX + '拼接语音下载url不报错：ip或者authkey为空');
    return url || null;
  };
  sdk.fileURL = function (uuid, sender, name) {
    const url = sdk.hasTicket && sdk.hot.text(OpFileURL, textOf(uuid), textOf(sender), textOf(name));
    if (!url) webim.Log.error(PREFIX + '拼接文件下载url不报错：ip或者authkey为空');
    return sdk.setDownload(uuid, url || null);
  };
  sdk.applyDownload = function (element) {
    const { uuid, senderId, receiverId, busiId, downFlag } = element;
    sdk.send('applyElement', {
      uuid: textOf(uuid), sender: textOf(senderId), receiver: receiverId, business: busiId, flag: downFlag,
      sound: element instanceof webim.Msg.Elem.Sound,
    }, undefined, undefined, element);
  };

  webim.onDownFile = function (uuid) {
    const key = 'uuid_' + textOf(uuid);
    const url = downloadMap[key] === undefined ? urls[key] : downloadMap[key];
    window.open(url === undefined || url === null ? url : sdk.hot.text(OpCleanURL, textOf(url)));
  };

  const upload = (asPicture) => function (options, cbOk, cbErr) {
    if (sdk.refused(cbErr, asPicture ? 'uploadPic' : 'uploadFile', options)) return undefined;
    const o = options || {};
    const error = missing(o.file);
    if (error) return sdk.failed(cbErr, ...error);
    const progress = typeof o.onProgressCallBack === 'function' ? o.onProgressCallBack : undefined;
    sdk.go('upload', {
      From_Account: o.From_Account, To_Account: o.To_Account, businessType: o.businessType, fileType: o.fileType,
      name: o.file.name, size: o.file.size, progress: progress !== undefined, asPicture,
    }, cbOk, cbErr, {
      file: o.file,
      progress,
      digest(md5) {
        o.fileMd5 = md5;
      },
      onStop(stop) {
        if (o.abortButton) o.abortButton.onclick = stop;
      },
    });
    return undefined;
  };
  webim.uploadPic = upload(true);
  webim.uploadFile = upload(false);

  function missing(file) {
    if (!file) return ['获取文件对象为空: file(没有选择文件)', -19];
    if (typeof file.slice !== 'function' || !(file.size >= 0)) return ['file不是File或Blob对象', -19];
    return null;
  }

  // For browsers that cannot read files: the page's form is posted to a hidden frame,
  // whose window.name then holds the response.
  webim.submitUploadFileForm = function (options, cbOk, cbErr) {
    if (sdk.refused(cbErr, 'submitUploadFileForm', options)) return undefined;
    const error = (info, code) => sdk.failed(cbErr, info, code);
    const { formId, fileId, To_Account, businessType, fileType } = options || {};
    const form = document.getElementById(textOf(formId));
    if (!form) return error(`获取表单对象为空: formId=${textOf(formId)}(formId非法)`, -20);
    const file = document.getElementById(textOf(fileId));
    if (!file) return error(`获取文件对象为空: fileId=${textOf(fileId)}(没有选择文件或者fileId非法)`, -21);
    const post = sdk.query('uploadForm', { To_Account, businessType, fileType }, cbErr);
    if (!post) return undefined; // already reported
    const { action, fields } = post;
    file.name = 'file';

    const frame = document.createElement('iframe');
    frame.name = frame.id = `uploadResultIframe_${frames++}`;
    frame.style.display = 'none';
    document.body.appendChild(frame);
    form.action = action;
    form.method = 'post';
    form.target = frame.name;
    for (const [name, value] of fields) {
      const input = document.createElement('input');
      input.type = 'hidden';
      input.name = name;
      input.value = value;
      form.appendChild(input);
    }
    form.submit();
    let until = Date.now() + FORM_TIMEOUT;
    // The loaded page is the response, an error page, or the initial empty document.
    frame.onload = () => {
      let at;
      try {
        at = frame.contentWindow.location.href;
      } catch (e) { /* of another origin */ }
      if (at !== 'about:blank') until = Math.min(until, Date.now() + GRACE);
    };
    const check = () => {
      let result = null;
      try {
        result = JSON.parse(frame.contentWindow.name);
      } catch (e) { /* not loaded yet, or still of another origin */ }
      if (!result || !result.ActionStatus) {
        if (Date.now() < until) return void setTimeout(check, CHECK_INTERVAL);
        result = sdk.tool.getReturnError('请求服务器失败,请检查你的网络是否正常', -2);
      }
      frame.onload = null;
      frame.src = 'about:blank';
      if (frame.parentNode) frame.parentNode.removeChild(frame);
      invoke(result.ActionStatus === 'OK' ? cbOk : cbErr, undefined, [result]);
    };
    setTimeout(check, FIRST_CHECK);
    return undefined;
  };
}
