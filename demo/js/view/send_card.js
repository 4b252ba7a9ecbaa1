// The dialogs that send custom messages (guide 4.6): a place, a contact card, or any three
// fields. cards.js renders them.

import { openConversation } from '../model/open_conversation.js';
import { sendContent } from '../model/outbox.js';
import { loginInfo } from '../model/users.js';
import { openDialog } from '../page/dialogs.js';
import { byId } from '../page/dom.js';
import { fieldError } from '../page/field_errors.js';
import { t } from '../page/i18n.js';
import { toast } from '../page/toasts.js';
import { isTooLong } from './message_box.js';
import { checkedPeople, people, personChoice } from './people.js';

function sendCustom(data, desc, ext) {
  if (isTooLong(data)) return false;
  sendContent({ kind: 'custom', data, desc, ext });
  return true;
}

export function openSendCustom() {
  const form = byId('send_custom').querySelector('form');
  form.reset();
  openDialog('send_custom', () => sendCustom(form.elements.data.value, form.elements.desc.value, form.elements.ext.value));
}

// openSendPlace sends a place as a card, since the API cannot send places.
export function openSendPlace() {
  const form = byId('send_place').querySelector('form');
  form.reset();
  openDialog('send_place', function () {
    const { name, address, latitude, longitude } = form.elements;
    const data = { card: 'place', name: name.value.trim(), address: address.value.trim(), latitude: Number(latitude.value), longitude: Number(longitude.value) };
    return sendCustom(JSON.stringify(data), t('位置'), '');
  });
}

function fillCurrentPlace() {
  const button = byId('place_here');
  const form = byId('send_place').querySelector('form').elements;
  if (!navigator.geolocation) return toast(t('这个浏览器不能定位'), 'error');
  button.disabled = true;
  navigator.geolocation.getCurrentPosition(function ({ coords }) {
    button.disabled = false;
    form.latitude.value = coords.latitude.toFixed(6);
    form.longitude.value = coords.longitude.toFixed(6);
    if (!form.name.value) form.name.value = t('我的位置');
  }, function () {
    button.disabled = false;
    toast(t('没能取到当前位置，请手动填写'), 'error');
  }, { timeout: 10000 });
}

export function openSendContact() {
  const accounts = [loginInfo.identifier, ...people()].filter((account) => account !== openConversation.id);
  byId('contact_choices').replaceChildren(...accounts.map((account) => personChoice('radio', 'contact', account)));
  openDialog('send_contact', function () {
    const [account] = checkedPeople(byId('contact_choices'));
    if (account) return sendCustom(JSON.stringify({ card: 'contact', account }), t('名片'), '');
    return fieldError(byId('contact_choices'), t('请选择一个人'));
  });
}

export function initSendCard() {
  byId('place_here').onclick = fillCurrentPlace;
}
