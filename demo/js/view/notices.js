// The panel of notices: friend requests (guide 7.2 to 7.4) and group system notices
// (chapter 11), some of which can be answered.

import { answerRequest, deleteRequest, friendRequests, newRequests, requestsViewed } from '../model/friend_requests.js';
import { answerNotice, groupNameOf, groupNotices, noticesViewed } from '../model/group_notices.js';
import { myGroups } from '../model/groups.js';
import { byId, make } from '../page/dom.js';
import { on } from '../page/events.js';
import { sentence, t } from '../page/i18n.js';
import { messageTime } from '../page/times.js';
import { toast } from '../page/toasts.js';
import { groupAvatar, personAvatar } from './avatars.js';
import { showCount } from './badges.js';
import { nickElement } from './profile_elements.js';
import { showTab } from './tabs.js';

// showNotices shows both lists and the number of new entries.
function showNotices() {
  showFriendRequests();
  showGroupNotices();
  showNoticeCount();
}

function showFriendRequests() {
  if (!byId('panel_notices').hidden) requestsViewed();
  const items = [...friendRequests.ComeIn.map(incomingRequest), ...friendRequests.SendOut.map(outgoingRequest)];
  byId('requests_part').hidden = !items.length;
  byId('request_list').replaceChildren(...items);
}

function incomingRequest({ To_Account, AddTime, AddWording }) {
  const respond = (action) => () => answerRequest(To_Account, action);
  return requestElement(To_Account, AddTime, sentence('{who}申请加你为好友', { who: nickElement('b', To_Account) }), AddWording, 'ComeIn',
    make('button', { class: 'button small primary', type: 'button', text: t('同意'), onclick: respond('AgreeAndAdd') }),
    make('button', { class: 'button small', type: 'button', text: t('拒绝'), onclick: respond('Reject') }),
    make('button', { class: 'button small', type: 'button', text: t('删除'), onclick: () => deleteRequest('ComeIn', To_Account) }));
}

function outgoingRequest({ To_Account, AddTime, AddWording }) {
  return requestElement(To_Account, AddTime, sentence('你申请加{who}为好友，等待对方同意', { who: nickElement('b', To_Account) }), AddWording, 'SendOut',
    make('button', { class: 'button small', type: 'button', text: t('撤回'), onclick: () => deleteRequest('SendOut', To_Account) }));
}

function requestElement(account, time, text, wording, kind, ...buttons) {
  return make('li', { class: 'notice', 'data-request': kind, 'data-from': account },
    personAvatar(account),
    make('div', { class: 'notice-text' },
      make('p', {}, ...text),
      wording && make('p', { class: 'notice-remark', text: t('附言：') + wording }),
      make('small', { text: messageTime(time) }),
      make('div', { class: 'notice-answers' }, ...buttons)));
}

function showGroupNotices() {
  if (!byId('panel_notices').hidden) noticesViewed();
  byId('notices_part').hidden = !groupNotices.length;
  byId('notice_list').replaceChildren(...groupNotices.map(noticeElement));
}

// showNoticeCount shows the number of new notices and friend requests.
function showNoticeCount() {
  byId('notice_empty').hidden = groupNotices.length > 0 || !byId('requests_part').hidden;
  showCount(byId('badge_notices'), groupNotices.filter((notice) => notice.isNew).length + newRequests(), '{n} 条新通知');
}

function noticeElement(notice) {
  const { notify, kind } = notice;
  const remark = kind.remark && notify.RemarkInfo;
  const who = () => nickElement('b', notify.Operator_Account);
  return make('li', { class: 'notice', 'data-report-type': notify.ReportType },
    groupAvatar(myGroups.get(notify.GroupId) || notify),
    make('div', { class: 'notice-text' },
      make('p', {}, ...sentence(kind.text, { who: who(), group: groupNameOf(notify) })),
      kind.body && make('p', { class: 'notice-remark', text: kind.body(notify) }),
      remark && make('p', { class: 'notice-remark', text: t('附言：') + remark }),
      make('small', { text: messageTime(notify.MsgTime) }),
      kind.answer && noticeAnswers(notice)));
}

function noticeAnswers(notice) {
  if (notice.state) return make('p', { class: 'notice-state', text: notice.state });
  const button = (word, value, look) =>
    make('button', { class: 'button small ' + look, type: 'button', text: word, disabled: notice.waits, onclick: () => answerNotice(notice, value) });
  return make('div', { class: 'notice-answers' }, button(t('同意'), 'Agree', 'primary'), button(t('拒绝'), 'Reject', ''));
}

// announceNotice shows a new entry while the panel is not shown.
function announceNotice(text) {
  if (byId('panel_notices').hidden) toast(text, 'news', () => showTab('notices'));
}

export function initNotices() {
  on('requests', showNotices);
  on('notices', showNotices);
  on('tab', (name) => name === 'notices' && showNotices());
  on('request', announceNotice);
  on('notice', announceNotice);
  showNotices();
}
