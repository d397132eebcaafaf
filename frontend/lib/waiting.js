/** The waiting room: you are told that you wait in it, and a presenter who else does. */

import { element } from "./dom.js";
import { on } from "./events.js";
import { waitingWords } from "./waiting-words.js";
import { words } from "./words.js";

/** @typedef {import("./room-store.js").Message} Message */

/** @param {import("./host.js").HostParts} parts */
export function attendWaiting({ signaling, screen, shell }) {
  const count = element("span", { class: "badge unread" });
  on(signaling, "message", (/** @type {Message} */ message) => {
    if (message.type === "waiting") {
      const { waiting, waitingAlone } = words.call;
      const sentence = message.presenter === false ? waitingAlone : waiting;
      if (shell.state === "joining") screen.stage.note = sentence;
      shell.announcer.say(sentence);
      shell.wait(screen.options.room, sentence);
    }
    if (message.type === "welcome") showCount(screen, count, []);
    if (message.type === "waiting_list") showCount(screen, count, message.people);
  });
  on(signaling, "lost", () => shell.waitNoMore());
}

/** @param {import("./elements/room.js").CallRoom} screen @param {HTMLElement} count @param {{ name: string }[]} people */
function showCount(screen, count, people) {
  const sentence = waitingWords(people);
  screen.notices.show("waiting", ...(sentence ? [sentence] : []));
  const word = element("span", { class: "visually-hidden" }, ` ${words.host.waiting}`);
  count.replaceChildren(String(people.length), word);
  count.hidden = people.length === 0;
  screen.button("host")?.append(count);
}
