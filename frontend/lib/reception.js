/** Whether media arrive: tells others when theirs do not come, and you when yours do not. */

import { on } from "./events.js";
import { AFTER, missed, missingSince } from "./missing.js";
import { unreceivedWords } from "./reception-words.js";
import { EMPTY_ROOM, others, reduce, senders } from "./room-store.js";

/** @typedef {import("./call-media.js").CallParts} CallParts */
/** @typedef {import("./room-store.js").Message} Message */
/** @typedef {import("./room-store.js").Room} Room */

const LOOK_EVERY = 1_000;

/** Looks after it in a call. @param {CallParts} parts */
export function attendReception(parts) {
  const { signaling, screen } = parts;
  const watch = new Watch(parts);
  let room = EMPTY_ROOM;
  /** @type {number[]} */ let by = [];
  let refused = false; // nobody can receive what the server does not take
  /** @type {ReturnType<typeof setTimeout> | null} */ let coming = null; // it takes a while
  const tell = () => show(screen, room, refused || coming ? [] : by);
  on(signaling, "message", (/** @type {Message} */ message) => {
    room = reduce(room, message);
    if (message.type === "welcome") by = []; // it is told anew, and so must we
    if (message.type === "welcome") watch.forget();
    if (message.type === "unreceived") by = message.by;
    tell();
  });
  on(screen, "refused", (now) => {
    if (now.refused === refused) return;
    refused = now.refused;
    clearTimeout(coming ?? undefined);
    coming = refused ? null : setTimeout(arrived, AFTER);
    tell();
  });
  function arrived() {
    coming = null;
    tell();
  }
  const timer = setInterval(() => {
    if (screen.isConnected) watch.look(room);
    else clearInterval(timer);
  }, LOOK_EVERY);
}

/** Says on the tiles who does not receive you, and beside them what to do.
 * @param {CallParts["screen"]} screen @param {Room} room @param {number[]} by */
function show({ stage, notices }, room, by) {
  const people = others(room).filter(({ connected }) => connected);
  const missing = people.filter(({ id }) => by.includes(id));
  for (const { id } of others(room)) {
    const tile = stage.grid.tile(id);
    if (tile) tile.missesYou = by.includes(id);
  }
  const sentence = unreceivedWords(
    missing.map(({ name }) => name),
    people.length,
  );
  notices.show("unreceived", ...(sentence ? [sentence] : []));
}

/** Watches whose media come. */
class Watch {
  /** @type {import("./missing.js").Since} */ #since = new Map();
  #told = "";

  /** @param {CallParts} parts */
  constructor({ signaling, screen, shell }) {
    this.signaling = signaling;
    this.screen = screen;
    this.shell = shell;
  }

  /** Begins anew: the server knows nothing yet. */
  forget() {
    this.#since = new Map();
    this.#told = "";
  }

  /** Tells of whom nothing comes, if these are others than before. @param {Room} room */
  look(room) {
    const now = performance.now();
    const isWatching = this.shell.state === "live" && !document.hidden;
    this.#since = missingSince(this.#since, isWatching ? this.#looks(room) : [], now);
    const participants = missed(this.#since, now);
    if (String(participants) === this.#told) return;
    if (this.signaling.send({ type: "missing", participants })) this.#told = String(participants);
  }

  /** @param {Room} room */
  #looks(room) {
    return senders(room).flatMap(({ id, connected }) => {
      const tile = this.screen.stage.grid.tile(id);
      return tile ? [{ id, due: connected && !tile.hidden, comes: tile.receives }] : [];
    });
  }
}
