/** A line of text that somebody fills in, with what is wrong with it beside it. */

import { element } from "../dom.js";
import { put } from "../sentence.js";
import { words } from "../words.js";

/**
 * A labelled input with a place for what is wrong with it.
 * @param {"name" | "room"} name @param {Record<string, string | number>} attributes
 */
export function textField(name, attributes) {
  const text = words.lobby[name];
  const problem = element("span", { class: "field-problem", id: `${name}-problem` });
  const input = element("input", {
    name,
    dir: "auto",
    ...attributes,
    "aria-describedby": problem.id,
  });
  const label = element("label", { class: "field" }, element("span", {}, text), input, problem);
  const complain = (/** @type {import("../sentence.js").Sentence} */ sentence) => {
    const isOurs = typeof sentence === "string";
    // The server has another word for it.
    put(problem, isOurs ? sentence.replace(/^The field \w+/, text) : sentence);
    input.setAttribute("aria-invalid", String(sentence !== ""));
    if (sentence) input.focus();
  };
  return { label, input, complain };
}
