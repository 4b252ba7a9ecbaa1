// Copies text.

import { t } from './i18n.js';
import { toast } from './toasts.js';

export function copyText(text) {
  navigator.clipboard.writeText(text).then(() => toast(t('已复制')), () => toast(t('浏览器不允许复制，请手动选择文字'), 'error'));
}
