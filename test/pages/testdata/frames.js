// The top page: it opens further pages of its origin as frames, which share its
// connections to the server.
var pages = []; // the windows of the frames
var opened = 0;

function insert(w, properties) {
  return new Promise(function (ok, fail) {
    var tag = w.document.createElement('script');
    Object.assign(tag, properties);
    tag.onload = ok;
    tag.onerror = fail;
    w.document.head.appendChild(tag);
    if (!tag.src) ok();
  });
}

// watch records the polls of a page: when each began and ended, and its error code.
function watch(w) {
  var fetch = w.fetch;
  w.polls = [];
  w.fetch = function (url, init) {
    var sent = fetch.call(w, url, init), id = (/&browser=([^&]+)/.exec(url) || [])[1];
    if (!/\/(longpolling|get_msg)\?/.test(url)) {
      if (id) w.strays = (w.strays || []).concat(url);
      return sent;
    }
    var poll = { ID: id || '', Group: /get_msg/.test(url), Began: Date.now(), Ended: 0, Code: 0, Aborted: false };
    w.polls.push(poll);
    sent.then(function (r) { return r.clone().json(); }).then(function (body) {
      poll.Ended = Date.now();
      poll.Code = body.ErrorCode;
    }).catch(function () { poll.Aborted = true; });
    return sent;
  };
}

// openPages opens pages at once and signs their users in: {name, dialect, sig}. Their
// document is the script's source, so no policy blocks the test's code.
function openPages(source, users) {
  var from = pages.length;
  return Promise.all(users.map(function (user, i) { return openPage(source, from + i, user); })).then(function () { return true; });
}

function openPage(source, n, user) {
  var frame = document.createElement('iframe'), address = '/sdk/webim.js?page=' + ++opened, w; // not in the cache
  pages[n] = null;
  return new Promise(function (ok) {
    frame.src = address;
    frame.onload = ok;
    document.body.appendChild(frame);
  }).then(function () {
    w = frame.contentWindow;
    return insert(w, { src: address });
  }).then(function () {
    return insert(w, { textContent: source });
  }).then(function () {
    watch(w);
    return w.signIn(w.webim, user.dialect, user.name, user.sig);
  }).then(function (user) {
    w.user = user;
    pages[n] = w;
  });
}

// each calls f with each page from an index on, at once, and waits for its promises.
function each(from, f) {
  return Promise.all(pages.slice(from).map(f)).then(function () { return true; });
}

// every reports whether f returns true for each page from an index on.
function every(from, f) {
  return pages.slice(from).every(f);
}

function closePages() {
  pages = [];
  document.querySelectorAll('iframe').forEach(function (frame) { frame.remove(); });
}
