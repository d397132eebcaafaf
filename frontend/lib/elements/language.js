/** The choice of a language, each by its own name; with another one the page begins anew. */

import { Choices } from "../choices.js";
import { element } from "../dom.js";
import { emit } from "../events.js";
import { LANGUAGES } from "../language.js";
import { withParameters } from "../page.js";
import { language, words } from "../words.js";

const AGAIN_AFTER = 1_000;

/** A labelled list of the languages; emits `anew` before it all begins anew. @param {import("../choices.js").Choices} choices */
export function languageField(choices) {
  const select = element("select", { name: "language" });
  for (const [value, name] of Object.entries(LANGUAGES))
    select.append(element("option", { value, lang: value, selected: value === language }, name));
  select.addEventListener("change", () => {
    choices.change({ language: select.value });
    emit(select, "anew");
    beginAnew(select.value);
  });
  return element("label", { class: "field" }, element("span", {}, words.language), select);
}

/** Loads the page in another language, as soon as there is a server for it. @param {string} wanted */
async function beginAnew(wanted) {
  const isKept = new Choices().now.language === wanted; // then one in the address would win
  const address = withParameters(location.href, { lang: isKept ? "" : wanted });
  history.replaceState(null, "", address);
  while (!(await isServed())) await new Promise((resolve) => setTimeout(resolve, AGAIN_AFTER));
  location.reload();
}

/** Whether the server answers; without it a reload would end in a page of the browser's. */
async function isServed() {
  const answer = await fetch("/healthz").catch(() => null);
  return answer?.ok;
}
