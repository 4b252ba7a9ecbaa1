// webim.Tool: the page's helpers. What is text goes to Go; what is the
// document's (cookies, the address, the browser's name) stays here.
import { OpFlagCh2En, OpFlagEn2Ch, OpFormatTime, OpHtml2Text, OpRoleCh2En, OpRoleEn2Ch, OpStrBytes, OpText2Html, OpTrim, OpTypeCh2En, OpTypeEn2Ch, OpValidNumber } from 'webim:border';
import { filterText } from './elements.js';

export function createTool(sdk) {
  const { hot } = sdk;
  // String functions of the original give back what is not true as it came.
  const format = (op) => function (text) {
    return text ? hot.text(op, String(text)) : text;
  };
  const rename = (op) => function (name) {
    return typeof name === 'string' ? hot.text(op, name) : name;
  };

  const Tool = {
    formatTimeStamp(time, pattern) {
      if (!time) return sdk.dialect === '1.3' ? time : 0;
      const d = new Date(time * 1000);
      return hot.text(OpFormatTime, d.getFullYear(), d.getMonth() + 1, d.getDate(), d.getHours(), d.getMinutes(), d.getSeconds(), pattern || '');
    },
    formatText2Html: format(OpText2Html),
    formatHtml2Text: format(OpHtml2Text),
    getStrBytes(str) {
      if (str === null || str === undefined) return 0;
      if (typeof str !== 'string') return sdk.dialect === '1.3' ? hot.number(OpStrBytes, String(str)) : 0;
      return hot.number(OpStrBytes, str);
    },
    trimStr(str) {
      return str ? hot.text(OpTrim, String(str)) : '';
    },
    xssFilter(val) {
      return filterText(val);
    },
    validNumber(str) {
      const text = str.toString();
      return hot.number(OpValidNumber, text) === 1 ? [text] : null;
    },
    getReturnError(info, code) {
      const error = { ActionStatus: 'FAIL', ErrorCode: code, ErrorInfo: info };
      if (sdk.dialect === '1.3') {
        delete error.ErrorCode;
        return error;
      }
      error.ErrorCode = code || -100;
      error.ErrorInfo = `${info}[${error.ErrorCode}]`;
      return error;
    },
    groupTypeEn2Ch: rename(OpTypeEn2Ch),
    groupTypeCh2En: rename(OpTypeCh2En),
    groupRoleEn2Ch: rename(OpRoleEn2Ch),
    groupRoleCh2En: rename(OpRoleCh2En),
    groupMsgFlagEn2Ch: rename(OpFlagEn2Ch),
    groupMsgFlagCh2En: rename(OpFlagCh2En),

    // expires is in seconds; path and domain were never looked at.
    setCookie(name, value, expires, path, domain) {
      const end = new Date();
      end.setTime(end.getTime() + expires * 1000);
      document.cookie = `${name}=${escape(value)};expires=${end.toGMTString()}`;
    },
    getCookie(name) {
      const found = document.cookie.match(new RegExp('(^| )' + name + '=([^;]*)(;|$)'));
      return found ? unescape(found[2]) : null;
    },
    delCookie(name) {
      const end = new Date();
      end.setTime(end.getTime() - 1);
      const value = Tool.getCookie(name);
      if (value !== null) document.cookie = `${name}=${escape(value)};expires=${end.toGMTString()}`;
    },
    getQueryString(name) {
      const found = location.search.substr(1).match(new RegExp('(^|&)' + name + '=([^&]*)(&|$)', 'i'));
      return found ? unescape(found[2]) : null;
    },
    // Conditional comments are gone from every browser that runs this.
    isIE(ver) {
      return false;
    },
    getBrowserInfo,
    replaceObject,
  };
  sdk.tool = Object.assign({}, Tool); // for the SDK itself: a page may put its own functions in their place
  return Tool;
}

// replaceObject renames the keys of an object by a map of short to long names, in
// place and in depth, as far as keys are renamed (1.7.2's short forms of big groups).
function replaceObject(map, object) {
  for (const key of Object.keys(object)) {
    const long = Object.prototype.hasOwnProperty.call(map, key) && map[key];
    if (!long) continue;
    object[long] = object[key];
    delete object[key];
    if (Array.isArray(object[long])) {
      for (let i = 0; i < object[long].length; i++) {
        if (object[long][i] instanceof Object) replaceObject(map, object[long][i]);
      }
    } else if (object[long] instanceof Object) replaceObject(map, object[long]);
  }
  return object;
}

// getBrowserInfo names the browser by its user agent, as the original did.
export function getBrowserInfo() {
  const agent = navigator.userAgent.toLowerCase();
  const known = [
    ['ie', /msie ([\d.]+)/], ['firefox', /firefox\/([\d.]+)/], ['chrome', /chrome\/([\d.]+)/],
    ['opera', /opera.([\d.]+)/], ['safari', /version\/([\d.]+).*safari/],
  ];
  for (const [type, pattern] of known) {
    const found = agent.match(pattern);
    if (found) return { type, ver: found[1] };
  }
  return { type: 'unknow', ver: -1 };
}
