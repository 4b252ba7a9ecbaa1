// A fake network: every request gets an immediate response. A poll returns the first of
// pollResponses, or stays pending until push if there is none.
var sent = [], pollResponses = [], waiting = null;
var pollsToLose = 0; // number of polls that fail
function push(...events) {
  pollResponses.push({ ActionStatus: 'OK', ErrorCode: 0, ErrorInfo: '', EventArray: events });
  if (waiting) waiting();
}
function fetch(url, init) {
  const command = new URL(url).pathname.split('/').slice(2).join('/');
  sent.push(command + ' ' + init.body);
  let body = { ActionStatus: 'OK', ErrorCode: 0, ErrorInfo: '' };
  if (command === 'openim/login') Object.assign(body, { TinyId: '144115', A2Key: 'a2keya2key' });
  if (command === 'openim/authkey') Object.assign(body, { IpList: ['1.2.3.4:80'], AuthKey: 'key' });
  if (command === 'openim/getlongpollingid') Object.assign(body, { LongPollingId: 'poll1', Timeout: 60 });
  const respond = (body) => ({ status: 200, json: () => Promise.resolve(body) });
  if (command !== 'openim/longpolling') return Promise.resolve(respond(body));
  if (pollsToLose > 0) return Promise.reject(new Error(`lost, ${--pollsToLose} to come`));
  if (pollResponses.length > 0) return Promise.resolve(respond(pollResponses.shift()));
  return new Promise((resolve, reject) => {
    waiting = () => { waiting = null; resolve(respond(pollResponses.shift())); };
    init.signal.addEventListener('abort', () => { waiting = null; reject(new Error('aborted')); });
  });
}
const me = { sdkAppID: '1400000001', accountType: '792', identifier: 'me', userSig: 'usersig' };
function login(listeners) {
  return new Promise((ok, failed) => webim.login(me, listeners || {}, { isLogOn: false }, ok, failed));
}
function message(to, text) {
  const session = new webim.Session('C2C', to, to, '', 0);
  const msg = new webim.Msg(session, true, -1, Math.floor(Math.random() * 4294967296), 1500000000, 'me', 0, 'me');
  msg.addText(new webim.Msg.Elem.Text(text));
  return msg;
}
function send(text) {
  return new Promise((ok) => webim.sendMsg(message('bob', text), () => ok('sent'), (e) => ok(e.ErrorInfo)));
}
