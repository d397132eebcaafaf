import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { emit } from "../lib/events.js";
import { RtcConnection } from "../lib/rtc-connection.js";

/** @type {FakeConnection[]} */ let opened = [];

/** As browsers do it: what is asked of a connection that is then closed never ends. */
class FakeConnection extends EventTarget {
  static generateCertificate = async () => ({});
  /** @type {any[]} */ certificates;
  signalingState = "stable";
  connectionState = "new";
  /** @type {{ resolve: () => void, reject: (error: Error) => void }[]} */ asked = [];

  /** @param {{ certificates: any[] }} configuration */
  constructor({ certificates }) {
    super();
    this.certificates = certificates;
    opened.push(this);
  }

  /** @param {{ certificates: any[] }} configuration */
  setConfiguration({ certificates }) {
    assert.equal(certificates[0], this.certificates[0], "InvalidModificationError");
  }

  /** @param {{ sdp: string }} offer */
  setRemoteDescription(offer) {
    this.offer = offer.sdp;
    return new Promise((resolve, reject) => this.asked.push({ resolve, reject }));
  }

  async setLocalDescription() {
    this.localDescription = { sdp: `answer to ${this.offer}` };
  }

  close() {
    this.signalingState = this.connectionState = "closed";
    this.asked = [];
  }
}

class FakeSignaling extends EventTarget {
  /** @type {any[]} */ sent = [];

  /** @param {any} message */
  send(message) {
    this.sent.push(message);
    return true;
  }

  get answers() {
    return this.sent.filter(({ type }) => type === "answer").map(({ sdp }) => sdp);
  }
}

const given = globalThis.RTCPeerConnection;
/** @type {FakeSignaling} */ let signaling;
/** @type {RtcConnection} */ let connection;
/** @type {string[]} */ let problems;

beforeEach(() => {
  opened = [];
  problems = [];
  globalThis.RTCPeerConnection = /** @type {any} */ (FakeConnection);
  signaling = new FakeSignaling();
  connection = new RtcConnection(/** @type {any} */ (signaling), "", async () => {});
  connection.addEventListener("problem", (event) =>
    problems.push(/** @type {any} */ (event).detail.message),
  );
});

afterEach(() => {
  connection.close();
  globalThis.RTCPeerConnection = given;
});

/** @param {number} revision @param {string} sdp */
async function offer(revision, sdp) {
  emit(signaling, "message", { type: "offer", revision, sdp });
  await settled();
}

/** All that is promised has come. */
function settled() {
  return new Promise((resolve) => setTimeout(resolve));
}

/** The browser has done what it was asked for. @param {number} number of the connection */
async function done(number) {
  opened[number].asked.shift()?.resolve();
  await settled();
}

test("one offer is answered after the other", async () => {
  await offer(1, "A1");
  await offer(2, "A2");
  assert.equal(opened[0].offer, "A1");
  await done(0);
  assert.equal(opened[0].offer, "A2");
  await done(0);
  assert.deepEqual(signaling.answers, ["answer to A1", "answer to A2"]);
});

test("a search that fails while an offer is being answered does not end all answers", async () => {
  await offer(1, "A1");
  await done(0);
  await offer(2, "A2"); // never finished
  await offer(3, "A3"); // waits for it
  opened[0].connectionState = "failed";
  connection.tick(10_000);
  assert.deepEqual(signaling.sent.at(-1), { type: "restart", failed: true });
  await offer(1, "B1");
  await done(1);
  assert.deepEqual(signaling.answers, ["answer to A1", "answer to B1"]);
  assert.doesNotMatch(problems.join(), /answered/);
});

test("the one kind of relay that is asked for is the one that is told of", async () => {
  connection = new RtcConnection(/** @type {any} */ (signaling), "tls", async () => {});
  const told = new Promise((resolve) => connection.addEventListener("problem", resolve));
  emit(signaling, "message", { type: "welcome", ice_servers: [{ urls: ["turns:a"] }] });
  await offer(1, "A1");
  connection.tick(performance.now() + 9_000);
  const { message, silent } = /** @type {any} */ (await told).detail;
  assert.match(message, /^Nothing reaches the TURN server over TLS/);
  assert.equal(silent, true);
});

test("what waited for a connection is not given to the next", async () => {
  await offer(1, "A1");
  await offer(2, "A2");
  const { asked } = opened[0];
  await offer(1, "B1");
  asked[0].resolve(); // late, after all
  await done(1);
  assert.equal(opened[0].signalingState, "closed");
  assert.equal(opened[1].offer, "B1");
  assert.deepEqual(signaling.answers, ["answer to B1"]);
});

test("an error of a connection that was given up is nobody's problem", async () => {
  await offer(1, "A1");
  const { asked } = opened[0];
  await offer(1, "B1");
  asked[0].reject(new Error("closed"));
  await done(1);
  assert.deepEqual([signaling.answers, problems], [["answer to B1"], []]);
});

test("an offer that cannot be answered is told, and the next first offer is taken", async () => {
  await offer(1, "A1");
  opened[0].asked[0].reject(new Error("no such codec"));
  await settled();
  assert.match(problems[0], /could not be answered: Error: no such codec/);
  await offer(1, "B1");
  await done(1);
  assert.deepEqual(signaling.answers, ["answer to B1"]);
});

test("two first offers while the certificate is being made have the same", async (t) => {
  /** @type {((certificate: object) => void)[]} */ const making = [];
  const make = () => new Promise((resolve) => making.push(resolve));
  t.mock.method(FakeConnection, "generateCertificate", make);
  await offer(1, "A1");
  await offer(1, "B1");
  for (const made of making.reverse()) {
    made({}); // the second before the first, if there is one
    await settled();
  }
  emit(signaling, "message", { type: "welcome", ice_servers: [] }); // new passwords for it
  await done(0);
  assert.deepEqual(signaling.answers, ["answer to B1"]);
});
