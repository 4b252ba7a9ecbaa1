// 10,000 calls of toHtml() of messages that all have markup, so that each call enters
// the Go program. The first round is cold, the third is hot.
var html = (function () {
  'use strict';
  var COUNT = 10000;
  function messages() {
    var list = [], session = new webim.Session('C2C', 'peer', 'peer', '', 0);
    for (var i = 0; i < COUNT; i++) {
      var msg = new webim.Msg(session, true, i, i, 1500000000, 'me', 0, 'me');
      msg.addText(new webim.Msg.Elem.Text('\u7b2c' + i + '\u6761 <b>"yes" & \'no\'</b>'));
      list.push(msg);
    }
    return list;
  }
  function round(list) {
    var size = 0, before = performance.now();
    for (var i = 0; i < COUNT; i++) size += list[i].toHtml().length;
    var took = performance.now() - before;
    if (size < COUNT * 40) throw new Error('the calls returned nothing');
    return took;
  }
  return {
    run: function () {
      var list = messages(), times = [round(list), round(list), round(list)];
      return { first: times[0], third: times[2] };
    }
  };
})();
