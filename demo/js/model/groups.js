// The groups that the user has joined; joined_groups.js fetches them.

import { t } from '../page/i18n.js';
import { saveForUser, savedForUser } from './my_storage.js';

export const myGroups = new Map(); // id -> {GroupId, Name, Type, MemberNum, …, SelfInfo}

// The group types. Live rooms have a separate view (view/live_room.js).
export const groupTypes = [
  { type: 'Private', name: '私有群', about: '成员可以直接拉人，不能申请加入' },
  { type: 'Public', name: '公开群', about: '凭群 ID 申请，由群主审批' },
  { type: 'ChatRoom', name: '聊天室', about: '凭群 ID 随时进出' },
  { type: 'AVChatRoom', name: '直播间', about: '人数不限，不登录也能围观，消息不保存', needsRooms: true },
];

export function groupTypeName(type) {
  const known = groupTypes.find((kind) => kind.type === type);
  return known ? t(known.name) : type;
}

// groupLine returns a short description of a group.
export function groupLine(group) {
  return groupTypeName(group.Type) + ' · ' + t('{n} 人', { n: group.MemberNum });
}

const roleNames = { Owner: '群主', Admin: '管理员', Member: '成员' };

export function roleName(role) {
  return roleNames[role] ? t(roleNames[role]) : role;
}

// Names of groups are stored, to be shown after a group was dissolved or left.
let groupNames = null;

export function knownGroupName(id) {
  if (!groupNames) groupNames = savedForUser('group_names', {});
  return groupNames[id];
}

export function saveGroupNames(list) {
  const isNew = list.filter((group) => group.Name && knownGroupName(group.GroupId) !== group.Name);
  for (const group of isNew) groupNames[group.GroupId] = group.Name;
  if (isNew.length) saveForUser('group_names', groupNames);
}
