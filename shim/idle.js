const LIMIT = 200; // ms after which a busy page has to make room

// whenIdle runs a task when the page has nothing better to do: scripts that wait
// to be run come first. A timer would get in before the very next of them.
export function whenIdle(task) {
  if (typeof requestIdleCallback === 'function') requestIdleCallback(task, { timeout: LIMIT });
  else setTimeout(task);
}
