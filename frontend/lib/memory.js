/**
 * What this browser remembers: the name you go by, what you chose, and for a while the call this
 * tab was in, or what was filled in in its lobby.
 *
 * A reload is not a leave: the token brings you back as the same participant, muted if you were
 * muted. A tab that the browser opens again a day later must not switch a camera on, so a call is
 * forgotten a minute after its page was last alive.
 */

/**
 * @typedef {object} Remembered
 * @property {string} name the name that was asked for
 * @property {string} token
 * @property {boolean} microphone
 * @property {boolean} camera
 * @property {number} at when the page was last alive, in milliseconds since 1970
 * @property {{ pinned: string | null, volumes: [string, number][], line: string, shared: boolean }} [chosen] about the others, the line begun to them, and whether a screen was shared
 */

/** @typedef {{ name: string, room: string, microphone?: boolean, camera?: boolean }} Draft */

const KEPT = 60_000;
const NAME = "polycloud:name";
const CHOICES = "polycloud:choices";
const DEVICES = "polycloud:devices";
const SEEN = "polycloud:seen:";
const DRAFT = "polycloud:draft";

/** A tab's memory of its calls; storage may be forbidden, and then nothing is remembered. */
export class Memory {
  /** @param {{ tab: Storage | null, browser: Storage | null }} stores */
  constructor({ tab, browser }) {
    this.tab = tab;
    this.browser = browser;
  }

  /** The memory of this tab and this browser. */
  static open() {
    const store = (/** @type {() => Storage} */ get) => attempt(get) ?? null;
    return new Memory({ tab: store(() => sessionStorage), browser: store(() => localStorage) });
  }

  /** The name of the last call. */
  get name() {
    return attempt(() => this.browser?.getItem(NAME)) ?? "";
  }

  set name(name) {
    attempt(() => this.browser?.setItem(NAME, name));
  }

  /** What was chosen about the page, as it was kept: perhaps by another version of it. @returns {unknown} */
  get choices() {
    return this.#read(CHOICES);
  }

  set choices(choices) {
    this.#write(CHOICES, choices);
  }

  /** Which devices were chosen, as it was kept. @returns {unknown} */
  get devices() {
    return this.#read(DEVICES);
  }

  set devices(devices) {
    this.#write(DEVICES, devices);
  }

  /**
   * The call this tab was in a moment ago, in a room.
   * @param {string} room @param {number} now @returns {Remembered | null}
   */
  recall(room, now) {
    const call = attempt(() => JSON.parse(this.tab?.getItem(key(room)) ?? "null"));
    return typeof call?.token === "string" && now - call.at < KEPT ? call : null;
  }

  /** @param {string} room @param {Remembered} call */
  remember(room, call) {
    attempt(() => this.tab?.setItem(key(room), JSON.stringify(call)));
  }

  /** @param {string} room */
  forget(room) {
    attempt(() => this.tab?.removeItem(key(room)));
  }

  /** When the last line that was read in a room had been written: numbers begin anew with a server. @param {string} room */
  seen(room) {
    return Number(attempt(() => this.tab?.getItem(SEEN + room))) || 0;
  }

  /** @param {string} room @param {number} time */
  see(room, time) {
    attempt(() => this.tab?.setItem(SEEN + room, String(time)));
  }

  /** Keeps what a lobby is to find again when its page has been loaded anew. @param {Draft} draft */
  keepDraft(draft) {
    attempt(() => this.tab?.setItem(DRAFT, JSON.stringify(draft)));
  }

  /** What a lobby has kept, for another one: it is told once. @returns {Partial<Draft & { autojoin: boolean }>} */
  takeDraft() {
    const draft = attempt(() => JSON.parse(this.tab?.getItem(DRAFT) ?? "null"));
    attempt(() => this.tab?.removeItem(DRAFT));
    return draft ? { ...draft, autojoin: false } : {};
  }

  /** @param {string} name @returns {unknown} */
  #read(name) {
    return attempt(() => JSON.parse(this.browser?.getItem(name) ?? "null"));
  }

  /** @param {string} name @param {unknown} value */
  #write(name, value) {
    attempt(() => this.browser?.setItem(name, JSON.stringify(value)));
  }
}

/** @param {string} room */
function key(room) {
  return `polycloud:call:${room}`;
}

/** @template T @param {() => T} action @returns {T | undefined} */
function attempt(action) {
  try {
    return action();
  } catch {
    return undefined; // storage is forbidden, full or spoiled: go on without
  }
}
