/** The speaker through which you hear the others, and a few notes that try it. */

import { on } from "./events.js";
import { askForSpeaker, canAsk } from "./speaker-question.js";

const NOTES = [523.25, 659.25, 783.99]; // Hz: a rising chord, one note after the other
const NOTE = 0.35; // seconds
const LOUDNESS = 0.25;

/** Leads the sound of all tiles to one speaker. */
export class Speaker {
  id = ""; // the system's

  constructor() {
    on(document, "tile-added", ({ video }) => void this.#lead(video).catch(() => {}));
  }

  /** Whether this browser lets the page choose. */
  get canChoose() {
    return "setSinkId" in HTMLMediaElement.prototype;
  }

  /** Whether the browser must be asked for speakers that it does not list. */
  get asks() {
    return this.canChoose && canAsk(navigator.mediaDevices);
  }

  /** Lets the browser ask for one. @param {string} [earlier] the id of one that was chosen before */
  ask(earlier) {
    return askForSpeaker(navigator.mediaDevices, earlier);
  }

  /** Uses another speaker; the old one stays if that cannot be. @param {string} id */
  async use(id) {
    if (id === this.id) return;
    const before = this.id;
    this.id = id;
    try {
      await Promise.all([new Audio(), ...document.querySelectorAll("video")].map(this.#lead));
    } catch {
      this.id = before;
      await Promise.allSettled([...document.querySelectorAll("video")].map(this.#lead));
    }
  }

  /** Plays a few notes; whether they could be played. */
  async play() {
    const context = new AudioContext();
    const destination = new MediaStreamAudioDestinationNode(context);
    const sound = new Audio();
    sound.srcObject = destination.stream;
    NOTES.forEach((frequency, index) => {
      note(context, frequency, index * NOTE).connect(destination);
    });
    try {
      await this.#lead(sound);
      await sound.play();
      await new Promise((resolve) => setTimeout(resolve, 1000 * NOTE * (NOTES.length + 1)));
      return context.state === "running"; // without a sound device it never is
    } catch {
      return false;
    } finally {
      sound.srcObject = null;
      void context.close();
    }
  }

  #lead = async (/** @type {HTMLMediaElement} */ sound) => {
    if (this.canChoose && sound.sinkId !== this.id) await sound.setSinkId(this.id);
  };
}

/**
 * A note that begins after a while and fades out.
 * @param {AudioContext} context @param {number} frequency @param {number} after seconds
 */
function note(context, frequency, after) {
  const begin = context.currentTime + after;
  const gain = new GainNode(context, { gain: 0 });
  gain.gain.setValueAtTime(LOUDNESS, begin);
  gain.gain.exponentialRampToValueAtTime(0.001, begin + NOTE);
  gain.gain.setValueAtTime(0, begin + NOTE);
  const oscillator = new OscillatorNode(context, { frequency });
  oscillator.start(begin);
  oscillator.stop(begin + NOTE);
  return oscillator.connect(gain);
}
