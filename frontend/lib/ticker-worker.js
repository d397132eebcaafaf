/** Ticks from a worker; see ticker.js. */

/** @type {ReturnType<typeof setInterval> | undefined} */
let timer;

let answered = true; // ticks that nobody has time for must not pile up

self.onmessage = ({ data: interval }) => {
  answered = true;
  if (interval === null) return;
  clearInterval(timer);
  timer = setInterval(tick, interval);
};

function tick() {
  if (!answered) return;
  answered = false;
  self.postMessage(null);
}
