/**
 * `<call-presenter>`: the nodes behind the gateway, and buttons that take them away in mid-call.
 *
 * What it shows is asked for every second while it is open.
 */

import { actionButton, element } from "../dom.js";
import { byName } from "../fleet.js";
import { KeyedList } from "../keyed-list.js";
import { act, look } from "../stage-door.js";
import { nodeRow } from "./node-row.js";
import { panelHead } from "./panel.js";

/** @typedef {import("../stage-door.js").Action} Action */
/** @typedef {import("../stage-door.js").StageState} StageState */

const LOOK_EVERY = 1_000;

/** What is said once something is done. @type {Record<Action, (node: string) => string>} */
const DONE = {
  kill: (node) => `Node ${node} was killed. Its rooms move to another node.`,
  drain: (node) => `Node ${node} is draining: its calls go on, new rooms go elsewhere.`,
  add: () => "A new node was started.",
  "route-off": () => "The route is gone: the gateway passes nothing on to the nodes.",
  "route-on": () => "The route is back.",
  expire: () => "Your password has expired: what runs goes on, anything new is refused.",
};

/** The presenter's panel. */
export class CallPresenter extends HTMLElement {
  call = { participant: 0, node: "" };
  #panel = panelHead("Nodes");
  #list = element("ul", { class: "stage-nodes" });
  #nodes = new KeyedList(this.#list, nodeRow);
  #route = actionButton({ action: "route-off", text: "Remove the route" });
  #done = element("p", { class: "stage-done", role: "status" });
  #problem = element("p", { class: "field-problem", role: "alert" });
  #away = element("p", { class: "field-problem", role: "status" });
  #busy = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #timer;

  connectedCallback() {
    if (this.hasChildNodes()) return;
    this.id = "presenter";
    this.setAttribute("role", "region");
    this.setAttribute("aria-label", "Nodes");
    const others = [
      actionButton({ action: "add", text: "Add a node" }),
      this.#route,
      actionButton({ action: "expire", text: "Expire my credential" }),
    ];
    const href = `/lobby${location.hash}`; // with the key, if one is needed
    const lobby = element("a", { href, target: "_blank" }, "All rooms and nodes");
    const buttons = element("div", { class: "stage-buttons" }, ...others);
    const said = element("div", { class: "stage-said" }, this.#done, this.#problem, this.#away);
    const body = element("div", { class: "stage-body" }, this.#list, buttons, said, lobby);
    this.append(this.#panel.head, body);
    this.addEventListener("click", (event) => this.#click(event));
  }

  /** Takes the focus, and keeps up with the nodes from now on. */
  open() {
    this.#panel.heading.focus();
    this.#follow();
  }

  /** @param {StageState} stage */
  show({ nodes, route }) {
    const here = (/** @type {string} */ name) => name === this.call.node;
    this.#nodes.show(byName(nodes).map((node) => ({ ...node, here: here(node.name) })));
    this.#route.dataset.action = route ? "route-off" : "route-on";
    this.#route.textContent = route ? "Remove the route" : "Put the route back";
  }

  async #follow() {
    clearTimeout(this.#timer);
    if (this.hidden || !this.isConnected) return;
    if (!this.#busy) await this.#try(look, this.#away);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#follow(), LOOK_EVERY);
  }

  /** @param {MouseEvent} event */
  async #click({ target }) {
    const button = target instanceof Element && target.closest("[data-action]");
    if (!(button instanceof HTMLElement)) return;
    const { action, node = "" } = button.dataset;
    if (!action || !(action in DONE) || this.#busy || button.ariaDisabled === "true") return;
    await this.#do(/** @type {Action} */ (action), node);
  }

  /** @param {Action} action @param {string} node */
  async #do(action, node) {
    const { participant } = this.call;
    this.#busy = true;
    this.setAttribute("aria-busy", "true");
    this.#done.textContent = "";
    const wish =
      action === "expire" ? { action, participant } : { action, node: node || undefined };
    if (await this.#try(() => act(wish), this.#problem))
      this.#done.textContent = DONE[action](node);
    this.#busy = false;
    this.removeAttribute("aria-busy");
  }

  /** Whether it worked; if not, it is told.
   * @param {() => Promise<StageState | null>} attempt @param {HTMLElement} place */
  async #try(attempt, place) {
    try {
      const stage = await attempt();
      if (stage) this.show(stage);
      place.textContent = "";
      return true;
    } catch (error) {
      place.textContent = error instanceof Error ? error.message : String(error);
      return false;
    }
  }
}

customElements.define("call-presenter", CallPresenter);
