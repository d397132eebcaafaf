/** Server-sent events for whoever has a key, which an EventSource could not send. */

import { authorization } from "./key.js";

/** An EventSource with as much of it as the feed needs. @param {string} key */
export function keyedSource(key) {
  return class {
    /** @type {((event: { data: string }) => void) | null} */ onmessage = null;
    /** @type {(() => void) | null} */ onerror = null;
    #end = new AbortController();

    /** @param {string} url */
    constructor(url) {
      this.#read(url).then(
        () => this.#fail(),
        () => this.#fail(),
      );
    }

    /** Ends it without a word. */
    close() {
      this.#end.abort();
    }

    #fail() {
      if (!this.#end.signal.aborted) this.onerror?.();
    }

    /** @param {string} url */
    async #read(url) {
      const answer = await fetch(url, { headers: authorization(key), signal: this.#end.signal });
      if (!answer.ok || !answer.body) return;
      let text = "";
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      for (let part = await reader.read(); !part.done; part = await reader.read()) {
        text += part.value;
        const events = text.split("\n\n");
        text = events.pop() ?? "";
        for (const event of events) this.onmessage?.({ data: event.replace(/^data: /, "") });
      }
    }
  };
}
