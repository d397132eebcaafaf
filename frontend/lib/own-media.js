/** What you send, as the room is told: devices, screen, speech. */

import { on } from "./events.js";
import { ScreenShare } from "./screen-share.js";
import { SpeechWatch } from "./speech-watch.js";
import { words } from "./words.js";

/**
 * @typedef {object} OwnMediaOptions
 * @property {import("./signaling.js").Signaling} signaling
 * @property {import("./devices.js").Devices} devices
 * @property {import("./elements/room.js").CallRoom} screen what shows it
 * @property {boolean} view nothing is sent
 * @property {string} name
 */

/** Your side of a conversation. */
export class OwnMedia {
  /** @type {SpeechWatch | null} */ #speech = null;

  /** @param {OwnMediaOptions} options */
  constructor(options) {
    this.options = options;
    const { screen, devices, name } = options;
    this.shared = new ScreenShare({ fake: devices.page.fake, name });
    on(this.shared, "change", () => this.#showScreen());
    on(screen, "talk", (talking) => devices.local?.setMicrophone(talking));
    on(this.shared, "problem", ({ message }) => screen.notices.tell("screen", message));
  }

  #showScreen() {
    const { screen } = this.options;
    const { track } = this.shared;
    const stop = screen.button("stop-screen"); // beside the sentence that goes
    const isFocused = stop !== null && stop === document.activeElement;
    screen.bar.screen = track !== null;
    screen.notices.show("sharing", ...(track ? [words.call.sharing] : []));
    if (isFocused) screen.button("screen")?.focus();
    if (track) screen.notices.show("screen"); // it works
    this.tell();
  }

  /** Tells the room what you send now. */
  tell() {
    const { signaling, devices, view, screen: shown } = this.options;
    const { microphone, camera } = devices.sent;
    shown.stage.offerSound(devices.asleep ? "sound" : "", "own");
    if (microphone)
      shown.notices.show("muted"); // you are no more: the next time it is told again
    else this.#speech?.reset(); // the room takes it that you have ended, however short the silence
    signaling.describe({ microphone, camera });
    const screen = this.shared.track !== null;
    if (!view) signaling.send({ type: "media", microphone, camera, screen });
  }

  /** Listens for speech. @param {import("./local-media.js").LocalMedia} local */
  listen(local) {
    const { signaling, screen } = this.options;
    local.watch();
    this.#speech = new SpeechWatch(local);
    on(this.#speech, "speaking", (speaking) => signaling.send({ type: "speaking", speaking }));
    on(this.#speech, "muted-speech", (shown) => screen.bar.showMutedHint(shown));
  }

  /** The room has forgotten what it was told. */
  reset() {
    this.#speech?.reset();
    this.tell();
  }

  /** Ends it. */
  stop() {
    this.#speech?.stop();
    this.shared.close();
  }
}
