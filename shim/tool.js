// webim.Tool: helper functions for the page. Go formats text; functions of the document
// (cookies, the URL, the browser's name) are implemented here.
import { OpFlagCh2En, OpFlagEn2Ch, OpFormatTime, OpHtml2Text, OpRoleCh2En, OpRoleEn2Ch, OpStrBytes, OpText2Html, OpTrim, OpTypeCh2En, OpTypeEn2Ch, OpValidNumber } from 'webim:border';
import { filterText } from './elements.js';

export function createTool(sdk) {
  const { hot } = sdk;
  // The original's string functions return falsy arguments unchanged.
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

    // expires is in seconds; the original ignores path and domain.
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
    // IE supports conditional comments up to version 9, which cannot run this script.
    isIE(ver) {
      return false;
    },
    getBrowserInfo,
    replaceObject,
  };
  sdk.tool = Object.assign({}, Tool); // for the SDK itself, since a page may replace the public functions
  return Tool;
}

// replaceObject renames the keys of an object in place by a map of short to long names
// (1.7.2's big groups). It recurses into the values of renamed keys.
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

// getBrowserInfo returns the browser's name by its user agent, as in the original.
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
