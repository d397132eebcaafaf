/**
 * The seam between the page and the way of the media, which is all that differs between steps.
 *
 * Events of a media path: `state` {id, state}, `latency` {id, ms or null}, `numbers` {id, rows, bitrate, rating}
 * (how good it comes), `route` {id, route, node} (the contract's data-route; step 4 has nodes), `own-numbers` {rows},
 * `own-route` {route, node}, `problem` {message, silent} (empty: it is over; silent, where a step knows:
 * whether no packet comes through), `refused` {refused} (whether the server has no place for what you
 * send), `autoplay-blocked` {held} (the browser waits for a click).
 */

import { emit, on } from "./events.js";
import { ownBadge } from "./route-words.js";

/** @typedef {import("./room-store.js").Message} Message */
/** @typedef {import("./elements/room.js").CallRoom} CallRoom */
/** @typedef {import("./elements/grid.js").TileId} TileId */

/**
 * @typedef {object} MediaPathMethods
 * @property {(welcome: Message) => void} start after every welcome: the first, resumed and new
 * @property {(id: TileId, video: HTMLVideoElement) => void} attach shows a participant, or a screen
 * @property {(id: TileId) => void} detach
 * @property {() => void} playAll plays with sound; called while somebody presses a button
 * @property {() => void} close
 */

/** @typedef {EventTarget & MediaPathMethods} MediaPath */

/**
 * @typedef {object} MediaOptions
 * @property {string} url the WebSocket for media beside the one for signalling
 * @property {import("./local-media.js").LocalMedia} local what is sent
 * @property {import("./screen-share.js").ScreenShare} shared your screen, if the step can send it
 * @property {boolean} view nothing is sent
 * @property {import("./ice-servers.js").Relay} relay relayed only, if there is a TURN server
 * @property {import("./signaling.js").Signaling} signaling for offers and answers
 */

/** @typedef {(options: MediaOptions) => MediaPath} CreateMedia */

/**
 * @typedef {object} CallParts
 * @property {import("./signaling.js").Signaling} signaling
 * @property {CallRoom} screen
 * @property {import("./shell.js").Shell} shell
 */

/**
 * What a step brings to a call.
 * @typedef {object} StepParts
 * @property {CreateMedia} createMedia
 * @property {(call: CallParts) => void} [accompany] what else a step does, in each call
 */

/**
 * @typedef {object} Step
 * @property {number} step
 * @property {() => Promise<StepParts>} load called once the lobby is there
 * @property {string[]} [styles] its own style sheets, by name
 */

/** Connects a media path with the screen that shows it. @param {MediaPath} media @param {CallRoom} screen */
export function connect(media, screen) {
  const tile = (/** @type {TileId} */ id) => screen.stage.grid.tile(id);
  on(screen.stage.grid, "tile-added", ({ id, video }) => media.attach(id, video));
  on(screen.stage.grid, "tile-removed", ({ id }) => media.detach(id));
  on(media, "state", ({ id, state }) => tile(id)?.showState(state));
  on(media, "latency", ({ id, ms }) => tile(id)?.showLatency(ms));
  on(media, "route", ({ id, route, node }) => tile(id)?.showRoute(route, node));
  on(media, "numbers", ({ id, rows, bitrate, rating }) =>
    tile(id)?.showNumbers(rows, bitrate, rating),
  );
  on(media, "own-numbers", ({ rows }) => screen.ownNumbers.show(rows));
  on(media, "own-route", ({ route, node }) =>
    screen.stage.self.showRoute(route, ownBadge(route, node)),
  );
  on(media, "autoplay-blocked", ({ held }) => screen.stage.offerSound(held));
  on(media, "refused", (detail) => emit(screen, "refused", detail));
  on(screen, "play-all", () => media.playAll());
  on(media, "problem", ({ message, silent }) => {
    screen.notices.show("media", ...(message ? [message] : []));
    if (silent !== undefined) emit(screen, "silent", { silent });
  });
}
