import assert from "node:assert/strict";
import test from "node:test";
import { age, decode, draw, encode, STAMP_AREA } from "../lib/stamp.js";

/** A canvas that knows rectangles only. @param {number} width @param {number} height */
function canvas(width, height) {
  const pixels = new Uint8ClampedArray(4 * width * height);
  return {
    pixels,
    fillStyle: "",
    /** @param {number} left @param {number} top @param {number} wide @param {number} high */
    fillRect(left, top, wide, high) {
      const value = this.fillStyle === "#fff" ? 255 : 0;
      for (let y = top; y < Math.min(height, top + high); y += 1) {
        for (let x = left; x < Math.min(width, left + wide); x += 1) {
          pixels.fill(value, 4 * (y * width + x), 4 * (y * width + x) + 4);
        }
      }
    },
  };
}

/** The pixels of a stamp area with a stamp in it. @param {number} ms @param {number} width @param {number} height */
function stamped(ms, width, height) {
  const context = canvas(width, height);
  draw(/** @type {any} */ (context), ms, width, height);
  const areaWidth = Math.floor(width * STAMP_AREA.width);
  const areaHeight = Math.floor(height * STAMP_AREA.height);
  const area = new Uint8ClampedArray(4 * areaWidth * areaHeight);
  for (let y = 0; y < areaHeight; y += 1) {
    area.set(
      context.pixels.subarray(4 * y * width, 4 * (y * width + areaWidth)),
      4 * y * areaWidth,
    );
  }
  return { area, areaWidth, areaHeight };
}

test("a stamp is read back at every size", () => {
  for (const [width, height] of [
    [160, 90],
    [320, 180],
    [322, 182],
    [640, 360],
    [1280, 720],
  ]) {
    const { area, areaWidth, areaHeight } = stamped(1_763_000_123_457, width, height);
    assert.equal(decode(area, areaWidth, areaHeight), 1_763_000_123_457 % 2 ** 32);
  }
});

test("noise and faded contrast do no harm", () => {
  const { area, areaWidth, areaHeight } = stamped(4_000_000_000, 320, 180);
  for (let at = 0; at < area.length; at += 1) {
    area[at] = 45 + area[at] * 0.65 + 30 * Math.sin(at * 12.9898);
  }
  assert.equal(decode(area, areaWidth, areaHeight), 4_000_000_000);
});

test("a picture without a stamp gives nothing", () => {
  assert.equal(decode(new Uint8ClampedArray(4 * 80 * 50).fill(128), 80, 50), null);
  assert.equal(decode(new Uint8ClampedArray(4 * 80 * 50), 80, 50), null);
  assert.equal(decode(new Uint8ClampedArray(4 * 80 * 50).fill(255), 80, 50), null);
});

test("one wrong cell is noticed", () => {
  const bits = encode(123_456_789);
  for (let wrong = 0; wrong < 40; wrong += 1) {
    const area = new Uint8ClampedArray(4 * 80 * 50);
    for (let pixel = 0; pixel < 80 * 50; pixel += 1) {
      const cell = Math.floor(pixel / 80 / 10) * 8 + Math.floor((pixel % 80) / 10);
      area.fill((cell === wrong ? 1 - bits[cell] : bits[cell]) * 255, 4 * pixel, 4 * pixel + 4);
    }
    assert.equal(decode(area, 80, 50), null);
  }
});

test("the age survives the end of 32 bits", () => {
  const painted = 2 ** 32 * 400 - 100;
  assert.equal(age(painted % 2 ** 32, painted + 250), 250);
});
