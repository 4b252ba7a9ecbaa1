// Variables and functions that the guide's examples use but the guide does not print, and
// the parts of jQuery and two plugins that they call. Output is recorded for the test.
var sdkAppID = 1400000001, accountType = 1; // the development app's
var callBackUrl = location.href.split('?')[0]; // 2.1's spelling; 1.1.2 has callbackUrl
var selType = null, selToID = null, selSess = null, curMsgCount = 0;
var friendHeadUrl = 'img/friend.png';
var SessionType = { C2C: 'C2C', GROUP: 'GROUP' };
var MaxMsgLen = { C2C: 12000, GROUP: 8898 }; // bytes
var maxLen = MaxMsgLen.GROUP; // used by 11.12, defined nowhere
var UploadPicBussinessType = { GROUP_MSG: 1, C2C_MSG: 2 };
var totalCount = 200, maxNameLen = 8;
var WEB_IM_GROUP_TIP_MAX_USER_COUNT = 10;

var alerts = [], confirms = [];
window.alert = function (text) { alerts.push(text); };
window.confirm = function (text) { confirms.push(text); return true; };

// ---- jQuery, Bootstrap's dialogs and its table plugin
var dialogs = {}, tables = {}, menus = [], styles = {};
function $(selector) {
  var found = document.querySelector(selector);
  var me = {
    val: function (value) {
      if (value === undefined) return found ? found.value : undefined;
      if (found) found.value = value;
      return me;
    },
    css: function (name, value) { styles[selector + ' ' + name] = value; if (found) found.style[name] = value; return me; },
    focus: function () { if (found) found.focus(); return me; },
    menu: function () { menus.push(selector); return me; },
    modal: function (action) { dialogs[selector] = action; return me; },
    bootstrapTable: function (action, arg) {
      var rows = tables[selector] = tables[selector] || [];
      if (action === 'load') tables[selector] = arg;
      if (action === 'append') tables[selector] = rows.concat(arg);
      if (action === 'remove') tables[selector] = rows.filter(function (row) { return arg.values.indexOf(row[arg.field]) < 0; });
      if (action === 'updateRow') for (var k in arg.row) rows[arg.index][k] = arg.row[k];
      return me;
    }
  };
  return me;
}

// The fields of the guide's dialogs, by id; choices are radio buttons. The guide looks most
// of them up as "#input[name=…]", so that is their id.
var fields = ['ecm_data', 'ecm_desc', 'ecm_ext', 'select_friends', 'cg_name', 'cg_notification', 'cg_introduction', 'sg_group_id',
  'ajg_group_id', 'ajg_apply_msg', 'ajg_group_type', 'hajg_group_id', 'hajg_to_account', 'hajg_authentication', 'hajg_msg_key', 'hajg_approval_msg',
  'mg_group_id', 'mg_name', 'mg_notification', 'mg_introduction', 'mg_sel_row_index', 'agm_group_id', 'agm_account', 'mgmf_group_id', 'mgmf_sel_row_index',
  'mgm_group_id', 'mgm_account', 'mgm_sel_row_index', 'fsm_group_id', 'fsm_account', 'fsm_shut_up_time', 'fsm_sel_row_index', 'fsm_name', 'fsm_notification', 'fsm_introduction',
  'dgm_group_id', 'dgm_account', 'sgsm_group_id', 'sgsm_content'];
var choices = ['cg_type_radio', 'hajg_action_radio', 'mg_type_radio', 'mgmf_msg_flag_radio', 'mgm_role_radio'];
document.addEventListener('DOMContentLoaded', function () {
  document.getElementById('fields').innerHTML = fields.map(function (id) { return '<input id="' + id + '">'; }).join('') +
    choices.map(function (name) { return '<input type="radio" id="input" name="' + name + '" checked>'; }).join('');
});
function fill(values) {
  for (var k in values) (document.getElementById(k) || document.querySelector('[name="' + k + '"]')).value = values[k];
}

// ---- functions of the page
var friends = null, groups = null, unreadShown = {}, systemMsgs = [], facesClosed = 0, progress = [];
function getAllFriend(cbOK) {
  webim.getAllFriend({
    From_Account: loginInfo.identifier, TimeStamp: 0, StartIndex: 0, GetCount: totalCount, LastStandardSequence: 0,
    TagList: ['Tag_Profile_IM_Nick', 'Tag_SNS_IM_Remark']
  }, cbOK, function (err) { alert(err.ErrorInfo); });
}
function getAllFriendsCallbackOK(resp) {
  friends = (resp.InfoItem || []).map(function (item) { return item.Info_Account; });
}
function getJoinedGroupListHigh(cbOK) {
  webim.getJoinedGroupListHigh({
    Member_Account: loginInfo.identifier, Limit: totalCount, Offset: 0, GroupBaseInfoFilter: ['Name', 'Type'], SelfInfoFilter: ['Role']
  }, function (resp) {
    groups = (resp.GroupIdList || []).map(function (group) { return group.GroupId; });
    if (cbOK) cbOK();
  }, function (err) { alert(err.ErrorInfo); });
}
function syncGroupMsgsCallbackOK() { syncMsgsCallbackOK(); }
function initGetApplyJoinGroupPendency(rows) { tables['#get_apply_join_group_pendency_table'] = rows; }
function initGetMyGroupSystemMsgs(rows) { systemMsgs = rows; }
function initGetMyGroupTable(rows) { tables['#get_my_group_table'] = rows; }
function initGetGroupMemberTable(rows) { tables['#get_group_member_table'] = rows; }
function addGroupSystemMsg(type, typeCh, groupId, groupName, content, time) {
  systemMsgs.push({ type: type, typeCh: typeCh, groupId: groupId, groupName: groupName, content: content, time: time });
}
// The tables of 3.1 and 11 use this name, 11.10 defines onCanceledGroupAdminNotify.
function onCancelGroupAdminNotify(notify) { onCanceledGroupAdminNotify(notify); }
function updateSessDiv(id, unread) { unreadShown[id] = unread; }
function turnoffFaces_box() { facesClosed++; }
function onProgressCallBack(loaded, total) { progress.push([loaded, total]); }
function addMsg(msg) {
  var row = document.createElement('div');
  row.className = msg.isSend ? 'mine' : 'theirs';
  row.innerHTML = msg.toHtml();
  document.getElementById('messages').appendChild(row);
}

// Opens a conversation, as a click on it would.
function openChat(type, id) {
  selType = type; selToID = id; selSess = null; curMsgCount = 0;
  document.getElementById('messages').innerHTML = '';
  example_4_9();
}
// Returns the lines of the chat window.
function messages() {
  return [].map.call(document.getElementById('messages').children, function (row) {
    return row.className + ': ' + [].map.call(row.childNodes, function (n) { return n.nodeName === 'IMG' ? '<' + n.getAttribute('src').substr(0, 14) + '>' : n.textContent; }).join('');
  });
}
