// Context menus: by the secondary mouse button or a long press. Safari on iOS has no
// contextmenu event, so long presses are timed here for all browsers.

const holdTime = 450; // ms
const holdMove = 10; // px that a finger may move meanwhile

// onContextMenu calls open(element, point) for elements of list that match the selector. A
// mouse keeps the browser's own menu on links, pictures and selected text.
export function onContextMenu(list, selector, open) {
  let timer = 0;
  let start = null;
  let wasHeld = false;
  const cancel = () => clearTimeout(timer);
  const show = (element, x, y) => open(element, { left: x, right: x + 100, top: y, bottom: y });
  list.addEventListener('pointerdown', function (event) {
    wasHeld = false;
    const element = event.target.closest(selector);
    if (event.pointerType === 'mouse' || !element || !event.isPrimary) return;
    start = event;
    cancel();
    timer = setTimeout(function () {
      wasHeld = true;
      show(element, start.clientX, start.clientY);
    }, holdTime);
  });
  list.addEventListener('pointermove', function (event) {
    if (start && Math.hypot(event.clientX - start.clientX, event.clientY - start.clientY) > holdMove) cancel();
  });
  for (const type of ['pointerup', 'pointercancel']) list.addEventListener(type, cancel);
  list.addEventListener('scroll', cancel, { passive: true });
  // Lifting the finger afterwards is not a click.
  list.addEventListener('click', function (event) {
    if (!wasHeld) return;
    wasHeld = false;
    event.preventDefault();
    event.stopPropagation();
  }, true);
  list.addEventListener('contextmenu', function (event) {
    const element = event.target.closest(selector);
    if (!element) return;
    const isTouch = event.pointerType ? event.pointerType !== 'mouse' : Boolean(start) && wasHeld;
    if (!isTouch && (event.target.closest('.bubble a, img, audio') || String(getSelection()))) return;
    event.preventDefault();
    if (!isTouch) show(element, event.clientX, event.clientY);
  });
}
