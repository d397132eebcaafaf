/**
 * One number each: in the page's words for who reads it, and in no language for who copies it. [pure]
 *
 * What is measured is drawn over time, too; anything else is only told.
 */

import { decimal, words } from "./words.js";

/** Nothing (null) while it is unknown. @typedef {{ value: number | null, unit: string }} Measured */
/** @typedef {{ value: string | number | null, unit?: string, node?: string }} Told */
/** @typedef {{ value: string } & ({ measured: Measured } | { told: Told })} Value */

/**
 * @typedef {object} Row
 * @property {string} key its name in every language
 * @property {string} label
 * @property {string} value
 * @property {string} explain
 * @property {Measured} [measured]
 * @property {Told} [told]
 */

const OF_A_PICTURE = new Set(["latency", "picture", "frames"]);

/** A row of the numbers. @param {string} key @param {string} label @param {string} explain @param {Value} value @returns {Row} */
export function row(key, label, explain, value) {
  return { key, label, explain, ...value };
}

/** What is left to tell of somebody whose camera is off. @param {Row[]} rows */
export function withoutPicture(rows) {
  return rows.filter(({ key }) => !OF_A_PICTURE.has(key));
}

/** A time. @param {number | null} value @returns {Value} */
export function milliseconds(value) {
  const rounded = value === null ? null : Math.round(value);
  const text = rounded === null ? words.numbers.unknown : `${rounded} ms`;
  return { value: text, measured: { value: rounded, unit: "ms" } };
}

/** A bitrate that is drawn. @param {number} value bits a second @returns {Value} */
export function bitrate(value) {
  return { value: bits(value), measured: inKilobits(value) };
}

/** One that is only told. @param {number} value bits a second @returns {Value} */
export function toldBitrate(value) {
  return { value: bits(value), told: inKilobits(value) };
}

/** Pictures. @param {number} value a second @returns {Value} */
export function frames(value) {
  const rounded = Math.round(value);
  return { value: `${rounded} fps`, measured: { value: rounded, unit: "fps" } };
}

/** A share since the beginning, and what is drawn of it. @param {number} value @param {number} [now] @returns {Value} */
export function percent(value, now = value) {
  const drawn = Math.round(10 * now) / 10;
  return { value: `${decimal(value, 1)} %`, measured: { value: drawn, unit: "%" } };
}

/** The size of a picture. @param {{ width?: number, height?: number }} picture @returns {Value} */
export function size({ width = 0, height = 0 }) {
  return told(`${width} x ${height}`);
}

/** What is the same in all languages. @param {string | number} value @param {string} [unit] @returns {Value} */
export function told(value, unit) {
  return unit
    ? { value: `${value} ${unit}`, told: { value, unit } }
    : { value: String(value), told: { value } };
}

/** Names, or that there are none. @param {string} codecs @returns {Value} */
export function codec(codecs) {
  return codecs ? told(codecs) : { value: words.numbers.unknown, told: { value: null } };
}

/** @param {number} value bits a second */
function inKilobits(value) {
  return { value: Math.round(value / 1000), unit: "kbit/s" };
}

/** @param {number} value bits a second */
function bits(value) {
  if (value >= 1e6) return `${decimal(value / 1e6, 1)} Mbit/s`;
  return `${Math.round(value / 1000)} kbit/s`;
}
