// The global webim, assembled from its parts before Go runs. Go starts when one of
// them requests it from the loader.
import { constants } from './constants.js';
import { createHot } from './hot.js';
import { createSession } from './session.js';
import { createElements } from './elements.js';
import { createMessage } from './message.js';
import { createDecode } from './decode.js';
import { createStore } from './store.js';
import { createTool, getBrowserInfo } from './tool.js';
import { createLog } from './log.js';
import { createCalls } from './calls.js';
import { createMedia } from './media.js';
import { defineEmotions } from './emotiontables.js';
import { createHost } from './host.js';
import { createTransport } from './transport.js';
import { createHandles } from './handles.js';
import { createBridge } from './bridge.js';
import { addForkNames } from './forks.js';
import { undecided, versions } from './versions.js';
import { arity, lazy } from './define.js';

// buildWebim returns {webim, sdk, held}: the object for window.webim or a further
// instance, the state that its parts share, and a function that returns the number of
// handles. It fills host, which becomes Go's global object.
export function buildWebim({ loader, config, host }) {
  const webim = {};
  const waiting = [];
  const handles = createHandles();
  const hot = createHot(loader.ensure);
  const version = config.version ? versions[config.version] : undecided;
  // The state that the parts share. The version is 1.7's until Go calls useDialect.
  const sdk = {
    config,
    loader,
    running: loader.running,
    handles,
    webim,
    version,
    get dialect() {
      return sdk.version.dialect;
    },
    known: Boolean(config.version),
    started: false, // a sign-in was attempted, so send has an effect
    hasTicket: false,
    listeners: null,
    hot,
    useDialect(name) {
      if (sdk.known && sdk.dialect === name) return;
      sdk.version = versions[name];
      sdk.known = true;
      for (const f of waiting) f();
    },
    whenKnown: (f) => waiting.push(f),
  };

  const Session = createSession(sdk);
  const Elem = createElements(sdk);
  const Msg = createMessage(sdk, Elem);
  const store = createStore(sdk, Session, Msg, createDecode(sdk, Elem));
  sdk.sessions = store.sessions;
  sdk.storeHost = store.host;

  Object.assign(webim, constants, {
    Tool: createTool(sdk), Log: createLog(), Session, Msg, MsgStore: store.MsgStore,
  });
  lazy(webim, 'BROWSER_INFO', getBrowserInfo);
  createCalls(webim, sdk);
  createMedia(webim, sdk);
  addForkNames(webim);
  sdk.facePicture = defineEmotions(webim, sdk);
  connect(webim, sdk, host);
  for (const path of Object.keys(version.lengths)) {
    arity(path.split('.').reduce((found, name) => found[name], webim), version.lengths[path]);
  }
  return { webim, sdk, held: () => Object.assign(handles.size(), { go: loader.running() ? loader.running().held() : 0 }) };
}

// connect sets up the calls between sdk and Go, in both directions.
export function connect(webim, sdk, host) {
  const { handles } = sdk;
  sdk.bridge = createBridge(handles, sdk.running, sdk.hot.string, sdk.endCalls);
  Object.assign(host, createHost(webim, sdk), sdk.storeHost, createTransport(handles, sdk.bridge.reply, sdk.config));
}
