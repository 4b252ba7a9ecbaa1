// Choosing what to attach: with a button, by dropping it on the conversation, or
// from the clipboard.

import { openConversation } from './chat.js';
import { dialect } from './dialect.js';
import { byId } from './dom.js';
import { t } from './i18n.js';
import { sizeText } from './sizes.js';
import { toast } from './toasts.js';
import { sendUpload } from './uploads.js';

export const mostPictureBytes = 30 * 1024 * 1024;
const mostFileBytes = 20 * 1024 * 1024;

// showAttachments: a version that cannot send a kind has no button for it.
export function showAttachments() {
  byId('attach_file').hidden = !dialect.sendsFiles;
}

// attach sends files in their order; what is no picture by its type is a file.
function attach(files) {
  if (!openConversation || openConversation.closed) return;
  for (const file of files) {
    const isPicture = file.type.startsWith('image/');
    const most = isPicture ? mostPictureBytes : mostFileBytes;
    if (file.size === 0) toast(t('「{name}」是空的，请另选一个', { name: file.name }), 'error');
    else if (file.size > most) toast(t('「{name}」超过 {size}，请另选一个', { name: file.name, size: sizeText(most) }), 'error');
    else if (!isPicture && !dialect.sendsFiles) toast(t('1.3 版接口不能发送文件，只能发送图片'), 'error');
    else sendUpload(file, isPicture);
  }
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
  byId('message_text').addEventListener('paste', function (event) {
    if (!event.clipboardData.files.length) return;
    event.preventDefault();
    attach([...event.clipboardData.files]);
  });
  const chat = byId('chat');
  const holdsFiles = (event) => [...event.dataTransfer.types].includes('Files');
  let inside = 0; // entering a child is told before leaving its parent
  const hint = function (step) {
    inside = Math.max(0, inside + step);
    byId('drop_hint').hidden = inside === 0 || !openConversation || Boolean(openConversation.closed);
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
