import assert from "node:assert/strict";
import test from "node:test";
import { byName, changes, loadShare, loadWords, peopleWords, workWords } from "../lib/fleet.js";

const NODE = { name: "sfu-1", state: "up", participants: 12, capacity: 200, cpu: 0.314, rooms: 1 };
const ROOM = { name: "lobby", node: "sfu-1", people: ["Ada", "Ben"] };

test("load and people are told in words", () => {
  assert.equal(loadWords(NODE), "12 of 200 people");
  assert.equal(workWords(NODE), "1 room, 31 % of a core");
  assert.equal(workWords({ ...NODE, rooms: 0, cpu: 0 }), "0 rooms, 0 % of a core");
  assert.equal(peopleWords(ROOM), "2 people");
  assert.equal(peopleWords({ ...ROOM, people: ["Ada"] }), "1 person");
});

test("what a dead node said last is not told", () => {
  const dead = { ...NODE, state: "down" };
  assert.equal(loadWords(dead), "It does not answer.");
  assert.equal(workWords(dead), "");
  assert.equal(loadShare(dead), 0);
});

test("the load is a share of the capacity, and never more than all", () => {
  assert.equal(loadShare(NODE), 0.06);
  assert.equal(loadShare({ ...NODE, participants: 300 }), 1);
  assert.equal(loadShare({ ...NODE, capacity: 0 }), 0);
});

test("the tenth node comes after the second", () => {
  const names = ["sfu-10", "sfu-2", "sfu-1"].map((name) => ({ name }));
  assert.deepEqual(
    byName(names).map(({ name }) => name),
    ["sfu-1", "sfu-2", "sfu-10"],
  );
});

test("a dead node and its room's move are news; load is not", () => {
  const before = { nodes: [NODE, { ...NODE, name: "sfu-2" }], rooms: [ROOM] };
  const busier = { ...before, nodes: before.nodes.map((node) => ({ ...node, cpu: 0.9 })) };
  assert.deepEqual(changes(before, busier), []);
  const after = {
    nodes: [{ ...NODE, state: "down" }, before.nodes[1], { ...NODE, name: "sfu-3" }],
    rooms: [
      { ...ROOM, node: "sfu-2" },
      { ...ROOM, name: "tea" },
    ],
  };
  assert.deepEqual(changes(before, after), [
    "Node sfu-1 is down.",
    "Node sfu-3 is up.",
    "Room “lobby” has moved to sfu-2.",
  ]);
});
