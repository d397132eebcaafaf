/** The shape of the style guide: chapters with a heading, and in each the states of one element. */

import { element } from "../lib/dom.js";

const REFERENCES = ["aria-controls", "aria-describedby", "aria-labelledby"];

/** One element, state by state. @param {string} title @param {HTMLElement[]} specimens */
export function chapter(title, ...specimens) {
  const heading = element("h2", { id: title.toLowerCase().replaceAll(" ", "-") }, title);
  const list = element("div", { class: "specimens" }, ...specimens);
  return element("section", { class: "chapter", "aria-labelledby": heading.id }, heading, list);
}

/**
 * One state: what it is called, and the element in it. The look is a class of styleguide.css.
 * @param {string} caption @param {Node | Node[]} shown @param {string} [look]
 */
export function specimen(caption, shown, look = "") {
  const frame = element("div", { class: "frame" }, ...[shown].flat());
  return element("div", { class: `specimen ${look}` }, element("h3", {}, caption), frame);
}

/** The ways to the chapters. @param {HTMLElement[]} chapters */
export function contents(chapters) {
  const links = chapters.map((one) => {
    const heading = one.querySelector("h2");
    return element("a", { href: `#${heading?.id}` }, heading?.textContent ?? "");
  });
  return element("nav", { class: "guide-contents", "aria-label": "Elements" }, ...links);
}

/** Does what needs an element on the page, which it is as soon as all are made. @param {() => void} act */
export function whenShown(act) {
  queueMicrotask(act);
}

/** A page has each panel once, and this one several times: their ids are made different. */
export function tellApart() {
  for (const [number, frame] of document.querySelectorAll(".frame").entries()) {
    for (const named of frame.querySelectorAll("[id]"))
      rename(frame, named, `${named.id}-${number}`);
  }
}

/** @param {Element} frame @param {Element} named @param {string} id */
function rename(frame, named, id) {
  for (const name of REFERENCES) {
    for (const user of frame.querySelectorAll(`[${name}="${named.id}"]`))
      user.setAttribute(name, id);
  }
  named.id = id;
}
