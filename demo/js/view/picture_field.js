// The field of a dialog for a user's or group's picture. The picture is uploaded when it
// is chosen; the dialog saves its address.

import { PIC_TYPE, maxPictureBytes } from '../model/uploads.js';
import { loginInfo } from '../model/users.js';
import { byId } from '../page/dom.js';
import { t } from '../page/i18n.js';
import { sizeText } from '../page/sizes.js';
import { toast, toastError } from '../page/toasts.js';

// pictureField sets up the field with an address; draw returns the avatar of an address.
// It returns a function that returns the chosen address.
export function pictureField(id, url, businessType, draw) {
  const field = byId(id);
  const input = field.querySelector('input');
  let chosen = url || '';
  const show = function () {
    field.querySelector('.picture-field-face').replaceChildren(draw(chosen));
    field.querySelector('[data-remove]').hidden = !chosen;
  };
  field.querySelector('[data-choose]').onclick = () => input.click();
  field.querySelector('[data-remove]').onclick = function () {
    chosen = '';
    show();
  };
  input.onchange = function () {
    const file = input.files[0];
    input.value = '';
    if (!file) return;
    field.querySelector('[data-choose]').disabled = true;
    uploadAvatar(file, businessType, function (address) {
      field.querySelector('[data-choose]').disabled = false;
      if (!address) return;
      chosen = address;
      show();
    });
  };
  field.querySelector('[data-choose]').disabled = false;
  show();
  return () => chosen;
}

// uploadAvatar calls back with the address of the small picture, or null after a failure.
function uploadAvatar(file, businessType, done) {
  if (file.size > maxPictureBytes) {
    toast(t('图片不能超过 {size}，请另选一个', { size: sizeText(maxPictureBytes) }), 'error');
    return done(null);
  }
  webim.uploadPic({ file, From_Account: loginInfo.identifier, To_Account: loginInfo.identifier, businessType }, function (resp) {
    const images = resp.URL_INFO || [];
    const small = images.find((image) => image.PIC_TYPE === PIC_TYPE.SMALL) || images[0];
    if (!small) toast(t('这个文件不是图片'), 'error');
    done(small ? small.DownUrl : null);
  }, function (err) {
    toastError(t('上传失败'))(err);
    done(null);
  });
}
