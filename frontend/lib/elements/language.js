/** The choice of a language, each by its own name; with another one the page begins anew. */

import { element } from "../dom.js";
import { emit } from "../events.js";
import { LANGUAGES } from "../language.js";
import { withParameters } from "../page.js";
import { language, words } from "../words.js";

/** A labelled list of the languages; emits `anew` before it all begins anew. @param {import("../choices.js").Choices} choices */
export function languageField(choices) {
  const select = element("select", { name: "language" });
  for (const [value, name] of Object.entries(LANGUAGES))
    select.append(element("option", { value, lang: value, selected: value === language }, name));
  select.addEventListener("change", () => {
    choices.change({ language: select.value });
    emit(select, "anew");
    history.replaceState(null, "", withParameters(location.href, { lang: "" })); // it would win
    location.reload();
  });
  return element("label", { class: "field" }, element("span", {}, words.language), select);
}
