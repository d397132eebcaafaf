/** Loads what a page is made of beyond the first sight of its lobby: modules and style sheets. */

import { loaded } from "./painting.js";
import { addStyle } from "./styles.js";

/** @typedef {import("./call-media.js").Step} Step */
/** @typedef {Awaited<ReturnType<typeof loadLobby>>} LobbyParts */
/** @typedef {LobbyParts & Awaited<ReturnType<typeof loadCall>>} Loaded */

const IN_CALL = "in-call"; // several, which the server joins (common/web.py)

/** What does not come is null, and the next may ask again. */
export class CallLoader {
  /** @param {Step} step @param {{ fake: boolean }} page */
  constructor(step, { fake }) {
    this.lobby = once(() => loadLobby(fake));
    this.call = once(() => loadCall(step));
  }

  /** All of it, or null. @returns {Promise<Loaded | null>} */
  async all() {
    const [lobby, call] = await Promise.all([this.lobby(), this.call()]);
    return lobby && call && { ...lobby, ...call };
  }
}

/** @template T @param {() => Promise<T>} load */
function once(load) {
  /** @type {Promise<T> | null} */ let loading = null;
  return async () => {
    loading ??= load();
    try {
      return await loading;
    } catch {
      loading = null;
      return null;
    }
  };
}

/** @param {boolean} fake */
async function loadLobby(fake) {
  const [{ Devices }, { CallDevices }, { CallPresent }] = await Promise.all([
    import("./devices.js"),
    import("./elements/devices.js"),
    import("./elements/present.js"),
    fake && import("./synthetic.js"),
  ]);
  return { Devices, CallDevices, CallPresent };
}

/** @param {Step} step */
async function loadCall(step) {
  const [{ Conversation }, { CallRoom }, { CallLeft }, { keepCall }, own] = await Promise.all([
    import("./conversation.js"),
    import("./elements/room.js"),
    import("./elements/left.js"),
    import("./kept-call.js"),
    step.load(),
    loaded(), // a video that waits for its first picture would hold this event up
    ...[IN_CALL, ...(step.styles ?? [])].map(addStyle),
  ]);
  return { Conversation, CallRoom, CallLeft, keepCall, ...own };
}
