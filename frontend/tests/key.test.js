import assert from "node:assert/strict";
import { test } from "node:test";
import {
  authorization,
  inviteLink,
  isForWatching,
  keyIn,
  mayPresent,
  openAddress,
} from "../lib/key.js";

/** A key as the server makes it, but for the signature. @param {object} claims */
function keyOf(claims) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "HS256", typ: "JWT" })}.${part(claims)}.bWFj`;
}

test("a key is read in the fragment, and nothing else is one", () => {
  const key = keyOf({ rights: "talk" });
  assert.equal(keyIn(`#key=${key}`), key);
  const others = [
    "",
    "#",
    "#key=",
    "#key=a.b",
    "#key=a.b.c.d",
    "#x=a.b.c",
    `?key=${key}`,
    "#key=a.b.<",
  ];
  for (const other of others) assert.equal(keyIn(other), undefined, other);
  assert.equal(keyIn(`#key=a.b.${"c".repeat(1_021)}`), undefined);
});

test("a watcher's page sends nothing, and nonsense says nothing", () => {
  assert.ok(isForWatching(keyOf({ rights: "watch", room: "tea?>~" })));
  for (const key of [undefined, keyOf({ rights: "talk" }), keyOf(null), "a.b.c", "a.%.c"])
    assert.equal(isForWatching(key), false, key);
});

test("who has no presenter's key does not present", () => {
  assert.ok(mayPresent(undefined));
  assert.ok(mayPresent(keyOf({ rights: "present" })));
  for (const key of [keyOf({ rights: "talk" }), keyOf(null), "a.b.c"])
    assert.equal(mayPresent(key), false, key);
});

test("a link has the room and the key, and nothing of the one who invites", () => {
  const address = "http://localhost:8001/?room=old&name=Pia&autojoin=1#key=own";
  assert.equal(inviteLink(address, "tea", "a.b.c"), "http://localhost:8001/?room=tea#key=a.b.c");
});

test("a key is a bearer token, and no key is none", () => {
  assert.deepEqual(authorization("a.b.c"), { Authorization: "Bearer a.b.c" });
  assert.deepEqual(authorization(undefined), {});
});

test("a key opens the room that it is for, and is kept whatever it says", () => {
  const key = keyOf({ rights: "present", room: "tea?>~" });
  assert.equal(openAddress(`#key=${key}`), `/?room=tea%3F%3E%7E#key=${key}`);
  for (const nonsense of ["a.b.c", keyOf(null), keyOf({ room: 7 })])
    assert.equal(openAddress(`#key=${nonsense}`), `/#key=${nonsense}`);
  for (const none of ["", "#", "#key=a.b"]) assert.equal(openAddress(none), "/");
});
