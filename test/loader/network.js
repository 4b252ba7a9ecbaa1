// A fake network: every request gets an immediate response. Polls return the contents
// of news; if it is empty they stay pending until push.
var sent = [], news = [], waiting = null;
var lose = 0; // number of polls to lose
function push(...events) {
  news.push({ ActionStatus: 'OK', ErrorCode: 0, ErrorInfo: '', EventArray: events });
  if (waiting) waiting();
}
function fetch(url, init) {
  const command = new URL(url).pathname.split('/').slice(2).join('/');
  sent.push(command + ' ' + init.body);
  let answer = { ActionStatus: 'OK', ErrorCode: 0, ErrorInfo: '' };
  if (command === 'openim/login') Object.assign(answer, { TinyId: '144115', A2Key: 'a2keya2key' });
  if (command === 'openim/authkey') Object.assign(answer, { IpList: ['1.2.3.4:80'], AuthKey: 'key' });
  if (command === 'openim/getlongpollingid') Object.assign(answer, { LongPollingId: 'poll1', Timeout: 60 });
  const reply = (answer) => ({ status: 200, json: () => Promise.resolve(answer) });
  if (command !== 'openim/longpolling') return Promise.resolve(reply(answer));
  if (lose > 0) return Promise.reject(new Error(`lost, ${--lose} to come`));
  if (news.length > 0) return Promise.resolve(reply(news.shift()));
  return new Promise((resolve, reject) => {
    waiting = () => { waiting = null; resolve(reply(news.shift())); };
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
