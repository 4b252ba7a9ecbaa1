// A site's back end as the vendor's samples for Node write one: it signs UserSigs,
// calls the REST API, and answers callbacks.
import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import { deflateSync } from 'node:zlib';

const app = Number(process.env.SDKAPPID), key = process.env.KEY, admin = 'administrator';
const heard = [];

function userSig(identifier) {
  const time = Math.floor(Date.now() / 1000), expire = 86400;
  const sig = createHmac('sha256', key)
    .update(`TLS.identifier:${identifier}\nTLS.sdkappid:${app}\nTLS.time:${time}\nTLS.expire:${expire}\n`).digest('base64');
  const text = JSON.stringify({ 'TLS.ver': '2.0', 'TLS.identifier': identifier, 'TLS.sdkappid': app, 'TLS.time': time, 'TLS.expire': expire, 'TLS.sig': sig });
  return deflateSync(text).toString('base64').replaceAll('+', '*').replaceAll('/', '-').replaceAll('=', '_');
}

async function rest(api, command, body) {
  const query = new URLSearchParams({ sdkappid: app, identifier: admin, usersig: userSig(admin), random: Math.floor(Math.random() * 2 ** 32), contenttype: 'json' });
  const response = await fetch(`${api}v4/${command}?${query}`, { method: 'POST', body: JSON.stringify(body) });
  return response.json();
}

function callback(told) {
  heard.push(told.CallbackCommand);
  const text = JSON.stringify(told.MsgBody ?? '');
  const forbidden = told.CallbackCommand.includes('Before') && text.includes('forbidden word');
  return { ActionStatus: 'OK', ErrorCode: forbidden ? 1 : 0, ErrorInfo: forbidden ? 'not here' : '' };
}

createServer((request, response) => {
  let text = '';
  request.on('data', (part) => { text += part; });
  request.on('end', async () => {
    const url = new URL(request.url, 'http://localhost');
    let answer;
    switch (url.pathname) {
      case '/callback': answer = callback(JSON.parse(text)); break;
      case '/heard': answer = heard; break;
      case '/sign': answer = userSig(url.searchParams.get('user')); break;
      case '/rest': answer = await rest(url.searchParams.get('api'), url.searchParams.get('command'), JSON.parse(text)); break;
    }
    response.end(JSON.stringify(answer));
  });
}).listen(0, '127.0.0.1', function () { console.log(`http://127.0.0.1:${this.address().port}/`); });
