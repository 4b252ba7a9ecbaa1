// Pictures and files: upload first, then a message that tells where they are
// (guide 4.2 and 4.3).

const mostPictureBytes = 30 * 1024 * 1024;
const mostFileBytes = 20 * 1024 * 1024;
const UploadPicBussinessType = { GROUP_MSG: 1, C2C_MSG: 2 };
const uploadFileType = 2; // webim.UPLOAD_RES_TYPE.FILE; a picture has none

// Upload has codes of its own.
const uploadErrors = { '-3': '服务器没有收到完整的文件，请重试', '-6': '服务器不接受这个文件', '-8': '服务器不接受这个文件' };

// The sizes of a picture: what the upload calls them, and what a message does.
const imageTypes = { 1: 1, 2: 3, 4: 2 }; // original, small, large

let serverTakesFiles = true; // until it refuses

// showAttachments: a version that cannot send a kind has no button for it.
function showAttachments() {
  byId('attach_picture').hidden = !serverTakesFiles;
  byId('attach_file').hidden = !serverTakesFiles || !dialect.sendsFiles;
}

function chooseFile(input, isPicture) {
  input.onchange = function () {
    const file = input.files[0];
    input.value = '';
    if (file) uploadFile(file, isPicture);
  };
  input.click();
}

function uploadFile(file, isPicture) {
  const most = isPicture ? mostPictureBytes : mostFileBytes;
  if (file.size === 0) return toast('这个文件是空的，请另选一个', 'error');
  if (file.size > most) return toast((isPicture ? '图片' : '文件') + '不能超过 ' + most / 1024 / 1024 + ' MB，请另选一个', 'error');
  const c = openConversation;
  const upload = { cancelled: false };
  const options = {
    file,
    From_Account: loginInfo.identifier,
    To_Account: selToID,
    businessType: selType === SessionType.GROUP ? UploadPicBussinessType.GROUP_MSG : UploadPicBussinessType.C2C_MSG,
    onProgressCallBack,
    abortButton: byId('upload_abort'),
  };
  if (!isPicture) options.fileType = uploadFileType;
  byId('upload_title').textContent = isPicture ? '正在发送图片' : '正在发送文件';
  byId('upload_name').textContent = file.name;
  onProgressCallBack(0, file.size);
  openDialog('upload');
  byId('upload').onclose = () => (upload.cancelled = true);
  // The SDK puts its own handler on the abort button; this one stands beside it.
  byId('upload_abort').addEventListener('click', () => closeDialog('upload'), { once: true });
  webim.uploadPic(options, function (resp) {
    if (upload.cancelled) return;
    closeDialog('upload');
    if (c === openConversation) (isPicture ? sendPic : sendFile)(resp, file);
  }, function (err) {
    if (upload.cancelled) return;
    closeDialog('upload');
    if (!isUnsupported(err)) return toast('上传失败：' + (uploadErrors[err.ErrorCode] || errorText(err)), 'error');
    toast('服务器还不支持发送' + (isPicture ? '图片' : '文件'), 'error');
    serverTakesFiles = false;
    showAttachments();
  });
}

// onProgressCallBack hears bytes; a slice that is read again counts again.
function onProgressCallBack(loadedSize, totalSize) {
  byId('upload_progress').value = Math.min(100, (loadedSize / totalSize) * 100);
}

function sendPic(images, file) {
  sendElems(function (msg) {
    const format = file.name.split('.').pop().toUpperCase();
    const elem = new webim.Msg.Elem.Images(images.File_UUID, format);
    for (const img of images.URL_INFO) {
      elem.addImage(new webim.Msg.Elem.Images.Image(imageTypes[img.PIC_TYPE], img.PIC_Size, img.PIC_Width, img.PIC_Height, img.DownUrl));
    }
    msg.addImage(elem);
  });
}

function sendFile(resp, file) {
  sendElems((msg) => msg.addFile(new webim.Msg.Elem.File(resp.File_UUID, file.name, file.size, loginInfo.identifier, selToID, resp.Download_Flag, selType)));
}

function initAttachments() {
  byId('attach_picture').onclick = () => chooseFile(byId('picture_input'), true);
  byId('attach_file').onclick = () => chooseFile(byId('file_input'), false);
  // A picture from the clipboard is sent as if it had been chosen.
  byId('message_text').addEventListener('paste', function (event) {
    const picture = [...event.clipboardData.files].find((file) => file.type.startsWith('image/'));
    if (!picture) return;
    event.preventDefault();
    uploadFile(picture, true);
  });
}
