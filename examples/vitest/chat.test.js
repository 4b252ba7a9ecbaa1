import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { connect, WebimError } from 'webim-wasm/client';
import { say } from './chat.js';

let im;

beforeAll(async () => {
  im = await connect({ sdkAppID: 1400000001, identifier: 'alice', userSig: inject('userSig'), server: inject('server'), isLogOn: false });
});
afterAll(() => im.logout());

test('a sent message is in the history', async () => {
  await say(im, 'bob', '1 < 2');
  const { MsgList } = await im.getC2CHistoryMsgs({ Peer_Account: 'bob', MaxCnt: 10, LastMsgTime: 0, MsgKey: '' });
  expect(MsgList.map((msg) => msg.toHtml())).toEqual(['1 &lt; 2']);
});

test('an unknown account is an error with a code', async () => {
  const failure = await say(im, 'nobody', 'hello').catch((error) => error);
  expect(failure).toBeInstanceOf(WebimError);
  expect(failure.code).toBe(20003);
});
