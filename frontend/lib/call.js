/**
 * A call from lobby to leave; the media path alone comes from the step's main.js.
 *
 * lobby -> joining -> live -> reconnecting -> live, and left. A reload is not a leave: it goes
 * back into the call at once, as the same participant and as muted as before. The lobby is there
 * first: what the call is made of is loaded while you look at yourself (call-loader.js).
 */

import { CallLoader } from "./call-loader.js";
import { Devices } from "./devices.js";
import { CallLobby } from "./elements/lobby.js";
import { on } from "./events.js";
import { KeptCall } from "./kept-call.js";
import { Memory } from "./memory.js";
import { inviteAddress, isRoomName, readPage, withParameters } from "./page.js";
import { painted } from "./painting.js";
import { Shell } from "./shell.js";
import { learnWords, words } from "./words.js";

/** @typedef {import("./call-media.js").Step} Step */

/** Starts the page of a step. @param {Step} step */
export async function startCall(step) {
  await learnWords();
  const page = readPage(location.search, location.hash);
  if (isSecureContext || page.view || page.fake) return new Call(step, page).begin();
  const { CallInsecure } = await import("./elements/insecure.js"); // few see it
  new Shell().show(new CallInsecure(step));
}

/** The page's way through its screens. */
class Call {
  #shell = new Shell();
  #memory = Memory.open();
  /** @type {import("./conversation.js").Conversation | null} */ #conversation = null;
  /** @type {CallLobby | import("./elements/room.js").CallRoom | null} */ #screen = null;

  /** @param {Step} step @param {import("./page.js").Page} page */
  constructor(step, page) {
    this.step = step;
    this.page = page;
    this.loader = new CallLoader(step);
    this.room = page.room;
    this.name = page.name || this.#memory.name;
    this.devices = new Devices(page);
    const now = () => ({ room: this.room, name: this.name, ...this.devices.wanted });
    this.kept = new KeptCall(this.#memory, now);
    on(this.devices, "change", () => this.#showDevices());
    addEventListener("click", (event) => this.#act(event));
    addEventListener("online", () => this.#conversation?.retryNow());
  }

  /** Goes to the lobby, or straight into the call that the address or a reload asks for. */
  begin() {
    const call = this.#memory.recall(this.room, Date.now());
    if (call && (!this.page.name || this.page.name === call.name)) {
      this.devices.wanted = call;
      this.#join(call.name, call.token);
    } else if (this.page.autojoin) this.#join(this.name || words.call.guest);
    else this.#lobby();
  }

  async #lobby() {
    const { step, page, devices, name, room } = this;
    this.#shell.enter("lobby", isRoomName(room) ? room : words.title.someRoom);
    const options = { ...step, ...page, name, room, mirrored: !page.fake, devices };
    this.#screen = this.#shell.show(new CallLobby(options));
    on(this.#screen, "join", (wish) => this.#enter(wish));
    await painted();
    if (this.#shell.state !== "lobby") return; // they are on their way already
    this.loader.get(); // if anything does not come, it is told to who wants to join
    await devices.open(name).catch(() => {});
    this.#showDevices();
  }

  /** @param {{ name: string, room: string }} wish as filled in in the lobby */
  #enter({ name, room }) {
    this.#memory.name = name;
    this.room = room;
    const address = withParameters(location.href, { room, name: this.page.name && name });
    history.replaceState(null, "", address);
    this.#join(name);
  }

  /** @param {string} name @param {string} [token] */
  async #join(name, token) {
    if (this.#shell.state === "joining") return; // they pressed twice
    this.name = name;
    this.#shell.enter("joining", this.room);
    const parts = await this.loader.get();
    if (parts) return this.#converse(parts, token);
    this.#lobby();
    this.#screen?.notices.show("join", words.call.incomplete);
  }

  /** @param {import("./call-loader.js").Loaded} parts @param {string} [token] */
  #converse({ CallLeft, CallRoom, Conversation, ...own }, token) {
    const { step, page, devices, room, name } = this;
    const about = { room, name, invite: inviteAddress(location.href, room), mirrored: !page.fake };
    const screen = this.#shell.show(new CallRoom({ ...step, ...page, ...about, devices }));
    this.#screen = screen;
    const around = { ...own, shell: this.#shell, screen, devices };
    const conversation = new Conversation(around, { room, name, token, view: page.view });
    this.#conversation = conversation;
    on(conversation, "welcome", (welcome) => this.kept.keep(welcome.token));
    on(conversation, "refused", (error) => this.#refused(error));
    on(conversation, "bye", (bye) => this.#left(new CallLeft({ ...bye, room })));
    this.#showDevices();
    conversation.join();
  }

  /** @param {import("./elements/lobby.js").Refusal} error */
  #refused(error) {
    this.#forget();
    this.#lobby();
    if (this.#screen instanceof CallLobby) this.#screen.complain(error);
  }

  /** @param {import("./elements/left.js").CallLeft} screen */
  #left(screen) {
    this.#forget();
    this.devices.close();
    this.#screen = null;
    this.#shell.enter("left", this.room);
    this.#shell.show(screen);
  }

  #forget() {
    this.#conversation = null;
    this.kept.forget();
  }

  #showDevices() {
    if (!this.devices.local || !this.#screen) return;
    this.#screen.show(this.devices.local);
    this.#screen.notices.show("device", ...this.devices.problems);
    this.#conversation?.own.tell();
  }

  /** @param {MouseEvent} event */
  #act({ target }) {
    const button = target instanceof Element && target.closest("[data-action]");
    const action = button instanceof HTMLElement ? button.dataset.action : "";
    if (action === "microphone" || action === "camera") this.devices.toggle(action);
    else if (/^(stop-)?screen$/.test(action ?? "")) this.#conversation?.own.shared.toggle();
    else if (action === "hand") this.#conversation?.toggleHand();
    else if (action === "leave") this.#conversation?.leave();
    else if (action === "rejoin") this.#join(this.name);
  }
}
