// Edits a group's profile: picture, name, notification, introduction (guide 8.10).
// Members receive the change as a tip.

import { getMyGroups } from '../model/joined_groups.js';
import { openDialog } from '../page/dialogs.js';
import { byId } from '../page/dom.js';
import { countBytes, fieldError } from '../page/field_errors.js';
import { t } from '../page/i18n.js';
import { toast, toastError } from '../page/toasts.js';
import { groupAvatar } from './avatars.js';
import { isGroupName, maxNameBytes } from './group_create.js';
import { pictureField } from './picture_field.js';

const maxNotificationBytes = 150;
const maxIntroductionBytes = 120;

export function openEditGroup(group) {
  const field = (name) => byId('edit_group_' + name);
  const face = pictureField('edit_group_face', group.FaceUrl, webim.UPLOAD_PIC_BUSSINESS_TYPE.GROUP_HEAD, (FaceUrl) => groupAvatar({ ...group, FaceUrl }));
  field('name').value = group.Name;
  field('notification').value = group.Notification || '';
  field('introduction').value = group.Introduction || '';
  openDialog('edit_group', function () {
    const wanted = { FaceUrl: face(), Name: webim.Tool.trimStr(field('name').value), Notification: field('notification').value, Introduction: field('introduction').value };
    if (!isGroupName(field('name'))) return false;
    if (webim.Tool.getStrBytes(wanted.Notification) > maxNotificationBytes) {
      return fieldError(field('notification'), t('群公告太长，最多 50 个汉字'));
    }
    if (webim.Tool.getStrBytes(wanted.Introduction) > maxIntroductionBytes) {
      return fieldError(field('introduction'), t('群简介太长，最多 40 个汉字'));
    }
    modifyGroupBaseInfo(group, wanted);
    return true;
  });
  countBytes(field('name'), maxNameBytes);
  countBytes(field('notification'), maxNotificationBytes);
  countBytes(field('introduction'), maxIntroductionBytes);
}

// modifyGroupBaseInfo sends only the changed fields.
function modifyGroupBaseInfo(group, wanted) {
  const changes = Object.entries(wanted).filter(([name, value]) => value !== (group[name] || ''));
  if (!changes.length) return;
  webim.modifyGroupBaseInfo({ GroupId: group.GroupId, ...Object.fromEntries(changes) }, function () {
    toast(t('群资料已保存'));
    getMyGroups();
  }, toastError(t('没能保存群资料')));
}
