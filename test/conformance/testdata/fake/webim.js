// A fake SDK with three functions, for testing the runner itself.
window.webim = {
  dialect: document.currentScript.getAttribute('data-webim-version'),
  Tool: { getQueryString: function (k) { return new URLSearchParams(location.search).get(k); } },
  Emotions: {},
  hour: function (s) { return new Date(s * 1000).getHours(); },
  beside: function () { return fetch('/sdk/beside.wasm').then(function (r) { return r.headers.get('Content-Type') + ' ' + r.status; }); },
  login: function (info, listeners, options, ok, fail) {
    fetch('https://host.example/v4/openim/login?v=1.7.2', { method: 'POST', body: JSON.stringify({ State: 'Online' }) })
      .then(function (r) { return r.json(); }).then(ok, fail);
  }
};
