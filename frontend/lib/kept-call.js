/** The call that this tab is in, kept for its next reload as long as the page is alive. */

/** @typedef {{ room: string, name: string, microphone: boolean, camera: boolean }} Now */

const ALIVE_INTERVAL = 10_000;

/** Keeps a call from its token on, always as it is now. */
export class KeptCall {
  #token = "";

  /** @param {import("./memory.js").Memory} memory @param {() => Now} now */
  constructor(memory, now) {
    this.memory = memory;
    this.now = now;
    addEventListener("pagehide", () => this.keep());
    setInterval(() => this.keep(), ALIVE_INTERVAL);
  }

  /** @param {string} [token] another one, or the first */
  keep(token = this.#token) {
    this.#token = token;
    if (!token) return;
    const { room, ...call } = this.now();
    this.memory.remember(room, { ...call, token, at: Date.now() });
  }

  /** It has ended. */
  forget() {
    this.#token = "";
    this.memory.forget(this.now().room);
  }
}
