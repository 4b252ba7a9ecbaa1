// The menu of a conversation in the session list: pin, mute, remove.

import { conversations } from '../model/conversations.js';
import { myGroups } from '../model/groups.js';
import { modifyGroupMsgFlag } from '../model/joined_groups.js';
import { isMuted, isPinned, removeFromList, setPinned, setQuiet } from '../model/session_marks.js';
import { onContextMenu } from '../page/context_menu.js';
import { byId } from '../page/dom.js';
import { t } from '../page/i18n.js';
import { openMenu } from '../page/menus.js';

function openSessionMenu(c, point) {
  const group = c.type === webim.SESSION_TYPE.GROUP && myGroups.get(c.id);
  const muted = isMuted(c);
  const toggleMute = () => (group ? modifyGroupMsgFlag(group, muted ? 'AcceptAndNotify' : 'AcceptNotNotify') : setQuiet(c, !muted));
  openMenu(byId('message_menu'), point, [
    { name: isPinned(c) ? t('取消置顶') : t('置顶'), icon: 'tack', run: () => setPinned(c, !isPinned(c)) },
    { name: muted ? t('取消免打扰') : t('消息免打扰'), icon: muted ? 'bell' : 'muted', run: toggleMute },
    { name: t('从会话列表移除'), icon: 'trash', danger: true, run: () => removeFromList(c) },
  ]);
}

export function initSessionMenu() {
  onContextMenu(byId('session_list'), '.row', (link, point) => openSessionMenu(conversations.get(link.dataset.conversation), point));
}
