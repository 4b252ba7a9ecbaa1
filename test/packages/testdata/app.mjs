// A project's code, in ES modules: the package in all its forms, and a copy of the
// script in the project.
import webim, { login, SESSION_TYPE } from 'webim-wasm';
import * as namespace from 'webim-wasm';
import copy from './sdk/webim.js';
import * as copied from './sdk/webim.js';
import { connect, webim as served } from 'webim-wasm/client';

window.seen = {
  global: webim === window.webim,
  named: login === webim.login && SESSION_TYPE.GROUP === 'GROUP',
  namespace: namespace.sendMsg === webim.sendMsg && namespace.default === webim,
  client: served === webim,
  copy: copy === webim, // the first one stays
  copied: copied.sendMsg === webim.sendMsg && copied.Tool === webim.Tool,
  works: webim.Tool.formatText2Html('<') === '&lt;',
};

window.nick = async function (options) {
  const im = await connect(options);
  const { UserProfileItem } = await im.getProfilePortrait({ To_Account: [options.identifier], TagList: ['Tag_Profile_IM_Nick'] });
  await im.logout();
  return UserProfileItem[0].ProfileItem[0].Value;
};
