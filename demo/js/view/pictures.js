// The picture viewer.

import { openDialog } from '../page/dialogs.js';
import { byId } from '../page/dom.js';
import { t } from '../page/i18n.js';

const pictureView = { all: [], at: 0, scale: 0 }; // scale 0 fits the window
const pictureScales = [0, 1, 2];

// imageClick opens a picture. Its src holds the addresses of the small, the large and the
// original one.
export function imageClick(img) {
  const shown = [...byId('messages').querySelectorAll('.bubble img[data-webim]')];
  pictureView.all = shown.map((other) => other.getAttribute('src').split('#'));
  openDialog('picture');
  showPicture(Math.max(0, shown.indexOf(img)));
  byId('picture_stage').focus();
}

function showPicture(at) {
  const { all } = pictureView;
  if (!all[at]) return;
  pictureView.at = at;
  const [small, large, original] = all[at];
  const img = byId('picture_large');
  img.src = large || small;
  img.alt = t('聊天图片 {n}', { n: at + 1 });
  byId('picture_original').href = byId('picture_download').href = original || large || small;
  byId('picture_count').textContent = at + 1 + ' / ' + all.length;
  byId('picture_previous').disabled = at === 0;
  byId('picture_next').disabled = at === all.length - 1;
  zoomPicture(0);
}

function zoomPicture(scale) {
  const img = byId('picture_large');
  pictureView.scale = scale;
  byId('picture_stage').classList.toggle('zoomed', scale > 0);
  img.style.width = scale ? Math.round(Math.max(img.naturalWidth, byId('picture_stage').clientWidth * 1.2) * scale) + 'px' : '';
  byId('picture_zoom').setAttribute('aria-pressed', scale > 0);
}

function nextScale(step) {
  const at = pictureScales.indexOf(pictureView.scale) + step;
  zoomPicture(pictureScales[Math.max(0, Math.min(pictureScales.length - 1, at))]);
}

const swipeDistance = 50; // px

// A swipe shows the next or previous picture.
function initSwipe() {
  let start = null;
  const stage = byId('picture_stage');
  stage.addEventListener('touchstart', (event) => (start = event.touches.length === 1 && !pictureView.scale ? event.touches[0] : null), { passive: true });
  stage.addEventListener('touchend', function (event) {
    if (!start) return;
    const moved = event.changedTouches[0].clientX - start.clientX;
    if (Math.abs(moved) > swipeDistance) showPicture(pictureView.at + (moved < 0 ? 1 : -1));
    start = null;
  });
}

export function initPictures() {
  initSwipe();
  byId('picture_zoom').onclick = () => zoomPicture(pictureView.scale ? 0 : 1);
  byId('picture_large').onclick = () => zoomPicture(pictureView.scale ? 0 : 1);
  byId('picture_previous').onclick = () => showPicture(pictureView.at - 1);
  byId('picture_next').onclick = () => showPicture(pictureView.at + 1);
  byId('picture').onkeydown = function (event) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step && !pictureView.scale) showPicture(pictureView.at + step);
    else if (event.key === '+' || event.key === '=') nextScale(1);
    else if (event.key === '-') nextScale(-1);
    else return;
    event.preventDefault();
  };
  byId('picture_stage').onwheel = function (event) {
    if (!event.ctrlKey) return;
    event.preventDefault();
    nextScale(event.deltaY < 0 ? 1 : -1);
  };
}
