import assert from "node:assert/strict";
import { test } from "node:test";
import { Memory } from "../lib/memory.js";

/** Storage as the browser has it, in a Map. */
function storage() {
  const items = new Map();
  return {
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => items.set(key, value),
    removeItem: (key) => items.delete(key),
  };
}

const CALL = { name: "Ada", token: "1.x", microphone: false, camera: true, at: 1_000_000 };

test("a reload finds the call of its room, as muted as it was", () => {
  const memory = new Memory({ tab: storage(), browser: storage() });
  memory.remember("tea", CALL);
  assert.deepEqual(memory.recall("tea", CALL.at + 5_000), CALL);
  assert.equal(memory.recall("coffee", CALL.at), null);
});

test("a call that was left, or is over for a minute, is not entered again", () => {
  const memory = new Memory({ tab: storage(), browser: storage() });
  memory.remember("tea", CALL);
  assert.equal(memory.recall("tea", CALL.at + 60_000), null);
  memory.forget("tea");
  assert.equal(memory.recall("tea", CALL.at), null);
});

test("a tab knows how far it has read in each room", () => {
  const memory = new Memory({ tab: storage(), browser: null });
  assert.equal(memory.seen("tea"), 0);
  memory.see("tea", 41);
  assert.equal(memory.seen("tea"), 41);
  assert.equal(memory.seen("coffee"), 0);
});

test("the name outlives the tab", () => {
  const browser = storage();
  new Memory({ tab: storage(), browser }).name = "Ada";
  assert.equal(new Memory({ tab: storage(), browser }).name, "Ada");
});

test("what a lobby keeps is told to the next one, which comes whatever the address says", () => {
  const [tab, browser] = [storage(), storage()];
  const draft = { name: "", room: "no room!", camera: false };
  new Memory({ tab, browser }).keepDraft(draft);
  const next = new Memory({ tab, browser });
  assert.deepEqual(next.takeDraft(), { ...draft, autojoin: false });
  assert.deepEqual(next.takeDraft(), {});
});

test("forbidden, missing or spoiled storage is no storage", () => {
  const refuse = () => {
    throw new Error("SecurityError");
  };
  const forbidden = { getItem: refuse, setItem: refuse, removeItem: refuse };
  const spoiled = { ...storage(), getItem: () => "{not json" };
  for (const tab of [forbidden, null, spoiled]) {
    const memory = new Memory({ tab, browser: tab === spoiled ? null : tab });
    memory.remember("tea", CALL);
    memory.name = "Ada";
    memory.forget("tea");
    memory.keepDraft({ name: "Ada", room: "tea" });
    assert.deepEqual(memory.takeDraft(), {});
    assert.equal(memory.recall("tea", CALL.at), null);
    assert.equal(memory.name, "");
  }
});
