/**
 * `<call-bar>`: the buttons of a call, always visible and within reach of a thumb.
 *
 * A button means its `data-action`; who acts on it is not the bar's business. What it shows is
 * set from outside: microphone and camera from the tracks, the hand from the server. What has no
 * room on a phone is under More there.
 */

import { actionButton, element, setData } from "../dom.js";
import { canShareScreens } from "../screen-share.js";
import { words } from "../words.js";
import { CallReactions } from "./reactions.js";

/** The row of buttons below the stage. */
export class CallBar extends HTMLElement {
  #microphone = actionButton({
    action: "microphone",
    icons: ["microphone", "microphone-off"],
    text: words.bar.microphone,
    look: "bar toggle device",
  });
  #camera = actionButton({
    action: "camera",
    icons: ["camera", "camera-off"],
    text: words.bar.camera,
    look: "bar toggle device",
  });
  #screen = actionButton({
    action: "screen",
    icons: ["screen", "screen-stop"],
    text: words.bar.screen,
    look: "bar toggle",
  });
  #hand = actionButton({
    action: "hand",
    icons: ["hand"],
    text: words.bar.hand,
    look: "bar toggle",
  });
  #react = actionButton({
    action: "reactions",
    icons: ["react"],
    text: words.bar.react,
    look: "bar wide",
  });
  #reactions = new CallReactions();
  #people = actionButton({
    action: "people",
    icons: ["people"],
    text: words.bar.people,
    look: "bar",
  });
  #chat = actionButton({ action: "chat", icons: ["chat"], text: words.bar.chat, look: "bar" });
  #invite = actionButton({
    action: "invite",
    icons: ["link"],
    text: words.bar.invite,
    look: "bar wide",
  });
  #more = actionButton({ action: "more", icons: ["more"], text: words.bar.more, look: "bar" });
  #leave = actionButton({
    action: "leave",
    icons: ["leave"],
    text: words.bar.leave,
    look: "bar leave",
  });
  #count = element("span", { class: "badge" });
  #unread = element("span", { class: "badge unread" });
  #hint = element("p", { class: "bar-hint", role: "status" });

  /** @param {{ view: boolean, fake: boolean, wordless: boolean }} options */
  constructor({ view, fake, wordless }) {
    super();
    this.#hand.hidden = wordless;
    this.#react.hidden = wordless;
    this.#microphone.hidden = view;
    this.#camera.hidden = view;
    this.#screen.hidden = view || !canShareScreens({ fake });
    this.#people.append(this.#count);
    this.#chat.append(this.#unread);
  }

  connectedCallback() {
    if (this.hasChildNodes()) return;
    this.setAttribute("role", "group");
    this.setAttribute("aria-label", words.bar.group);
    const devices = [this.#microphone, this.#camera, this.#screen];
    this.#reactions.openBy(this.#react);
    const own = element("div", { class: "bar-group" }, ...devices, this.#hand, this.#react);
    const panels = [this.#people, this.#chat, this.#invite, this.#more];
    const room = element("div", { class: "bar-group" }, ...panels);
    this.append(this.#hint, own, this.#reactions, room, this.#leave);
  }

  /** @param {{ microphone: boolean, camera: boolean }} media */
  set media({ microphone, camera }) {
    press(this.#microphone, microphone);
    press(this.#camera, camera);
  }

  /** Its word tells what a press does, so that it is not said to be pressed. @param {boolean} shared */
  set screen(shared) {
    setData(this.#screen, "on", shared);
    const [word] = this.#screen.getElementsByClassName("word");
    word.textContent = shared ? words.bar.stop : words.bar.screen;
    this.#screen.ariaLabel = shared ? words.bar.stopSharing : null;
    this.#screen.title = shared ? words.bar.stopSharing : "";
  }

  /** @param {boolean} raised */
  set hand(raised) {
    press(this.#hand, raised);
  }

  /** @param {number} count */
  set people(count) {
    this.#count.textContent = String(count);
  }

  /** @param {number} count */
  set unread(count) {
    const word = element("span", { class: "visually-hidden" }, ` ${words.bar.unread}`);
    this.#unread.replaceChildren(String(Math.min(count, 99)), word);
    this.#unread.hidden = count === 0;
  }

  /** Whether to say that somebody speaks into a microphone that is off. @param {boolean} shown */
  showMutedHint(shown) {
    this.#hint.textContent = shown ? words.bar.speaking : "";
  }
}

/** @param {HTMLButtonElement} button @param {boolean} pressed */
function press(button, pressed) {
  button.setAttribute("aria-pressed", String(pressed));
}

customElements.define("call-bar", CallBar);
