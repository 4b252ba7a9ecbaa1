conformance.scenario('1.7', 'fake: page', async function (t, W) {
  t.same('query', function () { return W.Tool.getQueryString('q'); });
  t.same('hour', function () { return W.hour(1500000000); });
  t.note('beside', await W.beside());
  t.same('dialect', function () { return W.dialect; });
});
conformance.scenario('1.7', 'fake: forced', async function (t, W) { t.same('dialect', function () { return W.dialect; }); }, true);
conformance.scenario('1.7', 'fake: network', async function (t) { await t.login({ identifier: 'me' }); });
conformance.scenario('1.7', 'fake: capitals', async function (t) {
  var r = await fetch('https://host.example/v4/sns/PendencyReport?a=b', { method: 'POST', body: '{"x":1}' });
  t.note('answer', await r.json());
});
