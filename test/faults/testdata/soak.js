// A page that runs for a long time: it counts sent and received messages instead of
// storing them, and deletes a session that has grown. Messages are tracked for as long
// as the store holds them, to detect duplicates.
'use strict';

var KEPT = 200; // records per session

// Sent messages, and those received from others, by "sender place": their number, and
// the number up to which none is missing. Later numbers wait in ahead; those up to
// forgotten the page has deleted, and may receive again.
var sentTo = {}, heardFrom = {}, tally = { told: 0, again: 0, doubled: [], disordered: [] };

function hear(words) {
  var at = words.lastIndexOf(' '), place = words.slice(0, at), n = +words.slice(at + 1);
  if (place.indexOf(state.user + ' ') === 0) return;
  var from = heardFrom[place] = heardFrom[place] || { whole: -1, latest: -1, forgotten: -1, ahead: {} };
  if (n <= from.forgotten) { tally.again++; return; }
  tally.told++;
  if (n <= from.whole || from.ahead[n]) { tally.doubled.push(words); return; }
  if (n < from.latest) tally.disordered.push(words + ' after ' + from.latest);
  from.latest = Math.max(from.latest, n);
  from.ahead[n] = true;
  while (from.ahead[from.whole + 1]) delete from.ahead[++from.whole];
}

heard = function (list) {
  list.forEach(function (m) { hear(text(m.msg || m)); });
  var sessions = webim.MsgStore.sessMap();
  Object.keys(sessions).forEach(function (key) {
    if (sessions[key].msgCount() < KEPT) return;
    var id = sessions[key].id(), group = sessions[key].type() === 'GROUP';
    webim.MsgStore.delSessByTypeId(sessions[key].type(), id);
    Object.keys(heardFrom).forEach(function (place) {
      if (group ? place.endsWith(' ' + id) : place === id + ' ' + state.user) heardFrom[place].forgotten = heardFrom[place].whole;
    });
  });
};

// talk sends to each target in turn; each place has its own numbers, without gaps.
talk = function (targets) {
  var turn = 0;
  state.talking = true;
  state.pending = 1;
  targets.forEach(function (target) { sentTo[state.user + ' ' + target.to] = target.type === 'GROUP' ? 0 : -1; }); // number 0 went to the group already
  (function next() {
    if (!state.talking) { state.pending = 0; return; }
    var target = targets[turn++ % targets.length], place = state.user + ' ' + target.to;
    send(target.type, target.to, place + ' ' + (sentTo[place] + 1)).then(function () {
      sentTo[place]++;
      state.acknowledged.length = 0;
      setTimeout(next, 250);
    });
  })();
};

// holds returns what the page and the SDK hold. The thousand console lines that a
// browser keeps for its debugger are excluded: half an hour fills them.
function holds() {
  console.clear();
  var held = webim[Symbol.for('webim.js')].held();
  return { wasm: wasmMemory.buffer.byteLength, held: Object.keys(held).reduce(function (sum, key) { return sum + held[key]; }, 0) };
}
