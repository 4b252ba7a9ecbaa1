// The box to write in.

const MaxMsgLen = { C2C: 12000, GROUP: 8898 }; // bytes of UTF-8
const hasTouch = matchMedia('(pointer: coarse)').matches;

function onSendMsg() {
  const box = byId('message_text');
  const text = box.value.replace(/^\n+|\s+$/g, '');
  if (!text) return box.focus();
  const most = selType === SessionType.C2C ? MaxMsgLen.C2C : MaxMsgLen.GROUP;
  if (webim.Tool.getStrBytes(text) > most) {
    return toast('消息太长（最多 ' + Math.floor(most / 3) + ' 个汉字），请分几次发送', 'error');
  }
  box.value = '';
  fitComposer();
  showEmotions(false);
  sendElems((msg) => addTextAndFaces(msg, text));
  box.focus();
}

// insertText puts text where the cursor is.
function insertText(text) {
  const box = byId('message_text');
  box.setRangeText(text, box.selectionStart, box.selectionEnd, 'end');
  fitComposer();
}

// fitComposer lets the box grow with its lines; css/composer.css limits it.
function fitComposer() {
  const box = byId('message_text');
  box.style.height = 'auto';
  box.style.height = box.scrollHeight + 'px';
  byId('send').disabled = !box.value.trim();
}

function keepDraft(c) {
  c.draft = byId('message_text').value;
}

// showComposer prepares the box for a conversation, or tells why it has none.
function showComposer(c) {
  byId('composer').hidden = byId('composer_hint').hidden = Boolean(c.closed);
  byId('chat_closed').hidden = !c.closed;
  byId('chat_closed').textContent = c.closed;
  showAttachments();
  showEmotions(false);
  byId('message_text').value = c.draft;
  c.draft = '';
  fitComposer();
}

function initComposer() {
  const box = byId('message_text');
  byId('composer').onsubmit = function (event) {
    event.preventDefault();
    onSendMsg();
  };
  box.oninput = fitComposer;
  box.onkeydown = function (event) {
    // While an input method composes, Enter chooses its word. On a touch
    // keyboard Enter is the only way to a new line.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229 || hasTouch) return;
    event.preventDefault();
    onSendMsg();
  };
}
