import assert from "node:assert/strict";
import test from "node:test";
import { pathProblem } from "../lib/path-words.js";
import { RtcPath } from "../lib/rtc-path.js";

const WAY = { node: "sfu-1", gateway: "turn:192.0.2.1:3478?transport=udp" };
const SILENCE = { worked: false, relays: true, relay: "", way: WAY, contact: null };

test("without a gateway the words are those of steps 2 and 3", () => {
  const plain = { ...SILENCE, way: null };
  assert.match(pathProblem({ ...plain, relays: false }), /what step 3 is for/);
  assert.match(pathProblem(plain), /not even to the TURN server/);
  assert.match(pathProblem({ ...plain, worked: true }), /^Sound and picture are interrupted\./);
});

test("where the address asks for one kind of relay, of the others nothing is said", () => {
  const said = (relay) => pathProblem({ ...SILENCE, way: null, relay });
  assert.equal(said("any"), said(""));
  assert.match(said("udp"), /^Nothing reaches the TURN server over UDP, .*Without relay=udp /);
  assert.match(said("tcp"), /^Nothing reaches the TURN server over TCP, .*Without relay=tcp /);
  assert.match(said("tls"), /^Nothing reaches the TURN server over TLS, .* certificate: .*\/ca /);
  assert.doesNotMatch(said("udp") + said("tls"), /TCP/);
});

test("a gateway that is silent is named by its address", () => {
  for (const contact of [null, 701]) {
    const said = pathProblem({ ...SILENCE, contact });
    assert.match(said, /^No packet comes through: the gateway at 192\.0\.2\.1:3478 does not/);
  }
});

test("each refusal of the gateway has its own remedy", () => {
  for (const [contact, words] of [
    [401, /has expired.*reload/],
    [403, /Join again/],
    [486, /other tabs/],
    [508, /in a few minutes/],
  ])
    assert.match(pathProblem({ ...SILENCE, contact }), words);
});

test("a gateway that answers has no way to the node", () => {
  const said = pathProblem({ ...SILENCE, worked: true, contact: "relays" });
  assert.match(said, /^Sound and picture are interrupted: the gateway answers, .* node sfu-1\./);
});

/** What a path tells after nine seconds, given what the servers did. @param {(path: RtcPath) => void} course */
function told(course) {
  const path = new RtcPath();
  path.way = WAY;
  let said = "";
  path.addEventListener("problem", (event) => {
    said = /** @type {CustomEvent} */ (event).detail.message;
  });
  path.begin(0);
  course(path);
  path.tick(9_000, "connecting");
  return said;
}

test("a refusal says more than an address that nobody answers at", () => {
  const refused = (path) => {
    path.refused(701);
    path.refused(401);
    path.refused(701);
  };
  assert.match(told(refused), /password/);
});

test("one server that relays is enough, whatever the others say", () => {
  const one = (path) => {
    path.relayed();
    path.refused(701);
  };
  assert.match(told(one), /the gateway answers/);
});

test("a restart forgets what the servers said before", () => {
  const anew = (path) => {
    path.relayed();
    path.restarted();
  };
  assert.match(told(anew), /does not answer/);
});
