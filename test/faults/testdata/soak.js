// The page of a soak test: it counts sent and received messages instead of
// storing them, and deletes a session that has grown. Messages are tracked for as long
// as the store holds them, to detect duplicates.
'use strict';

var MAX_RECORDS = 200; // records per session

// Counts of sent and received messages by "sender target". Of received ones: complete,
// the number up to which none is missing; ahead, the later numbers; deleted, the number
// up to which the page has deleted them and may receive them again.
var sentTo = {}, receivedFrom = {}, tally = { received: 0, again: 0, duplicated: [], outOfOrder: [] };

function count(words) {
  var at = words.lastIndexOf(' '), pair = words.slice(0, at), n = +words.slice(at + 1);
  if (pair.indexOf(state.user + ' ') === 0) return;
  var from = receivedFrom[pair] = receivedFrom[pair] || { complete: -1, latest: -1, deleted: -1, ahead: {} };
  if (n <= from.deleted) { tally.again++; return; }
  tally.received++;
  if (n <= from.complete || from.ahead[n]) { tally.duplicated.push(words); return; }
  if (n < from.latest) tally.outOfOrder.push(words + ' after ' + from.latest);
  from.latest = Math.max(from.latest, n);
  from.ahead[n] = true;
  while (from.ahead[from.complete + 1]) delete from.ahead[++from.complete];
}

receive = function (list) {
  list.forEach(function (m) { count(text(m.msg || m)); });
  var sessions = webim.MsgStore.sessMap();
  Object.keys(sessions).forEach(function (key) {
    if (sessions[key].msgCount() < MAX_RECORDS) return;
    var id = sessions[key].id(), group = sessions[key].type() === 'GROUP';
    webim.MsgStore.delSessByTypeId(sessions[key].type(), id);
    Object.keys(receivedFrom).forEach(function (pair) {
      if (group ? pair.endsWith(' ' + id) : pair === id + ' ' + state.user) receivedFrom[pair].deleted = receivedFrom[pair].complete;
    });
  });
};

// startSending sends to each target in turn; each target has its own numbers, without gaps.
startSending = function (targets) {
  var n = 0;
  state.sending = true;
  state.pending = 1;
  targets.forEach(function (target) { sentTo[state.user + ' ' + target.to] = target.type === 'GROUP' ? 0 : -1; }); // openPages has sent number 0 to the group
  (function next() {
    if (!state.sending) { state.pending = 0; return; }
    var target = targets[n++ % targets.length], pair = state.user + ' ' + target.to;
    send(target.type, target.to, pair + ' ' + (sentTo[pair] + 1)).then(function () {
      sentTo[pair]++;
      state.acknowledged.length = 0;
      setTimeout(next, 250);
    });
  })();
};

// usage returns the memory and the number of handles in use, without the thousand
// console lines that a browser keeps for its debugger: half an hour fills them.
function usage() {
  console.clear();
  var held = webim[Symbol.for('webim.js')].held();
  return { wasm: wasmMemory.buffer.byteLength, held: Object.keys(held).reduce(function (sum, key) { return sum + held[key]; }, 0) };
}
