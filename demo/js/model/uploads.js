// Uploads pictures and files (guide 4.2), and creates their messages (4.3).

import { emit } from '../page/events.js';
import { t } from '../page/i18n.js';
import { dialect } from './dialect.js';
import { addTextAndFaces } from './faces.js';
import { newMessage } from './message_content.js';
import { identifyEcho } from './rows.js';
import { loginInfo } from './users.js';

export const maxPictureBytes = 30 * 1024 * 1024;

// Error codes of uploads.
const uploadErrors = { '-3': '服务器没有收到完整的文件，请重试', '-6': '服务器不接受这个文件', '-8': '服务器不接受这个文件' };

const notAPicture = /不是可识别的图片/; // in the text of the SDK's error, whose code is generic

// The sizes of a picture in the response to an upload, which has other numbers for them
// than a message.
export const PIC_TYPE = { ORIGIN: 1, SMALL: 2, LARGE: 4 };
const imageTypes = { [PIC_TYPE.ORIGIN]: webim.IMAGE_TYPE.ORIGIN, [PIC_TYPE.SMALL]: webim.IMAGE_TYPE.SMALL, [PIC_TYPE.LARGE]: webim.IMAGE_TYPE.LARGE };

// addUploadRow adds a row for a file whose message does not exist yet.
export function addUploadRow(c, { file, isPicture, caption }) {
  const upload = { file, isPicture, caption, preview: isPicture ? URL.createObjectURL(file) : null };
  const row = { msg: null, key: null, seq: null, time: Math.round(Date.now() / 1000), state: 'waiting', error: '', upload };
  c.rows.push(row);
  return row;
}

// upload uploads a file and creates its message from the response. cbErr receives an
// error like sendMsg's.
export function upload(c, row, cbOk, cbErr) {
  const { file, isPicture } = row.upload;
  row.state = 'uploading';
  const options = {
    file,
    From_Account: loginInfo.identifier,
    To_Account: c.id,
    businessType: c.type === webim.SESSION_TYPE.GROUP ? webim.UPLOAD_PIC_BUSSINESS_TYPE.GROUP_MSG : webim.UPLOAD_PIC_BUSSINESS_TYPE.C2C_MSG,
    onProgressCallBack: (loaded, total) => row.upload && row.upload.onProgress && row.upload.onProgress(loaded / total),
    abortButton: row.upload.abort = {}, // the SDK sets its onclick
  };
  if (!isPicture) options.fileType = webim.UPLOAD_RES_TYPE.FILE;
  const { attempt } = row;
  const isCurrent = () => row.attempt === attempt && Boolean(row.upload);
  emit('messages');
  webim.uploadPic(options, function (resp) {
    if (isCurrent()) uploaded(c, row, resp, cbOk);
  }, function (err) {
    if (!isCurrent()) return;
    if (isPicture && notAPicture.test(err.ErrorInfo)) return uploadAsFile(c, row, cbOk, cbErr);
    cbErr(uploadErrors[err.ErrorCode] ? { ErrorInfo: t(uploadErrors[err.ErrorCode]) } : err);
  });
}

// uploadAsFile uploads a picture that the server cannot decode as a file.
function uploadAsFile(c, row, cbOk, cbErr) {
  if (!dialect.sendsFiles) return cbErr({ ErrorInfo: t('这不是图片，1.3 版接口不能发送文件') });
  const { file, caption } = row.upload;
  row.upload = { file, isPicture: false, caption, preview: null };
  upload(c, row, cbOk, cbErr);
}

// uploaded creates the message.
function uploaded(c, row, resp, cbOk) {
  const { file, isPicture, caption } = row.upload;
  if (row.upload.preview) URL.revokeObjectURL(row.upload.preview);
  row.upload = null;
  row.msg = newMessage(c, { kind: 'copy', elems: [] });
  if (isPicture) addPicture(row.msg, resp, file);
  else addFile(row.msg, resp, file, c);
  if (caption) addTextAndFaces(row.msg, caption);
  row.time = row.msg.time;
  identifyEcho(c, row);
  cbOk();
}

function addPicture(msg, images, file) {
  const elem = new webim.Msg.Elem.Images(images.File_UUID, file.name.split('.').pop().toUpperCase());
  for (const img of images.URL_INFO) {
    elem.addImage(new webim.Msg.Elem.Images.Image(imageTypes[img.PIC_TYPE], img.PIC_Size, img.PIC_Width, img.PIC_Height, img.DownUrl));
  }
  msg.addImage(elem);
}

function addFile(msg, resp, file, c) {
  msg.addFile(new webim.Msg.Elem.File(resp.File_UUID, file.name, file.size, loginInfo.identifier, c.id, resp.Download_Flag, c.type));
}

export function stopUpload(row) {
  if (row.upload.abort && row.upload.abort.onclick) row.upload.abort.onclick();
  if (row.upload.preview) URL.revokeObjectURL(row.upload.preview);
}
