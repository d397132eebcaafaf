/**
 * A call from lobby to leave; the media path alone comes from the step's main.js.
 *
 * lobby -> joining -> live -> reconnecting -> live, and left. A reload is not a leave: it goes
 * back into the call at once, as the same participant and as muted as before. The lobby is there
 * first: what opens your devices, and what the call is made of, come after it (call-loader.js).
 */

import { CallLoader } from "./call-loader.js";
import { CallLobby } from "./elements/lobby.js";
import { on } from "./events.js";
import { Memory } from "./memory.js";
import { inviteAddress, isRoomName, withParameters } from "./page.js";
import { painted } from "./painting.js";
import { Shell } from "./shell.js";
import { words } from "./words.js";

/** The page's way through its screens. */
export class Call {
  #shell = new Shell();
  #memory = Memory.open();
  /** @type {import("./conversation.js").Conversation | null} */ #conversation = null;
  /** @type {CallLobby | import("./elements/room.js").CallRoom | null} */ #screen = null;
  /** @type {import("./devices.js").Devices | null} */ #devices = null;

  /** @param {import("./call-media.js").Step} step @param {import("./page.js").Page} page @param {import("./sight.js").Filled} filled */
  constructor(step, page, filled) {
    const { name, room, ...switched } = { ...this.#memory.takeDraft(), ...filled };
    this.step = step;
    this.page = { ...page, ...switched };
    this.loader = new CallLoader(step, page);
    this.room = room ?? page.room;
    this.name = name ?? (page.name || this.#memory.name);
    addEventListener("click", (event) => this.#act(event));
    addEventListener("online", () => this.#conversation?.retryNow());
  }

  /** Goes to the lobby, or straight into the call that the address or a reload asks for. */
  begin() {
    const call = this.#memory.recall(this.page.room, Date.now());
    if (call && this.room === this.page.room && (!this.page.name || this.page.name === call.name)) {
      this.page = { ...this.page, microphone: call.microphone, camera: call.camera };
      this.#join(call.name, call.token);
    } else if (this.page.autojoin) this.#join(this.name || words.call.guest);
    else this.#lobby();
  }

  async #lobby() {
    const { step, page, name, room } = this;
    this.#shell.enter("lobby", isRoomName(room) ? room : words.title.someRoom);
    const options = { ...step, ...page, name, room, mirrored: !page.fake };
    const lobby = this.#shell.show(new CallLobby(options));
    this.#screen = lobby;
    on(lobby, "join", (wish) => this.#enter(wish));
    on(lobby, "anew", () => this.#memory.keepDraft({ ...lobby.filled, ...this.#devices?.wished }));
    await painted();
    const parts = await this.loader.lobby();
    // They may be on their way already, or back from it.
    if (this.#shell.state !== "lobby" || this.#screen !== lobby) return;
    if (!parts) return lobby.notices.show("join", words.call.incomplete);
    this.loader.call(); // if anything does not come, it is told to who wants to join
    const devices = this.#equip(parts);
    lobby.equip(new parts.CallPresent(page), new parts.CallDevices(devices));
    await devices.open(name);
    this.#showDevices();
  }

  /** The devices of this page. @param {import("./call-loader.js").LobbyParts} parts */
  #equip({ Devices }) {
    if (this.#devices) return this.#devices;
    this.#devices = new Devices(this.page);
    on(this.#devices, "change", () => this.#showDevices());
    return this.#devices;
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
    const parts = await this.loader.all();
    if (parts) return this.#converse(parts, token);
    this.#lobby();
    this.#screen?.notices.show("join", words.call.incomplete);
  }

  /** @param {import("./call-loader.js").Loaded} parts @param {string} [token] */
  #converse({ CallLeft, CallRoom, Conversation, keepCall, ...own }, token) {
    const { step, page, room, name } = this;
    const devices = this.#equip(own);
    const about = { room, name, invite: inviteAddress(location.href, room), mirrored: !page.fake };
    const screen = this.#shell.show(new CallRoom({ ...step, ...page, ...about, devices }));
    this.#screen = screen;
    const around = { ...own, shell: this.#shell, screen, devices };
    const conversation = new Conversation(around, { room, name, token, view: page.view });
    this.#conversation = conversation;
    keepCall(conversation, this.#memory, () => ({ room, name, ...devices.wanted }));
    on(conversation, "refused", (error) => this.#refused(error));
    on(conversation, "bye", (bye) => this.#left(new CallLeft({ ...bye, room })));
    this.#showDevices();
    conversation.join();
  }

  /** @param {import("./elements/lobby.js").Refusal} error */
  #refused(error) {
    this.#conversation = null;
    this.#lobby();
    if (this.#screen instanceof CallLobby) this.#screen.complain(error);
  }

  /** @param {import("./elements/left.js").CallLeft} screen */
  #left(screen) {
    this.#conversation = null;
    this.#devices?.close();
    this.#screen = null;
    this.#shell.enter("left", this.room);
    this.#shell.show(screen);
  }

  #showDevices() {
    const devices = this.#devices;
    if (!devices?.local || !this.#screen) return;
    this.#screen.show(devices.local);
    this.#screen.notices.show("device", ...devices.problems);
    this.#conversation?.own.tell();
  }

  /** @param {MouseEvent} event */
  #act({ target }) {
    const button = target instanceof Element && target.closest("[data-action]");
    const action = button instanceof HTMLElement ? button.dataset.action : "";
    if (action === "microphone" || action === "camera") {
      const problems = this.#devices?.problemsOf(action) ?? [];
      this.#screen?.notices.forget("device", problems); // what is still wrong with it is told again
      this.#devices?.toggle(action);
    } else if (/^(stop-)?screen$/.test(action ?? "")) this.#conversation?.own.shared.toggle();
    else if (action === "leave") this.#conversation?.leave();
    else if (action === "rejoin") this.#join(this.name);
  }
}
