// The smallest page with webim-wasm/client, promises and events:
// client.html?user=alice&to=bob. From npm: import { connect, webim } from 'webim-wasm/client'
import { connect, webim } from '/sdk/client.mjs';

const query = new URLSearchParams(location.search);
const me = query.get('user') || 'alice';
const to = query.get('to') || 'bob';

function show(msg) {
  const item = document.createElement('li');
  item.innerHTML = msg.toHtml(); // safe: texts of others are escaped
  item.prepend(msg.fromAccount + ': ');
  document.getElementById('messages').append(item);
}

// A site's own server signs a UserSig after it has authenticated the user.
const users = await (await fetch('../users.json')).json();
const client = await connect({ ...users.find((user) => user.identifier === me), server: 'self', isLogOn: false });

client.addEventListener('messages', function ({ detail }) {
  for (const msg of detail) if (msg.getSession().id() === to) show(msg);
});
client.addEventListener('kicked', () => alert('signed in elsewhere'));

document.getElementById('form').onsubmit = async function (event) {
  event.preventDefault();
  const field = document.getElementById('text');
  const msg = new webim.Msg(client.session(webim.SESSION_TYPE.C2C, to), true, -1, -1, -1, me, webim.C2C_MSG_SUB_TYPE.COMMON, me);
  msg.addText(new webim.Msg.Elem.Text(field.value));
  field.value = '';
  await client.sendMsg(msg);
  show(msg);
};

const history = await client.getC2CHistoryMsgs({ Peer_Account: to, MaxCnt: 15, LastMsgTime: 0, MsgKey: '' });
history.MsgList.forEach(show);
await client.syncMsgs(); // unread messages come as 'messages'
