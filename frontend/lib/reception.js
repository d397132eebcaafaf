/** Whether media arrive: tells others when theirs do not come, and you when yours do not. */

import { on } from "./events.js";
import { AFTER, missed, missingSince } from "./missing.js";
import { unreceivedWords, unseenScreenWords } from "./reception-words.js";
import { EMPTY_ROOM, others, reduce, senders, yourself } from "./room-store.js";

/** @typedef {import("./call-media.js").CallParts} CallParts */
/** @typedef {import("./room-store.js").Message} Message */
/** @typedef {import("./room-store.js").Room} Room */

/** Who does not receive you, and who not what you share. @typedef {{ you: number[], screen: number[] }} By */

const LOOK_EVERY = 1_000;
/** @type {By} */ const NOBODY = { you: [], screen: [] };

/** Looks after it in a call. @param {CallParts} parts */
export function attendReception(parts) {
  const { signaling, screen } = parts;
  const watch = new Watch(parts);
  let room = EMPTY_ROOM;
  let by = NOBODY;
  // Nobody can receive what the server does not take, or what does not reach it: that is told elsewhere.
  /** @type {Set<string>} */ const hindrances = new Set();
  /** @type {ReturnType<typeof setTimeout> | null} */ let coming = null; // it takes a while
  const tell = () => show(screen, room, hindrances.size || coming ? NOBODY : by);
  on(signaling, "message", (/** @type {Message} */ message) => {
    room = reduce(room, message);
    if (message.type === "welcome") by = NOBODY; // it is told anew, and so must we
    if (message.type === "welcome") watch.forget();
    if (message.type === "unreceived") by = { you: message.by, screen: message.screen_by };
    tell();
  });
  on(screen, "refused", ({ refused }) => hinder("refused", refused));
  on(screen, "silent", ({ silent }) => hinder("silent", silent));
  /** @param {string} hindrance @param {boolean} lasts */
  function hinder(hindrance, lasts) {
    if (hindrances.has(hindrance) === lasts) return;
    if (lasts) hindrances.add(hindrance);
    else hindrances.delete(hindrance);
    clearTimeout(coming ?? undefined);
    coming = hindrances.size ? null : setTimeout(arrived, AFTER);
    tell();
  }
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
 * @param {CallParts["screen"]} screen @param {Room} room @param {By} by */
function show({ stage, notices }, room, by) {
  const people = others(room).filter(({ connected }) => connected);
  // Who receives nothing of you need not be told of the screen as well.
  const missesScreen = yourself(room)?.screen ? by.screen.filter((id) => !by.you.includes(id)) : [];
  for (const { id } of others(room)) {
    const tile = stage.grid.tile(id);
    const screen = missesScreen.includes(id) ? "screen" : "";
    if (tile) tile.misses = by.you.includes(id) ? "you" : screen;
  }
  const namesOf = (/** @type {number[]} */ ids) =>
    people.filter(({ id }) => ids.includes(id)).map(({ name }) => name);
  const missing = namesOf(by.you);
  const sentences = [
    unreceivedWords(missing, people.length),
    unseenScreenWords(namesOf(missesScreen), people.length - missing.length),
  ];
  notices.show("unreceived", ...sentences.filter(Boolean));
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
    return senders(room).flatMap(({ id, connected, forwarded }) =>
      [id, `${id}-screen`].flatMap((tileId) => {
        const tile = this.screen.stage.grid.tile(tileId);
        const due = connected && forwarded && !tile?.hidden;
        return tile ? [{ id: tileId, due, comes: tile.receives }] : [];
      }),
    );
  }
}
