// The bubble of a file during its upload, with the progress (guide 4.2).

import { openConversation } from '../model/open_conversation.js';
import { cancelSending } from '../model/outbox.js';
import { deleteRow } from '../model/rows.js';
import { icon, iconButton, make } from '../page/dom.js';
import { emit } from '../page/events.js';
import { t } from '../page/i18n.js';
import { sizeText } from '../page/sizes.js';
import { fileCard } from './elements.js';

export function uploadBubble(row) {
  const { file, preview } = row.upload;
  const cancel = iconButton('close', t('取消发送'));
  cancel.addEventListener('click', () => cancelUpload(openConversation, row));
  const bar = make('progress', { max: 100, value: 0, 'aria-label': t('已上传') });
  row.upload.onProgress = (share) => (bar.value = Math.min(100, share * 100)); // a repeated slice counts again
  return make('div', { class: 'bubble uploading' + (preview ? ' photo' : ' carded') },
    preview
      ? make('img', { src: preview, alt: file.name, onerror: (event) => event.target.replaceWith(fileCard(file.name, file.size, null)) })
      : make('span', { class: 'card file-card' }, make('span', { class: 'file-icon', 'aria-hidden': 'true' }, icon('file')),
        make('span', { class: 'file-text' }, make('strong', { text: file.name }), make('small', { text: sizeText(file.size) }))),
    make('div', { class: 'upload-bar' }, bar, cancel));
}

// cancelUpload removes the file from the conversation.
function cancelUpload(c, row) {
  cancelSending(c, row);
  deleteRow(c, row);
  emit('messages');
}
