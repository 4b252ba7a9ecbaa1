// Exchanges the ticket in the URL's fragment for a login, stores it for the demo and
// navigates to the demo. The ticket is removed from the URL first.
(function () {
  const ticket = location.hash.slice(1);
  history.replaceState(null, '', location.pathname);
  fetch('/demo/open', { method: 'POST', body: new URLSearchParams({ ticket: ticket }) })
    .then(function (response) {
      if (!response.ok) throw new Error(String(response.status));
      return response.json();
    })
    .then(function (opened) {
      sessionStorage.setItem('webim.login', JSON.stringify(opened.Login));
      location.replace(opened.Demo);
    })
    .catch(function () {
      document.querySelector('p').textContent = '链接已失效，请从管理页重新打开。';
    });
})();
