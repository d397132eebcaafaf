/**
 * Shows the lobby that the server has sent with the page, long before its modules have come.
 *
 * No module, since those come after the first painting. Whoever is to see something else, as after
 * a reload within a call, is not shown a lobby first. sight.js takes over what is done here.
 */

(() => {
  const main = /** @type {HTMLElement} */ (document.querySelector("main"));
  const form = /** @type {HTMLElement} */ (main.querySelector("form"));
  const query = new URLSearchParams(location.search);
  const [name, room] = [asked("name"), query.has("room") ? asked("room") : "lobby"];

  /** @param {string} name of a parameter, which page.js reads likewise */
  function asked(name) {
    return (query.get(name) ?? "").trim().slice(0, 64);
  }

  /** Whether the lobby comes, in this language: if not even that can be known, it does not. */
  function comes() {
    if (!isSecureContext || query.get("autojoin") === "1" || query.get("view") === "1")
      return false;
    if (sessionStorage["polycloud:draft"] || sessionStorage[`polycloud:call:${room}`]) return false;
    const { language } = JSON.parse(localStorage["polycloud:choices"] ?? "{}");
    const here = document.documentElement.lang;
    return !(isForWatching() || (language && ![language, query.get("lang")].includes(here)));
  }

  function isForWatching() {
    const claims = location.hash.split(".")[1]?.replaceAll("-", "+").replaceAll("_", "/");
    return claims !== undefined && JSON.parse(atob(claims)).rights === "watch";
  }

  /** @param {string} name @param {string} text */
  function fill(name, text) {
    const input = /** @type {HTMLInputElement} */ (main.querySelector(`[name=${name}]`));
    input.defaultValue = text; // what differs from it has been written by somebody
    return input;
  }

  /** Says that there will be no more than this: a module did not come, or is not what it was. */
  function tell() {
    if (!form.isConnected) return; // the lobby has taken its place
    main.hidden = false;
    main.querySelector("[role=alert]")?.removeAttribute("hidden");
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    form.dataset.pressed = "true";
  });
  form.addEventListener("input", () => delete form.dataset.pressed); // they were not done yet
  addEventListener("unhandledrejection", tell);
  const isOurs = (/** @type {any} */ target) => target === window || target.type === "module";
  addEventListener("error", ({ target }) => isOurs(target) && tell(), true);
  const link = main.querySelector("a");
  link?.setAttribute("href", `/steps${location.search}${location.hash}`);
  try {
    if (!comes()) return;
    fill("room", room);
    const input = fill("name", name || localStorage["polycloud:name"] || "");
    main.hidden = false;
    input.focus();
  } catch {
    // storage is forbidden or spoiled, or the key is nonsense: the modules will see to it
  }
})();
