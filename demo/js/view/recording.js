// Records a sound. The API cannot send sounds, so it is sent as a file, which the chat
// plays (1.7).

import { openConversation } from '../model/open_conversation.js';
import { sendContent } from '../model/outbox.js';
import { byId } from '../page/dom.js';
import { t } from '../page/i18n.js';
import { toast } from '../page/toasts.js';

const maxRecordSeconds = 60;

let recorder = null;
let timer = 0;

export function canRecord() {
  return 'MediaRecorder' in window && Boolean(navigator.mediaDevices);
}

export async function startRecording() {
  let stream = null;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  } catch {
    return toast(t('浏览器没有允许录音'), 'error');
  }
  const parts = [];
  const started = Date.now();
  recorder = new MediaRecorder(stream);
  recorder.ondataavailable = (event) => parts.push(event.data);
  recorder.onstop = function () {
    for (const track of stream.getTracks()) track.stop();
    const { isWanted } = recorder;
    recorder = null;
    showRecording(false);
    if (isWanted && openConversation) sendContent({ kind: 'file', file: soundFile(parts, Math.round((Date.now() - started) / 1000)), isPicture: false });
  };
  recorder.start();
  showRecording(true);
  const tick = function () {
    const seconds = Math.floor((Date.now() - started) / 1000);
    byId('record_time').textContent = t('正在录音 {time}', { time: Math.floor(seconds / 60) + ':' + String(seconds % 60).padStart(2, '0') });
    if (seconds >= maxRecordSeconds) stopRecording(true);
  };
  tick();
  timer = setInterval(tick, 500);
}

function soundFile(parts, seconds) {
  const type = parts[0].type.split(';')[0];
  const ending = { 'audio/mp4': 'm4a', 'audio/ogg': 'ogg' }[type] || 'webm';
  return new File(parts, t('语音 {n} 秒', { n: Math.max(1, seconds) }) + '.' + ending, { type });
}

export function stopRecording(isWanted) {
  if (!recorder || recorder.state === 'inactive') return;
  recorder.isWanted = isWanted;
  recorder.stop();
}

function showRecording(is) {
  if (!is) clearInterval(timer);
  byId('recording').hidden = !is;
}
