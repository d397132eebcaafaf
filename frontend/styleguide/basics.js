/** What everything is made of: colours, type, icons, buttons, fields. */

import { Choices } from "../lib/choices.js";
import { actionButton, element, icon } from "../lib/dom.js";
import { languageField } from "../lib/elements/language.js";
import { ICONS } from "../lib/icons.js";
import { words } from "../lib/words.js";
import { chapter, specimen } from "./chapter.js";

/** @typedef {import("../lib/icons.js").IconName} IconName */

const COLOURS = [
  ["paper", "ink"],
  ["surface", "ink"],
  ["surface", "ink-soft"],
  ["raised", "ink"],
  ["accent", "accent-ink"],
  ["accent-wash", "accent"],
  ["alarm", "alarm-ink"],
  ["alarm-wash", "alarm"],
  ["surface", "alarm"],
  ["surface", "accent"],
];

/** The chapters about them. */
export function basics() {
  return [
    chapter("Colours", specimen("A ground, and the ink on it", swatches(), "whole")),
    chapter("Type", specimen("Headings, text, code, a key", type(), "whole")),
    chapter("Icons", specimen("All of them", icons(), "whole")),
    chapter("Buttons", ...buttons()),
    chapter("Fields", ...fields()),
  ];
}

function swatches() {
  const all = COLOURS.map(([ground, ink]) => {
    const made = element("p", { class: "swatch" }, `${ink} on ${ground}`);
    made.style.background = `var(--${ground})`;
    made.style.color = `var(--${ink})`;
    return made;
  });
  return element("div", { class: "swatches" }, ...all);
}

function type() {
  const keys = element("p", {}, "Press ", element("kbd", {}, "Space"), " to talk.");
  const link = element("a", { href: "/steps" }, "A link");
  return [
    element("p", { class: "eyebrow" }, words.lobby.step(2)),
    element("p", { class: "h1" }, "A title of a page"),
    element("p", {}, "A text, with ", element("code", {}, "make step-2"), " in it. ", link, "."),
    keys,
  ];
}

function icons() {
  const names = /** @type {IconName[]} */ (Object.keys(ICONS));
  const all = names.map((name) => element("li", {}, icon(name), name));
  return element("ul", { class: "guide-icons" }, ...all);
}

function buttons() {
  const plain = () => actionButton({ action: "sample", icons: ["copy"], text: words.copy.button });
  const primary = () =>
    actionButton({ action: "sample", text: words.lobby.join, look: "primary large" });
  const off = [plain(), primary()];
  for (const button of off) button.disabled = true;
  const quiet = actionButton({
    action: "sample",
    icons: ["close"],
    label: words.panel.close(words.chat.title),
    look: "quiet",
  });
  const link = element("a", { class: "button", href: "/steps" }, "A link as a button");
  return [
    specimen("Plain, primary, quiet, link", [plain(), primary(), quiet, link], "in-a-row"),
    specimen("Disabled", off, "in-a-row"),
    specimen("Devices: on and off", [round("true"), round("false")], "in-a-row"),
  ];
}

/** @param {string} pressed */
function round(pressed) {
  const made = actionButton({
    action: "sample",
    icons: ["microphone", "microphone-off"],
    label: words.devices.microphone,
    look: "round toggle device",
  });
  made.setAttribute("aria-pressed", pressed);
  return made;
}

function fields() {
  const problem = element("span", { class: "field-problem" }, words.lobby.noName);
  const invalid = element("input", { name: "name", "aria-invalid": "true" });
  const shortcuts = element("input", { type: "checkbox", name: "shortcuts", checked: true });
  return [
    specimen(
      "Empty",
      field(words.lobby.name, element("input", { name: "name", placeholder: "Ada" })),
    ),
    specimen("Complained about", field(words.lobby.name, invalid, problem)),
    specimen(
      "A list",
      field(words.devices.camera, element("select", {}, element("option", {}, "Webcam"))),
    ),
    specimen("A choice", element("label", { class: "choice" }, shortcuts, words.more.singleKeys)),
    specimen("The choice of language", languageField(new Choices())),
    specimen("A volume", field(words.tile.volume, element("input", { type: "range", value: 70 }))),
  ];
}

/** @param {string} text @param {HTMLElement[]} inputs */
function field(text, ...inputs) {
  return element("label", { class: "field" }, element("span", {}, text), ...inputs);
}
