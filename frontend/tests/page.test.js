import assert from "node:assert/strict";
import { test } from "node:test";
import {
  inviteAddress,
  isRoomName,
  pageTitle,
  readPage,
  socketAddress,
  withParameters,
} from "../lib/page.js";
import { words } from "../lib/words.js";

test("an address without parameters leads to the lobby of the room `lobby`, all devices on", () => {
  const page = readPage("");
  assert.equal(page.room, "lobby");
  assert.equal(page.name, "");
  assert.deepEqual([page.microphone, page.camera], [true, true]);
  assert.deepEqual([page.autojoin, page.fake, page.view, page.xray], Array(4).fill(false));
  assert.equal(page.relay, "");
  assert.deepEqual([page.width, page.height, page.fps], [undefined, undefined, undefined]);
});

test("every parameter of the contract is read", () => {
  const query =
    "?room=r-1&name=%20Ada%20&autojoin=1&fake=1&view=1&xray=1&relay=1&microphone=0&camera=0";
  const page = readPage(`${query}&width=320&height=180&fps=5`);
  assert.deepEqual(page, {
    room: "r-1",
    name: "Ada",
    autojoin: true,
    fake: true,
    view: true,
    wordless: false,
    xray: true,
    relay: "any",
    microphone: false,
    camera: false,
    width: 320,
    height: 180,
    fps: 5,
    key: undefined,
  });
});

test("the key is in the fragment, and a watcher's makes a page that sends nothing", () => {
  const claims = Buffer.from('{"rights":"watch"}').toString("base64url");
  const page = readPage("?room=tea", `#key=a.${claims}.c`);
  assert.deepEqual([page.key, page.view], [`a.${claims}.c`, true]);
  const guest = readPage("?room=tea&key=a.b.c", "#key=a.b.c");
  assert.deepEqual([guest.key, guest.view], ["a.b.c", false]);
});

test("an address with a key is not for others", () => {
  assert.equal(inviteAddress("http://localhost:8001/?room=tea#key=a.b.c", "tea"), "");
});

test("relaying may be asked for over one transport", () => {
  const relays = ["1", "udp", "tcp", "tls", "0", "yes", ""].map(
    (word) => readPage(`?relay=${word}`).relay,
  );
  assert.deepEqual(relays, ["any", "udp", "tcp", "tls", "", "", ""]);
});

test("nonsense in the address is as good as nothing", () => {
  const page = readPage("?width=1e9&height=-3&fps=abc&autojoin=yes");
  assert.deepEqual([page.width, page.height, page.fps], [undefined, undefined, undefined]);
  assert.equal(page.autojoin, false);
});

test("a room that cannot be is not entered, and is no other room either", () => {
  for (const room of ["", "a/b", "Büro", "<b>", "x".repeat(3000)]) {
    const page = readPage(`?room=${encodeURIComponent(room)}&autojoin=1`);
    assert.deepEqual([page.room, page.autojoin], [room, false]);
  }
});

test("a name that is too long is cut, but no character of it", () => {
  const query = new URLSearchParams({ name: `${"x".repeat(63)}🦊🦊` });
  assert.equal(readPage(query.toString()).name, `${"x".repeat(63)}🦊`);
});

test("a room's name has 1 to 64 harmless characters", () => {
  for (const name of ["a", "Room_1.b-c", "x".repeat(64)]) assert.ok(isRoomName(name), name);
  for (const name of ["", "x".repeat(65), "a b", "ä", "../a"]) assert.ok(!isRoomName(name), name);
});

test("an invitation holds the room and nothing of the one who invites", () => {
  const address = "http://localhost:8001/?name=Ada&room=old&autojoin=1&fake=1#x";
  assert.equal(inviteAddress(address, "new"), "http://localhost:8001/?room=new");
});

test("an empty value takes a parameter out of an address", () => {
  const address = "http://localhost:8001/?room=a&autojoin=1&fake=1";
  const changed = withParameters(address, { autojoin: "", room: "b" });
  assert.equal(changed, "http://localhost:8001/?room=b&fake=1");
});

test("a WebSocket is as secure as its page, and leaves the parameters behind", () => {
  assert.equal(socketAddress("http://localhost:8001/?room=a", "/ws"), "ws://localhost:8001/ws");
  assert.equal(socketAddress("https://example.org/x", "/ws"), "wss://example.org/ws");
});

test("the title begins with what matters in a crowded row of tabs", () => {
  const call = { room: "tea", others: 2, unread: 0 };
  assert.equal(pageTitle({ ...call, state: "live" }), "With 2 in room “tea” - Polycloud");
  assert.equal(
    pageTitle({ ...call, state: "live", unread: 3 }),
    "(3) With 2 in room “tea” - Polycloud",
  );
  assert.equal(pageTitle({ ...call, state: "live", others: 0 }), "Alone in room “tea” - Polycloud");
  assert.equal(pageTitle({ ...call, state: "joining" }), "Joining room “tea” - Polycloud");
  const waiting = { ...call, state: "joining", waiting: true };
  assert.equal(pageTitle(waiting), "Waiting for room “tea” - Polycloud");
  // Who was away for too long waits again.
  const again = { ...waiting, state: /** @type {const} */ ("reconnecting") };
  assert.equal(pageTitle(again), "Waiting for room “tea” - Polycloud");
  assert.equal(pageTitle({ ...call, state: "lobby" }), "Join room “tea” - Polycloud");
  const some = { ...call, room: words.title.someRoom };
  assert.equal(pageTitle({ ...some, state: "lobby" }), "Join a room - Polycloud");
  assert.equal(pageTitle({ ...call, state: "left" }), "Left room “tea” - Polycloud");
  assert.equal(
    pageTitle({ ...call, state: "reconnecting" }),
    "Reconnecting to room “tea” - Polycloud",
  );
});
