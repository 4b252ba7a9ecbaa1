// Custom messages (guide 4.6) as cards: those of model/card_data.js, and others with their
// three fields.

import { cardData, isContact, isPlace } from '../model/card_data.js';
import { textOf } from '../model/message_text.js';
import { loginInfo } from '../model/users.js';
import { conversationAddress } from '../page/address.js';
import { icon, make } from '../page/dom.js';
import { t } from '../page/i18n.js';
import { personAvatar } from './avatars.js';
import { nickElement } from './profile_elements.js';

export function customCard(custom) {
  const data = cardData(custom);
  if (isContact(data)) return contactCard(data.account);
  if (isPlace(data)) return placeCard(textOf(data.name) || t('位置'), textOf(data.address), data.latitude, data.longitude);
  return make('div', { class: 'card custom-card' },
    make('strong', {}, icon('code'), textOf(custom.getDesc()) || t('自定义消息')),
    make('p', { text: textOf(custom.getData()) }),
    textOf(custom.getExt()) && make('small', { text: textOf(custom.getExt()) }));
}

function contactCard(account) {
  return make('a', { class: 'card contact-card', href: account === loginInfo.identifier ? null : conversationAddress(webim.SESSION_TYPE.C2C, account) },
    make('span', { class: 'card-line' }, personAvatar(account), make('span', {}, nickElement('strong', account), make('small', { text: account }))),
    make('small', { class: 'card-kind', text: t('名片') }));
}

// placeCard shows a place. The map is drawn, not fetched, so no map service is contacted
// before a click.
export function placeCard(name, address, latitude, longitude) {
  const at = latitude.toFixed(5) + ',' + longitude.toFixed(5);
  return make('a', { class: 'card place-card', target: '_blank', rel: 'noopener noreferrer',
    href: 'https://www.openstreetmap.org/?mlat=' + latitude + '&mlon=' + longitude + '#map=16/' + latitude + '/' + longitude },
    make('span', { class: 'place-map', 'aria-hidden': 'true' }, icon('pin')),
    make('strong', { text: name }),
    make('small', { text: address || at }));
}
