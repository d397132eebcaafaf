/** Building the page's elements: never from text that could be markup. */

import { ICONS } from "./icons.js";

/** @typedef {import("./icons.js").IconName} IconName */

const SVG = "http://www.w3.org/2000/svg";

/**
 * A new element with attributes and children; a text stays text. An attribute that is false or
 * undefined is left out.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag @param {Record<string, string | number | boolean | undefined>} attributes
 * @param {(Node | string)[]} children @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false && value !== undefined)
      made.setAttribute(name, value === true ? "" : String(value));
  }
  made.append(...children);
  return made;
}

/**
 * A new element of a drawing (SVG).
 * @template {keyof SVGElementTagNameMap} Tag
 * @param {Tag} tag @param {Record<string, string>} attributes @returns {SVGElementTagNameMap[Tag]}
 */
export function drawing(tag, attributes) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

/** A video, which tells its shape. @param {{ muted?: boolean }} [how] */
export function moving(how) {
  // Firefox would stop at it with Tab.
  const video = element("video", { autoplay: true, playsinline: true, tabindex: -1, ...how });
  video.addEventListener("resize", () => {
    const { videoWidth, videoHeight } = video;
    setData(video, "upright", videoHeight > videoWidth);
    setData(video, "wide", videoWidth > 1.5 * videoHeight);
  });
  return video;
}

/** A picture beside a text that says the same. @param {IconName} name */
export function icon(name) {
  const look = { viewBox: "0 0 24 24", "aria-hidden": "true", class: `icon icon-${name}` };
  const picture = drawing("svg", look);
  picture.append(drawing("path", { d: ICONS[name] }));
  return picture;
}

/** Words that are said to who does not see the page. @param {string} text */
export function saidOnly(text) {
  return element("span", { class: "visually-hidden" }, text);
}

/**
 * A button that means an action (`data-action`): an icon and a word, and a label if that says more.
 * @param {{ action: string, icons?: IconName[], text?: string, label?: string, look?: string }} button
 */
export function actionButton({ action, icons = [], text = "", label, look = "plain" }) {
  const attributes = { type: "button", class: look, "data-action": action, "aria-label": label };
  const word = text ? [element("span", { class: "word" }, text)] : [];
  return element("button", attributes, ...icons.map(icon), ...word);
}

/** Sets a data attribute only if it differs, so that nothing is repainted in vain.
 * @param {HTMLElement} target @param {string} key @param {string | number | boolean} value */
export function setData(target, key, value) {
  if (target.dataset[key] !== String(value)) target.dataset[key] = String(value);
}
