/**
 * Which played media may be removed from a SourceBuffer. [pure]
 *
 * A removal takes with it everything that cannot be decoded any more, up to the next keyframe: it
 * must end well before a keyframe that stays, or the picture of this moment would go too.
 */

const SAFETY = 0.5; // seconds between the end of a removal and the keyframe that stays

/** The keyframes of a stream that is being played. */
export class BackBuffer {
  /** @type {number[]} */ #keyframes = [];

  /** Notes a time, in seconds, from which can be decoded. @param {number} time */
  note(time) {
    this.#keyframes.push(time);
  }

  /**
   * The end of what can be removed, or null if nothing can.
   * @param {number} start of what is there @param {number} keepFrom what comes later is still needed
   */
  removable(start, keepFrom) {
    const keyframe = this.#keyframes.findLast((time) => time <= keepFrom);
    if (keyframe === undefined || keyframe - SAFETY <= start) return null;
    this.#keyframes = this.#keyframes.filter((time) => time >= keyframe);
    return keyframe - SAFETY;
  }
}
