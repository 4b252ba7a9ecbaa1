// What can be set around the script without touching the page's own code. Each
// setting is looked up when the script is evaluated, in this order: the
// global webimConfig set before it, its tag's data- attributes, the build.
//
//   webimConfig     tag                    what
//   server          data-server            base URL of the IM server, or "self"
//   version         data-webim-version     "1.3", "1.7", "1.7.0", "1.7.2" or "1.7.3" forces that version
//   emotions        data-emotions          "none" takes the emoticons out, "all" puts them in
//   inlineHandlers  data-inline-handlers   "none" makes toHtml() without inline handlers, "all" with them

import { versions } from './versions.js';

// BUILT_IN_SERVER stays one literal in the built script, so that whoever serves
// the script can replace it by a plain text substitution. While it starts with
// two underscores it means: the original's hosts.
const BUILT_IN_SERVER = '__WEBIM_SERVER__';

// A copy of the original without emoticons says so in its name, and whoever puts
// this script in its place keeps the name.
const NO_EMOTIONS = /no[_-]?emotion[^/]*\.js$/i;

// The settings, and what other names of a tag's data look like: its page has
// reasons of its own for the rest.
const IN_CONFIG = ['server', 'version', 'emotions', 'inlineHandlers', 'es5'];
const IN_TAG = ['server', 'webimVersion', 'emotions', 'inlineHandlers'];
const LIKE_SERVER = /serv(?!ice)|sever|sevr/i;
const LIKE_OURS = /serv(?!ice)|sever|sevr|webim|version|emoti|inlineh/i;

// readConfig answers {server, version, emotions, inlineHandlers, scriptURL};
// server is a base URL without a trailing slash, or null for the original's hosts,
// version is null unless one is forced, emotions is null where the version decides,
// inlineHandlers is null where nothing is said (they are there), scriptURL is null
// where it cannot be known.
export function readConfig(page, report) {
  // currentScript is null when a module is evaluated, or text by something else.
  const tag = page.document.currentScript;
  const scriptURL = (tag && tag.src) || evaluatedAt();
  const chosen = Object(page.webimConfig);
  const isObject = chosen === (page.webimConfig || chosen);
  if (!isObject) {
    report('setting', { name: 'webimConfig', value: page.webimConfig, wanted: 'an object' });
  }
  const data = (tag && tag.dataset) || {};
  const base = page.document.baseURI;

  // The first source that holds a valid value decides; an invalid one is reported and passed over.
  const pick = (sources, wanted, parse) => {
    for (const [name, value] of sources) {
      if (value === undefined || value === null || value === '') continue;
      const parsed = parse(String(value));
      if (parsed !== undefined) return parsed;
      report('setting', { name, value, wanted });
    }
    return null;
  };

  // Settings that nothing reads, most likely misspelt: [name, value].
  const unknown = [
    ...(isObject ? Object.keys(chosen) : []).filter((key) => !IN_CONFIG.includes(key)).map((key) => ['webimConfig.' + key, chosen[key]]),
    ...Object.keys(data).filter((key) => !IN_TAG.includes(key) && LIKE_OURS.test(key))
      .map((key) => ['data-' + key.replace(/[A-Z]/g, (c) => '-' + c.toLowerCase()), data[key]]),
  ];
  for (const [name, value] of unknown) report('unknown', { name, value });

  // A server that cannot be understood is none to fall back from: the page's
  // signature is for that server, not for the original's.
  function pickServer(config, chosenServer) {
    const given = ([, value]) => value !== undefined && value !== null;
    const found = [['webimConfig.server', chosenServer], ['data-server', data.server]].find(given);
    const source = found || ['the built-in server', BUILT_IN_SERVER];
    const server = parseServer(String(source[1]), scriptURL, base);
    const wrong = !isObject && !found ? ['webimConfig', page.webimConfig] : server === undefined ? source : server === null && !found && unknown.find(([name]) => LIKE_SERVER.test(name));
    config.server = wrong ? null : server;
    config.serverError = wrong ? `服务器设置无效: ${wrong[0]}=${JSON.stringify(wrong[1])}` : null;
    if (server === undefined) report('server', { name: source[0], value: source[1] });
  }
  const config = {
    scriptURL,
    server: null,
    serverError: null, // why no call can be made
    asked: chosen.server, // webimConfig.server when server was last taken from it
    // A page that imports the script is too late to set webimConfig before it:
    // the server that it names before it signs in counts as well.
    refresh() {
      const { server } = Object(page.webimConfig);
      if (server !== this.asked) pickServer(this, (this.asked = server));
    },
    // useServer is how connect names one (npm/client.mjs).
    useServer(value) {
      const server = parseServer(String(value), scriptURL, base);
      if (server === undefined) throw new TypeError(`[webim] server is ${JSON.stringify(value)}, which is not an http(s) URL without query`);
      this.server = server;
      this.serverError = null;
      this.asked = Object(page.webimConfig).server; // stays until the page names another
    },
    version: pick(
      [
        ['webimConfig.version', chosen.version],
        ['data-webim-version', data.webimVersion],
      ],
      `one of "${Object.keys(versions).join('", "')}"`,
      (value) => (Object.prototype.hasOwnProperty.call(versions, value) ? value : undefined),
    ),
    emotions: pick(
      [
        ['webimConfig.emotions', chosen.emotions],
        ['data-emotions', data.emotions],
        ["the script's name", scriptURL && NO_EMOTIONS.test(parseURL(scriptURL, base).pathname) ? 'none' : null],
      ],
      '"none" or "all"',
      (value) => (value === 'none' || value === 'all' ? value : undefined),
    ),
    inlineHandlers: pick(
      [
        ['webimConfig.inlineHandlers', chosen.inlineHandlers],
        ['data-inline-handlers', data.inlineHandlers],
      ],
      '"none" or "all"',
      (value) => (value === 'none' || value === 'all' ? value : undefined),
    ),
  };
  pickServer(config, chosen.server);
  return config;
}

// evaluatedAt answers where a module or evaluated text comes from, or null: it has
// no tag, but an error knows where it was made.
function evaluatedAt() {
  const found = /((?:https?|file):\/\/[^\s()]+?):\d+:\d+\)?$/m.exec(new Error().stack || '');
  return found && found[1];
}

// parseServer answers a base URL, null for the original's hosts, or undefined
// for a value that is neither.
function parseServer(value, scriptURL, base) {
  if (value.indexOf('__') === 0) return null;
  if (value === 'self') {
    const own = scriptURL && parseURL(scriptURL, base);
    return own && /^https?:$/.test(own.protocol) ? own.origin : undefined;
  }
  // The scheme or // is required: "im.example.com" would otherwise be a path of the page's own host.
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
