// An HTTP endpoint that signs UserSigs for the users of a site:
//
//   WEBIM_KEY=… node server.mjs
//
// GET /usersig returns sdkAppID, identifier, userSig and expires of the user whom
// the site has signed in. WEBIM_KEY and WEBIM_SDKAPPID are those of webim-server.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import { deflateSync } from 'node:zlib';

const key = process.env.WEBIM_KEY;
const appID = Number(process.env.WEBIM_SDKAPPID || 1400000001);
const [host, port] = (process.env.ADDR || '127.0.0.1:8090').split(':');
const lifetime = 3600; // seconds; it limits when a page can sign in, not how long it stays signed in

if (!key) throw new Error('WEBIM_KEY is not set');

const passwords = new Map([['alice', 'alice-secret'], ['bob', 'bob-secret']]); // the accounts of this example

// currentUser returns the user whom the site has authenticated for a request.
// Replace it by your site's session; never take the user from a parameter of the
// request, or anyone can sign in as anyone.
function currentUser(request) {
  const [scheme, credentials = ''] = (request.headers.authorization || '').split(' ');
  const [user, password = ''] = Buffer.from(credentials, 'base64').toString().split(':');
  const digest = (text) => createHmac('sha256', key).update(text).digest();
  const matches = scheme === 'Basic' && passwords.has(user) && timingSafeEqual(digest(password), digest(passwords.get(user)));
  return matches ? user : null;
}

// userSig signs a UserSig of version 2.
function userSig(user, now) {
  const signed = `TLS.identifier:${user}\nTLS.sdkappid:${appID}\nTLS.time:${now}\nTLS.expire:${lifetime}\n`;
  const text = JSON.stringify({
    'TLS.ver': '2.0', 'TLS.identifier': user, 'TLS.sdkappid': appID, 'TLS.expire': lifetime, 'TLS.time': now,
    'TLS.sig': createHmac('sha256', key).update(signed).digest('base64'),
  });
  const marks = { '+': '*', '/': '-', '=': '_' };
  return deflateSync(text).toString('base64').replace(/[+/=]/g, (c) => marks[c]);
}

const server = createServer((request, response) => {
  if (request.method !== 'GET' || request.url !== '/usersig') {
    response.writeHead(404).end();
    return;
  }
  const user = currentUser(request);
  if (user === null) {
    response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="usersig"' }).end('sign in first\n');
    return;
  }
  const now = Math.floor(Date.now() / 1000);
  response.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
  response.end(JSON.stringify({ sdkAppID: appID, identifier: user, userSig: userSig(user, now), expires: now + lifetime }));
});
server.listen(Number(port), host, () => {
  console.log(`http://${host}:${server.address().port}/usersig`);
});
