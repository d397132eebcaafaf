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

test("a TURN server that refuses has answered, and what helps is told", () => {
  const plain = { ...SILENCE, way: null };
  for (const relay of ["", "any", "udp", "tls"])
    for (const [contact, said] of [
      [401, /^No packet comes through: the TURN server refuses this page's password/],
      [403, /: the TURN server refuses this page\. Join again/],
      [486, /: the TURN server gives .* other tabs\. Chat/],
      [508, /: the TURN server has no place .* in a few minutes/],
      [441, /: the TURN server refuses this page with error 441\./],
    ])
      assert.match(pathProblem({ ...plain, relay, contact }), said);
  assert.match(pathProblem({ ...plain, relay: "tls", contact: 701 }), /^Nothing reaches the TURN/);
});

test("a TURN server that relays is reached, and the fault lies beyond it", () => {
  const said = pathProblem({ ...SILENCE, way: null, contact: "relays" });
  assert.match(said, /: the TURN server answers, but nothing comes through it/);
});

test("a path that worked is only known to be the relay's if it had to be", () => {
  const plain = { ...SILENCE, way: null, worked: true, contact: 486 };
  assert.match(pathProblem(plain), /^Sound and picture are interrupted\. Looking/);
  assert.match(pathProblem({ ...plain, relay: "tcp" }), /interrupted: the TURN server gives/);
  assert.match(pathProblem({ ...plain, relay: "tcp", contact: 701 }), /interrupted\. Looking/);
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
    [500, /the gateway refuses this page with error 500/],
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

test("a restart forgets what the servers said before, once they can have answered", () => {
  const anew = (at, code) => (path) => {
    path.relayed();
    path.restarted(at);
    if (code) path.refused(code);
  };
  assert.match(told(anew(0)), /does not answer/);
  assert.match(told(anew(7_000)), /the gateway answers/);
  assert.match(told(anew(7_000, 701)), /the gateway answers/);
  assert.match(told(anew(7_000, 401)), /password/);
});
