// Page functions for the tests of the declarations: the SDK's surface, and running
// examples.

// polls counts started long polls.
var polls = 0;
(function (original) {
  window.fetch = function (url) {
    if (/\/longpolling\?/.test(url)) polls++;
    return original.apply(this, arguments);
  };
})(window.fetch);

// kindOf detects classes by methods on their prototype.
function kindOf(value) {
  if (typeof value !== 'function') return value && typeof value === 'object' ? 'object' : 'value';
  return value.prototype && Object.getOwnPropertyNames(value.prototype).length > 1 ? 'class' : 'function';
}

// surface lists everything that is reachable from a value: path -> [kind, arity]. Of
// plain objects it visits the named ones.
function surface(path, value, opened) {
  var out = {};
  var note = function (at, v, kind) { out[at] = [kind, typeof v === 'function' ? v.length : 0]; };
  (function walk(at, object) {
    Object.getOwnPropertyNames(object).forEach(function (name) {
      if (typeof object === 'function' && /^(length|name|prototype|arguments|caller)$/.test(name)) return;
      var v = object[name], kind = kindOf(v), here = at + '.' + name;
      note(here, v, kind);
      if (kind === 'object' && opened.indexOf(here) >= 0) walk(here, v);
      if (kind !== 'class') return;
      walk(here, v);
      Object.getOwnPropertyNames(v.prototype).forEach(function (method) {
        if (method === 'constructor') return;
        var accessor = !('value' in Object.getOwnPropertyDescriptor(v.prototype, method));
        note(here + '#' + method, accessor ? 0 : v.prototype[method], accessor ? 'property' : 'method');
      });
    });
  })(path, value);
  return out;
}

// instances creates one object of each class and lists its own properties.
function instances(made) {
  var out = {};
  Object.keys(made).forEach(function (path) {
    Object.getOwnPropertyNames(new Function('return ' + made[path])()).forEach(function (name) { out[path + '#' + name] = true; });
  });
  return out;
}

var loginInfo, groupId, openGroupId, joinedGroupId, roomId, notice;

// call calls a function of webim and returns a promise.
function call(name, options) {
  return new Promise(function (resolve, reject) {
    webim[name](options, resolve, function (err) { reject(new Error(name + ': ' + err.ErrorInfo)); });
  });
}

function signIn(info, listeners) {
  loginInfo = info;
  return new Promise(function (resolve, reject) {
    webim.login(info, listeners || {}, { isLogOn: false }, resolve, function (err) { reject(new Error(err.ErrorInfo)); });
  });
}

function sendText(to) {
  var msg = new webim.Msg(new webim.Session('C2C', to, to, '', 0), true);
  msg.addText(new webim.Msg.Elem.Text('hello'));
  return new Promise(function (resolve, reject) { webim.sendMsg(msg, resolve, function (err) { reject(new Error(err.ErrorInfo)); }); });
}

function sendToGroup(id) {
  var msg = new webim.Msg(new webim.Session('GROUP', id, id, '', 0), true);
  msg.addText(new webim.Msg.Elem.Text('hello'));
  return new Promise(function (resolve, reject) { webim.sendMsg(msg, resolve, function (err) { reject(new Error(err.ErrorInfo)); }); });
}

// state is the state of the running example.
var state;

// watch records in state when the callbacks of webim[name] at these positions are
// called.
function watch(name, okAt, failAt) {
  var original = webim[name];
  webim[name] = function () {
    var args = Array.prototype.slice.call(arguments);
    [[okAt, 'ok'], [failAt, 'failed']].forEach(function (end) {
      var own = args[end[0]];
      if (end[0] < 0) return;
      args[end[0]] = function (value) {
        state[end[1]] = JSON.stringify(value === undefined ? null : value, function (k, v) { return v instanceof webim.Session ? v.id() : v; }) || 'yes';
        if (own) own.apply(this, arguments);
      };
    });
    return original.apply(this, args);
  };
}

// listen records in state when a listener that the example registers is called.
function listen(listener) {
  ['login', 'init'].forEach(function (name) {
    var original = webim[name];
    webim[name] = function (info, listeners) {
      var recorded = function (f) {
        return function () {
          state.called = true;
          return f.apply(this, arguments);
        };
      };
      var given = listeners[listener];
      if (typeof given === 'function') listeners[listener] = recorded(given);
      else Object.keys(given).forEach(function (type) { given[type] = recorded(given[type]); });
      return original.apply(this, arguments);
    };
  });
}

// run runs an example. expect checks the values of its comments.
function run(code) {
  state = { wrong: [] };
  var originalError = console.error;
  console.error = function (text) {
    state.wrong.push('console.error: ' + Array.prototype.join.call(arguments, ' '));
    originalError.apply(console, arguments);
  };
  window.showError = function (err) { state.wrong.push('showError: ' + err.ErrorCode + ' ' + err.ErrorInfo); };
  window.onerror = function (text) { state.wrong.push(text); };
  var expect = function (got, wanted) {
    if (String(got) !== wanted) state.wrong.push('got ' + got + ', want ' + wanted);
  };
  try {
    new Function('expect', code)(expect);
  } catch (error) {
    state.wrong.push(String(error.stack));
  }
}
