/** Ticks from a worker; see ticker.js. */

self.onmessage = ({ data: interval }) => {
  setInterval(() => self.postMessage(null), interval);
};
