// A site's back end like those of the vendor's samples for Node: it signs UserSigs,
// calls the REST API, and responds to callbacks.
import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import { deflateSync } from 'node:zlib';

const app = Number(process.env.SDKAPPID), key = process.env.KEY, admin = 'administrator';
const received = [];

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

function callback(body) {
  received.push(body.CallbackCommand);
  const text = JSON.stringify(body.MsgBody ?? '');
  const forbidden = body.CallbackCommand.includes('Before') && text.includes('forbidden word');
  return { ActionStatus: 'OK', ErrorCode: forbidden ? 1 : 0, ErrorInfo: forbidden ? 'not here' : '' };
}

createServer((request, response) => {
  let text = '';
  request.on('data', (part) => { text += part; });
  request.on('end', async () => {
    const url = new URL(request.url, 'http://localhost');
    let result;
    switch (url.pathname) {
      case '/callback': result = callback(JSON.parse(text)); break;
      case '/received': result = received; break;
      case '/sign': result = userSig(url.searchParams.get('user')); break;
      case '/rest': result = await rest(url.searchParams.get('api'), url.searchParams.get('command'), JSON.parse(text)); break;
    }
    response.end(JSON.stringify(result));
  });
}).listen(0, '127.0.0.1', function () { console.log(`http://127.0.0.1:${this.address().port}/`); });
