// Custom messages (guide 4.6) as cards. The contents of data, desc and ext are up to the
// page. This demo defines two kinds, and shows others with their three fields.
//
//   data {"card": "contact", "account": "bob"}
//   data {"card": "place", "name", "address", "latitude", "longitude"}

import { nickOf } from '../model/names.js';
import { nickElement } from '../model/profiles.js';
import { loginInfo } from '../model/users.js';
import { conversationAddress } from '../navigation.js';
import { icon, make } from '../page/dom.js';
import { t } from '../page/i18n.js';
import { personAvatar } from './avatars.js';
import { textOf } from './elements.js';

function cardData(custom) {
  try {
    const data = JSON.parse(custom.getData());
    return data && typeof data === 'object' ? data : {};
  } catch {
    return {};
  }
}

// isPlace validates the data, which other users send.
function isPlace(data) {
  const within = (value, limit) => typeof value === 'number' && Math.abs(value) <= limit;
  return data.card === 'place' && within(data.latitude, 90) && within(data.longitude, 180);
}

function isContact(data) {
  return data.card === 'contact' && textOf(data.account) === data.account && data.account !== '';
}

export function customCard(custom) {
  const data = cardData(custom);
  if (isContact(data)) return contactCard(data.account);
  if (isPlace(data)) return placeCard(textOf(data.name) || t('位置'), textOf(data.address), data.latitude, data.longitude);
  return make('div', { class: 'card custom-card' },
    make('strong', {}, icon('code'), textOf(custom.getDesc()) || t('自定义消息')),
    make('p', { text: textOf(custom.getData()) }),
    textOf(custom.getExt()) && make('small', { text: textOf(custom.getExt()) }));
}

export function customPreview(custom) {
  const data = cardData(custom);
  if (isContact(data)) return t('[名片] ') + nickOf(data.account);
  if (isPlace(data)) return t('[位置] ') + textOf(data.name);
  return t('[自定义消息] ') + (textOf(custom.getDesc()) || textOf(custom.getData()));
}

function contactCard(account) {
  return make('a', { class: 'card contact-card', href: account === loginInfo.identifier ? null : conversationAddress(webim.SESSION_TYPE.C2C, account) },
    make('span', { class: 'card-line' }, personAvatar(account), make('span', {}, nickElement('strong', account), make('small', { text: account }))),
    make('small', { class: 'card-kind', text: t('名片') }));
}

// placeCard shows a place. The map is drawn, not fetched, so no map service learns of
// it before a click.
export function placeCard(name, address, latitude, longitude) {
  const at = latitude.toFixed(5) + ',' + longitude.toFixed(5);
  return make('a', { class: 'card place-card', target: '_blank', rel: 'noopener noreferrer',
    href: 'https://www.openstreetmap.org/?mlat=' + latitude + '&mlon=' + longitude + '#map=16/' + latitude + '/' + longitude },
    make('span', { class: 'place-map', 'aria-hidden': 'true' }, icon('pin')),
    make('strong', { text: name }),
    make('small', { text: address || at }));
}
