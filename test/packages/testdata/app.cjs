// A project's code, in CommonJS.
const webim = require('webim-wasm');
const copy = require('./sdk/webim.js');
const { connect, webim: served } = require('webim-wasm/client');

window.seen = {
  global: webim === window.webim,
  client: served === webim,
  copy: copy === webim,
  works: webim.Tool.formatText2Html('<') === '&lt;',
};

window.nick = async function (options) {
  const im = await connect(options);
  const { UserProfileItem } = await im.getProfilePortrait({ To_Account: [options.identifier], TagList: ['Tag_Profile_IM_Nick'] });
  await im.logout();
  return UserProfileItem[0].ProfileItem[0].Value;
};
