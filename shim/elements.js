// The classes of a message's elements: webim.Msg.Elem and its parts. As in the
// original, they are plain constructors with own properties and methods on the
// prototype, because pages extend, copy and call them as such. Go generates and
// escapes the HTML of toHtml().
import { OpCustom, OpFace, OpFile, OpImages, OpLocation, OpSound, OpText, OpTip } from 'webim:border';
import { getters, textOf } from './define.js';

const HAS_MARKUP = /[<>"]/;
const MARKUP = /[<>"]/g;
const ENTITY = { '<': '&lt;', '>': '&gt;', '"': '&quot;' };

// filterText escapes markup in a text. It is implemented in JavaScript and in Go, because
// the constructor of Text calls it and must not wait for Go. The tests compare both with
// test/testdata/textfilter.json.
export function filterText(value) {
  const text = typeof value === 'string' ? value : value.toString();
  return HAS_MARKUP.test(text) ? text.replace(MARKUP, (c) => ENTITY[c]) : text;
}

// A text without any of these characters equals its HTML, and is not passed to Go. Tests
// compare the results with Go's.
const TO_ESCAPE = /[<>"']/;

// Numbers of picture formats by name.
const IMAGE_FORMAT = { JPG: 1, JPEG: 1, GIF: 2, PNG: 3, BMP: 4 };

const PICTURES_KEPT = 500; // bound of the cache, since a page may add its own pictures

export function createElements(sdk) {
  const { hot } = sdk;
  const html = (op, ...args) => hot.apply(op, args) || '';
  const escaped = (op, text) => (typeof text === 'string' && !TO_ESCAPE.test(text) ? text : html(op, text));
  const is13 = () => sdk.dialect === '1.3';
  // The argument that makes Go omit inline handlers; handlers.js replaces them.
  const plain = sdk.config.inlineHandlers === 'none' ? ['none'] : [];

  function Elem(type, value) {
    this.type = type;
    this.content = value;
  }
  getters(Elem, { getType: 'type', getContent: 'content' });
  Elem.prototype.toHtml = function () {
    return this.content.toHtml();
  };

  function Text(text) {
    this.text = filterText(text);
  }
  Elem.Text = getters(Text, { getText: 'text' });
  Text.prototype.toHtml = function () {
    return escaped(OpText, this.text);
  };

  function Face(index, data) {
    this.index = index;
    this.data = data;
  }
  Elem.Face = getters(Face, { getIndex: 'index', getData: 'data' });
  // The HTML of emoticons is cached: it is long, and there are few of them.
  const pictures = new Map();
  Face.prototype.toHtml = function () {
    const src = sdk.facePicture(this.data);
    if (!src) return html(OpFace, null, this.data);
    let shown = pictures.get(src);
    if (shown === undefined) {
      shown = html(OpFace, src, this.data);
      if (shown && pictures.size < PICTURES_KEPT) pictures.set(src, shown);
    }
    return shown;
  };

  function Location(longitude, latitude, desc) {
    this.latitude = latitude;
    this.longitude = longitude;
    this.desc = desc;
  }
  Elem.Location = getters(Location, { getLatitude: 'latitude', getLongitude: 'longitude', getDesc: 'desc' });
  Location.prototype.toHtml = function () {
    return html(OpLocation, textOf(this.longitude), textOf(this.latitude), textOf(this.desc));
  };

  function Images(imageId, format) {
    this.UUID = imageId;
    if (sdk.version.imageFormat) {
      this.ImageFormat = typeof format === 'number' ? format : (typeof format === 'string' && own(IMAGE_FORMAT, format) && IMAGE_FORMAT[format]) || 255;
    }
    this.ImageInfoArray = [];
  }
  Elem.Images = getters(Images, { getImageId: 'UUID', getImageFormat: 'ImageFormat' });
  Images.prototype.addImage = function (image) {
    this.ImageInfoArray.push(image);
  };
  Images.prototype.getImage = function (type) {
    for (const image of this.ImageInfoArray) if (image.getType() === type) return image;
    return null;
  };
  Images.prototype.toHtml = function () {
    const url = (type) => {
      const image = this.getImage(type);
      return image ? image.getUrl() : null;
    };
    return html(OpImages, textOf(this.UUID), url(3), url(2), url(1), ...plain);
  };

  function Image(type, size, width, height, url) {
    this.type = type;
    this.size = size;
    this.width = width;
    this.height = height;
    this.url = url;
  }
  Images.Image = getters(Image, { getType: 'type', getSize: 'size', getWidth: 'width', getHeight: 'height', getUrl: 'url' });

  // media sets the common properties of sounds and files. In 1.3 the fifth argument
  // is the URL. In 1.7 it is the receiver; the URL is the argument after the chat's type,
  // or else built by getURL, or requested if there is a download flag.
  function media(e, senderId, args, getURL) {
    e.senderId = senderId;
    if (is13()) {
      e.downUrl = args[0];
      return;
    }
    e.receiverId = args[0];
    e.downFlag = args[1];
    e.busiId = args[2] === 'C2C' ? 2 : 1;
    e.downUrl = undefined;
    if (args[3] && typeof args[3] === 'string') e.downUrl = sdk.setDownload(e.uuid, args[3]);
    else if (e.downFlag === undefined || e.downFlag === null || e.downFlag === 2) e.downUrl = getURL();
    else sdk.applyDownload(e);
  }

  // Further arguments are a rest parameter, so that length is 7 as in the original.
  function Sound(uuid, second, size, senderId, receiverId, downFlag, chatType, ...rest) {
    this.uuid = uuid;
    this.second = second;
    this.size = size;
    media(this, senderId, [receiverId, downFlag, chatType, ...rest], () => sdk.soundURL(uuid, senderId));
  }
  Elem.Sound = getters(Sound, { getUUID: 'uuid', getSecond: 'second', getSize: 'size', getSenderId: 'senderId', getDownUrl: 'downUrl' });
  Sound.prototype.toHtml = function () {
    return html(OpSound, textOf(this.uuid), this.downUrl, ...plain);
  };

  function File(uuid, name, size, senderId, receiverId, downFlag, chatType, ...rest) {
    this.uuid = uuid;
    this.name = name;
    this.size = size;
    media(this, senderId, [receiverId, downFlag, chatType, ...rest], () => sdk.fileURL(uuid, senderId, name));
  }
  Elem.File = getters(File, {
    getUUID: 'uuid', getName: 'name', getSize: 'size', getSenderId: 'senderId', getDownUrl: 'downUrl', getDownFlag: 'downFlag',
  });
  File.prototype.toHtml = function () {
    return html(OpFile, textOf(this.uuid), this.downUrl, textOf(this.name), textOf(this.size), ...plain);
  };

  function Custom(data, desc, ext) {
    this.data = data;
    this.desc = desc;
    this.ext = ext;
  }
  Elem.Custom = getters(Custom, { getData: 'data', getDesc: 'desc', getExt: 'ext' });
  Custom.prototype.toHtml = function () {
    return escaped(OpCustom, this.data);
  };

  Elem.GroupTip = createGroupTip(sdk, html);
  return Elem;
}

function own(object, key) {
  return Object.prototype.hasOwnProperty.call(object, key);
}

const MOST_SHOWN = 10; // maximum number of a tip's users that Go needs

function createGroupTip(sdk, html) {
  function GroupTip(opType, opUserId, groupId, groupName, userIdList, userinfo) {
    this.opType = opType;
    this.opUserId = opUserId;
    this.groupId = groupId;
    this.groupName = groupName;
    this.userIdList = userIdList || [];
    this.groupInfoList = [];
    this.memberInfoList = [];
    if (sdk.dialect !== '1.3') {
      this.groupMemberNum = null;
      this.userinfo = userinfo || [];
    }
  }
  getters(GroupTip, {
    getOpType: 'opType', getOpUserId: 'opUserId', getGroupId: 'groupId', getGroupName: 'groupName', getUserInfo: 'userinfo',
    getUserIdList: 'userIdList', getGroupInfoList: 'groupInfoList', getMemberInfoList: 'memberInfoList', getGroupMemberNum: 'groupMemberNum',
  });
  const p = GroupTip.prototype;
  // Pages of live rooms use this misspelt name.
  p.getQuitGorupName = function () {
    const [user] = this.userinfo || [];
    return (user && user.NickName) || this.opUserId;
  };
  p.addGroupInfo = function (info) {
    this.groupInfoList.push(info);
  };
  p.addMemberInfo = function (info) {
    this.memberInfoList.push(info);
  };
  p.setGroupMemberNum = function (num) {
    this.groupMemberNum = num;
  };
  p.toHtml = function () {
    const items = [];
    let total = 0;
    if (this.opType === 6) {
      total = this.groupInfoList.length;
      for (const info of this.groupInfoList) items.push(textOf(info.getType()), textOf(info.getValue()));
    } else if (this.opType === 7) {
      total = this.memberInfoList.length;
      for (const m of this.memberInfoList.slice(0, MOST_SHOWN)) items.push(textOf(m.getUserId()), m.getShutupTime());
    } else {
      total = this.userIdList.length;
      for (const id of this.userIdList.slice(0, MOST_SHOWN)) items.push(textOf(id));
    }
    return html(OpTip, textOf(this.opType), textOf(this.opUserId), textOf(total), ...items);
  };

  function GroupInfo(type, value) {
    this.type = type;
    this.value = value;
  }
  GroupTip.GroupInfo = getters(GroupInfo, { getType: 'type', getValue: 'value' });

  function MemberInfo(userId, shutupTime) {
    this.userId = userId;
    this.shutupTime = shutupTime;
  }
  // The guide has shutUpTime and getShutUpTime, which the original lacked; both work.
  GroupTip.MemberInfo = getters(MemberInfo, { getUserId: 'userId', getShutupTime: 'shutupTime', getShutUpTime: 'shutupTime' });
  Object.defineProperty(MemberInfo.prototype, 'shutUpTime', {
    get() {
      return this.shutupTime;
    },
    configurable: true,
  });
  return GroupTip;
}
