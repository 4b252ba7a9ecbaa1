// Attachments: chosen with a button, dropped on the conversation, or pasted.

import { dialect } from '../model/dialect.js';
import { blockedReason } from '../model/my_mute.js';
import { openConversation } from '../model/open_conversation.js';
import { sendContent } from '../model/outbox.js';
import { maxPictureBytes } from '../model/uploads.js';
import { openDialog } from '../page/dialogs.js';
import { byId, make, setText } from '../page/dom.js';
import { t } from '../page/i18n.js';
import { sizeText } from '../page/sizes.js';
import { toast } from '../page/toasts.js';
import { fileCard } from './elements.js';
import { isTooLong } from './message_box.js';
import { canRecord, startRecording, stopRecording } from './recording.js';

const maxFileBytes = 20 * 1024 * 1024;

// showAttachments shows the buttons for the kinds that the version can send.
export function showAttachments() {
  byId('attach_file').hidden = !dialect.sendsFiles;
  byId('record').hidden = !dialect.sendsFiles || !canRecord();
  setText(byId('composer_hint'), dialect.sendsFiles
    ? t('Enter 发送，Shift + Enter 换行；图片和文件可以拖到这里，也可以粘贴')
    : t('Enter 发送，Shift + Enter 换行；图片可以拖到这里，也可以粘贴'));
}

// attach shows a preview of the files that can be sent. Files that are not pictures by
// their type are sent as files.
function attach(files) {
  const c = openConversation;
  if (!c || blockedReason(c)) return;
  const good = files.filter(function (file) {
    const isPicture = file.type.startsWith('image/');
    const most = isPicture ? maxPictureBytes : maxFileBytes;
    if (file.size === 0) toast(t('「{name}」是空的，请另选一个', { name: file.name }), 'error');
    else if (file.size > most) toast(t('「{name}」超过 {size}，请另选一个', { name: file.name, size: sizeText(most) }), 'error');
    else if (!isPicture && !dialect.sendsFiles) toast(t('1.3 版接口不能发送文件，只能发送图片'), 'error');
    else return true;
    return false;
  });
  if (good.length) openAttachments(c, good);
}

// openAttachments opens the preview and sends the files in order, with a caption.
function openAttachments(c, files) {
  const urls = [];
  byId('preview_files').replaceChildren(...files.map(function (file) {
    if (!file.type.startsWith('image/')) return make('li', {}, fileCard(file.name, file.size, null));
    urls.push(URL.createObjectURL(file));
    return make('li', {}, make('img', { src: urls[urls.length - 1], alt: file.name }));
  }));
  const caption = byId('preview_caption');
  caption.value = '';
  setText(byId('preview_title'), files.every((file) => file.type.startsWith('image/')) ? t('发送图片') : t('发送文件'));
  byId('preview').onclose = () => urls.forEach((url) => URL.revokeObjectURL(url));
  openDialog('preview', function () {
    const text = caption.value.trim();
    if (text && isTooLong(text)) return false;
    if (c !== openConversation) return true;
    files.forEach((file, i) => sendContent({ kind: 'file', file, isPicture: file.type.startsWith('image/'), caption: i === files.length - 1 ? text : '' }));
    return true;
  });
}

function chooseFiles(input) {
  input.onchange = function () {
    const files = [...input.files];
    input.value = '';
    attach(files);
  };
  input.click();
}

export function initAttachments() {
  byId('attach_picture').onclick = () => chooseFiles(byId('picture_input'));
  byId('attach_file').onclick = () => chooseFiles(byId('file_input'));
  byId('record').onclick = startRecording;
  byId('record_cancel').onclick = () => stopRecording(false);
  byId('record_send').onclick = () => stopRecording(true);
  byId('message_text').addEventListener('paste', function (event) {
    if (!event.clipboardData.files.length) return;
    event.preventDefault();
    attach([...event.clipboardData.files]);
  });
  const chat = byId('chat');
  const holdsFiles = (event) => [...event.dataTransfer.types].includes('Files');
  let inside = 0; // a child's dragenter is fired before its parent's dragleave
  const hint = function (step) {
    inside = Math.max(0, inside + step);
    byId('drop_hint').hidden = inside === 0 || !openConversation || Boolean(blockedReason(openConversation));
  };
  chat.addEventListener('dragenter', (event) => holdsFiles(event) && hint(1));
  chat.addEventListener('dragleave', (event) => holdsFiles(event) && hint(-1));
  chat.addEventListener('dragover', (event) => holdsFiles(event) && event.preventDefault());
  chat.addEventListener('drop', function (event) {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    hint(-inside);
    attach([...event.dataTransfer.files]);
  });
}
