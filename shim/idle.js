const LIMIT = 200; // ms after which the task runs even if the page is busy

// whenIdle runs a task when the page is idle, after the scripts that are ready to run. A
// timer would fire before the next script.
export function whenIdle(task) {
  if (typeof requestIdleCallback === 'function') requestIdleCallback(task, { timeout: LIMIT });
  else setTimeout(task);
}
