// Settings that require no change to the page's code. They are read when the script is
// evaluated, in this order: the global webimConfig, the script tag's data-
// attributes, the build.
//
//   webimConfig     tag                    value
//   server          data-server            base URL of the IM server, or "self"
//   version         data-webim-version     "1.3", "1.7", "1.7.0", "1.7.2" or "1.7.3" forces that version
//   emotions        data-emotions          "none" removes the emoticons, "all" includes them (if the script has them)
//   inlineHandlers  data-inline-handlers   "none" omits inline handlers from toHtml(), "all" includes them

import { choices, wanted as wantedEmotions } from 'webim:emotions';
import { versions } from './versions.js';

// BUILT_IN_SERVER remains a single literal in the built script, so that a server can
// replace it in the script's text. A value that begins with two underscores selects
// the original's hosts.
const BUILT_IN_SERVER = '__WEBIM_SERVER__';

// The file name of the original's build without emoticons, which sites keep when they
// replace it by a script with them.
const NO_EMOTIONS = /no[_-]?emotion[^/]*\.js$/i;

// The settings, and the attributes that are reported if unknown. Other data-
// attributes belong to the page.
const IN_CONFIG = ['server', 'version', 'emotions', 'inlineHandlers', 'es5'];
const IN_TAG = ['server', 'webim-version', 'emotions', 'inline-handlers'];
const LIKE_SERVER = /serv(?!ice)|sever|sevr/i;
const LIKE_OURS = /serv(?!ice)|sever|sevr|webim|version|emoti|inline-?h/i;

// readConfig returns {server, version, emotions, inlineHandlers, scriptURL}. server is
// a base URL without a trailing slash, or null for the original's hosts; version is
// null unless forced; emotions is null if the version decides; inlineHandlers is null
// if not set (handlers are included); scriptURL is null if unknown.
export function readConfig(page, report) {
  // currentScript is null in a module, and for text evaluated by eval.
  const tag = runningScript(page);
  const scriptURL = (tag && tag.src) || evaluatedAt();
  const chosen = Object(page.webimConfig);
  const isObject = chosen === (page.webimConfig || chosen);
  if (!isObject) {
    report('setting', { name: 'webimConfig', value: page.webimConfig, wanted: 'an object' });
  }
  const data = {}; // the tag's data- attributes; IE 10 has no dataset
  for (let i = 0; tag && i < tag.attributes.length; i++) {
    const { name, value } = tag.attributes[i];
    if (name.indexOf('data-') === 0) data[name.slice(5)] = value;
  }
  const base = page.document.baseURI;

  // The first valid value wins; invalid ones are reported.
  const pick = (sources, wanted, parse) => {
    for (const [name, value] of sources) {
      if (value === undefined || value === null || value === '') continue;
      const parsed = parse(String(value));
      if (parsed !== undefined) return parsed;
      report('setting', { name, value, wanted });
    }
    return null;
  };

  // Unknown settings, most likely misspelt: [name, value].
  const unknown = [
    ...(isObject ? Object.keys(chosen) : []).filter((key) => IN_CONFIG.indexOf(key) < 0).map((key) => ['webimConfig.' + key, chosen[key]]),
    ...Object.keys(data).filter((key) => IN_TAG.indexOf(key) < 0 && LIKE_OURS.test(key)).map((key) => ['data-' + key, data[key]]),
  ];
  for (const [name, value] of unknown) report('unknown', { name, value });

  // There is no fallback for an invalid server: the page's signature is for that
  // server, not for the original's.
  function pickServer(config, chosenServer) {
    const given = ([, value]) => value !== undefined && value !== null;
    const found = [['webimConfig.server', chosenServer], ['data-server', data.server]].filter(given)[0];
    const source = found || ['the built-in server', BUILT_IN_SERVER];
    const server = parseServer(String(source[1]), scriptURL, base);
    const wrong = !isObject && !found ? ['webimConfig', page.webimConfig] : server === undefined ? source : server === null && !found && unknown.filter(([name]) => LIKE_SERVER.test(name))[0];
    config.server = wrong ? null : server;
    config.serverError = wrong ? `服务器设置无效: ${wrong[0]}=${JSON.stringify(wrong[1])}` : null;
    if (server === undefined) report('server', { name: source[0], value: source[1] });
  }
  const config = {
    scriptURL,
    server: null,
    serverError: null, // reason why calls fail
    asked: chosen.server, // webimConfig.server when it was last applied
    // A page that imports the script cannot set webimConfig before it, so a server
    // that the page sets before it signs in is applied as well.
    refresh() {
      const { server } = Object(page.webimConfig);
      if (server !== this.asked) pickServer(this, (this.asked = server));
    },
    // useServer sets the server for connect (npm/client.mjs).
    useServer(value) {
      const server = parseServer(String(value), scriptURL, base);
      if (server === undefined) throw new TypeError(`[webim] server is ${JSON.stringify(value)}, which is not an http(s) URL without query`);
      this.server = server;
      this.serverError = null;
      this.asked = Object(page.webimConfig).server; // kept until the page sets another one
    },
    version: pick(
      [
        ['webimConfig.version', chosen.version],
        ['data-webim-version', data['webim-version']],
      ],
      `one of "${Object.keys(versions).join('", "')}"`,
      (value) => (Object.prototype.hasOwnProperty.call(versions, value) ? value : undefined),
    ),
    emotions: pick(
      [
        ['webimConfig.emotions', chosen.emotions],
        ['data-emotions', data.emotions],
        ["the script's name", scriptURL && NO_EMOTIONS.test(scriptURL.split(/[?#]/)[0]) ? 'none' : null],
      ],
      wantedEmotions,
      (value) => (choices.indexOf(value) >= 0 ? value : undefined),
    ),
    inlineHandlers: pick(
      [
        ['webimConfig.inlineHandlers', chosen.inlineHandlers],
        ['data-inline-handlers', data['inline-handlers']],
      ],
      '"none" or "all"',
      (value) => (value === 'none' || value === 'all' ? value : undefined),
    ),
  };
  pickServer(config, chosen.server);
  return config;
}

// runningScript returns the script's tag, if any. IE has no currentScript; there, it is
// the last tag that the parser has added.
export function runningScript({ document }) {
  const { currentScript, scripts } = document;
  return currentScript === undefined ? scripts[scripts.length - 1] : currentScript;
}

// evaluatedAt returns the URL of a module or evaluated text, or null. These have no
// tag, but an error's stack contains the URL.
function evaluatedAt() {
  const found = /((?:https?|file):\/\/[^\s()]+?):\d+:\d+\)?$/m.exec(new Error().stack || '');
  return found && found[1];
}

// parseServer returns a base URL, null for the original's hosts, or undefined for an
// invalid value.
function parseServer(value, scriptURL, base) {
  if (value.indexOf('__') === 0) return null;
  if (value === 'self') {
    const own = scriptURL && parseURL(scriptURL, base);
    return own && /^https?:$/.test(own.protocol) ? own.origin : undefined;
  }
  // The scheme or // is required, since "im.example.com" would be a relative path.
  const url = /^(https?:)?\/\//i.test(value) && parseURL(value, base);
  if (!url || !/^https?:$/.test(url.protocol) || url.search || url.hash || url.username) return undefined;
  return url.origin + url.pathname.replace(/\/+$/, '');
}

function parseURL(value, base) {
  try {
    return new URL(value, base);
  } catch (e) {
    return undefined;
  }
}
