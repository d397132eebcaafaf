/**
 * `<call-presenter>`: the nodes behind the gateway, and buttons that take them away in mid-call.
 *
 * What it shows is asked for every second while it is open.
 */

import { actionButton, element } from "../dom.js";
import { byName } from "../fleet.js";
import { KeyedList } from "../keyed-list.js";
import { inEnglish, put } from "../sentence.js";
import { act, FRONT, look } from "../stage-door.js";
import { words } from "../words.js";
import { nodeRow } from "./node-row.js";
import { panelHead } from "./panel.js";

/** @typedef {import("../stage-door.js").Action} Action */
/** @typedef {import("../stage-door.js").StageState} StageState */

const LOOK_EVERY = 1_000;

/** What is said once something is done, and whether a node is up to take what another had.
 * @type {Record<Action, (node: string, isUp: boolean) => string>} */
const DONE = {
  kill: (node, isUp) => words.nodes[isUp ? "killed" : "killedLast"](node),
  drain: (node) => words.nodes.drained(node),
  add: () => words.nodes.added,
  "route-off": () => words.nodes.routeRemoved,
  "route-on": () => words.nodes.routeBack,
  expire: () => words.nodes.expired,
};

/** The presenter's panel. */
export class CallPresenter extends HTMLElement {
  call = { participant: 0, node: "" };
  #panel = panelHead(words.nodes.title);
  #list = element("ul", { class: "stage-nodes" });
  #nodes = new KeyedList(this.#list, nodeRow);
  #route = actionButton({ action: "route-off", text: words.nodes.removeRoute });
  #done = element("p", { class: "stage-done", role: "status" });
  #problem = element("p", { class: "field-problem", role: "alert" });
  #away = element("p", { class: "field-problem", role: "status" });
  #busy = false;
  /** @type {StageState["nodes"]} */ #shown = [];
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #timer;

  connectedCallback() {
    if (this.hasChildNodes()) return;
    this.id = "presenter";
    this.setAttribute("role", "region");
    this.setAttribute("aria-label", words.nodes.title);
    const others = [
      actionButton({ action: "add", text: words.nodes.add }),
      this.#route,
      actionButton({ action: "expire", text: words.nodes.expire }),
    ];
    const href = `/lobby${location.hash}`; // with the key, if one is needed
    const lobby = element("a", { href, target: "_blank" }, words.nodes.all);
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
    this.#shown = nodes;
    const here = (/** @type {string} */ name) => name === this.call.node;
    this.#nodes.show(byName(nodes).map((node) => ({ ...node, here: here(node.name) })));
    this.#route.dataset.action = route ? "route-off" : "route-on";
    this.#route.textContent = route ? words.nodes.removeRoute : words.nodes.putRouteBack;
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
    if (await this.#try(() => act(wish), this.#problem)) {
      const isUp = this.#shown.some(({ name, state }) => name !== node && state === "up");
      this.#done.textContent = DONE[action](node, isUp);
    }
    this.#busy = false;
    this.removeAttribute("aria-busy");
  }

  /** Whether it worked; if not, it is told.
   * @param {() => Promise<StageState | null>} attempt @param {HTMLElement} place */
  async #try(attempt, place) {
    try {
      const stage = await attempt();
      if (stage) this.show(stage);
      put(place, "");
      return true;
    } catch (error) {
      const { message, cause } = /** @type {Error} */ (error);
      put(place, cause === FRONT ? inEnglish(message) : message);
      return false;
    }
  }
}

customElements.define("call-presenter", CallPresenter);
