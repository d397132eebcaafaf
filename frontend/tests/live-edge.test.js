import assert from "node:assert/strict";
import test from "node:test";
import { LiveEdge } from "../lib/live-edge.js";

/**
 * A player that is fed a chunk of 120 ms every 120 ms; gives its gap before each chunk, and rates.
 * @param {LiveEdge} edge @param {{ gap: number, seconds: number, from?: number, pause?: number }} run
 */
function play(edge, { gap, seconds, from = 0, pause = Number.POSITIVE_INFINITY }) {
  const [gaps, rates] = [[0], [0]];
  let rate = 1;
  for (let now = from; now < from + seconds * 1000; now += 120) {
    gap -= 0.12 * rate;
    if (now > pause && now < pause + 600) gap -= 0.12;
    edge.observe(now, gap);
    gaps.push(gap);
    gap += 0.12;
    if ((now - from) % 240) continue;
    const advice = edge.advise(now, gap);
    rate = advice.rate;
    rates.push(rate);
    if (advice.jumpTo !== null) gap = advice.jumpTo;
  }
  return { gaps: gaps.slice(1), rates: rates.slice(1), gap };
}

test("a player that is late hurries, and then plays at its natural pace", () => {
  const edge = new LiveEdge();
  const { gaps, rates } = play(edge, { gap: 1.5, seconds: 30 });
  assert.ok(Math.max(...rates) <= 1.25);
  assert.equal(rates.at(-1), 1);
  const last = Number(gaps.at(-1));
  assert.ok(last >= edge.reserve - 0.05 && last < edge.reserve + 0.1, String(last));
  assert.ok(Math.min(...gaps) > 0.1);
});

test("a player that is much too late jumps", () => {
  const edge = new LiveEdge();
  const { rate, jumpTo } = edge.advise(0, 5);
  assert.equal(rate, 1);
  assert.ok(jumpTo && jumpTo > edge.reserve && jumpTo < 1);
  assert.ok(edge.canJump(2_000, 5) && !edge.canJump(2_000, jumpTo));
});

test("jumps that do not help become rare, and after a calm while they are quick again", () => {
  const edge = new LiveEdge();
  const jumps = [];
  for (let now = 0; now < 120_000; now += 250) {
    if (edge.advise(now, 5).jumpTo !== null) jumps.push(now);
  }
  assert.ok(jumps.length < 12, String(jumps));
  edge.jump(200_000);
  assert.ok(!edge.rested(200_500) && edge.rested(201_500));
});

/** A player that has run dry jumps to the little that came, and stalls. @param {LiveEdge} edge */
function starve(edge, seconds = 30) {
  let jumps = 0;
  for (let now = 0; now < seconds * 1000; now += 250) {
    if (now % 1_500 === 0) edge.stalled(now);
    if (edge.canJump(now, 2.5)) {
      edge.jump(now);
      jumps += 1;
    }
  }
  return jumps;
}

test("a player that has starved jumps as soon as the media come, and soon dares as much as before", () => {
  const edge = new LiveEdge();
  assert.ok(starve(edge) < 7);
  assert.ok(edge.reserve > 1.5);
  const { rates, gap } = play(edge, { from: 30_000, gap: 11, seconds: 1.5 });
  assert.ok(gap < 3, String(gap));
  const { gaps } = play(edge, { from: 31_500, gap, seconds: 60 });
  assert.ok(edge.reserve < 0.4, String(edge.reserve));
  assert.ok(Number(gaps.at(-1)) < 0.6, String(gaps.at(-1)));
  assert.ok(Math.max(...rates) <= 1.25);
});

test("a player with hardly anything left goes slower", () => {
  assert.ok(new LiveEdge().advise(0, 0.02).rate < 1);
});

test("a stall teaches to keep more, once, and it is forgotten slowly", () => {
  const edge = new LiveEdge();
  const before = edge.reserve;
  edge.stalled(1_000);
  edge.stalled(1_100);
  const after = edge.reserve;
  assert.ok(after > before);
  for (let now = 1_000; now < 61_000; now += 250) edge.advise(now, after);
  assert.ok(edge.reserve > before && edge.reserve < after);
});

test("however many stalls, the reserve stays within two seconds", () => {
  const edge = new LiveEdge();
  for (let now = 0; now < 100_000; now += 2_000) edge.stalled(now);
  assert.ok(edge.reserve > 1 && edge.reserve <= 2);
});
