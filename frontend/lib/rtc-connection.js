/**
 * The peer connection with the server, which always makes the offers. Its first offer, and the
 * first after it has given us up, begins a new one.
 *
 * Events: `begun`, `stream` {stream} for each that comes, `problem` {message, silent} (as of a path).
 */

import { emit, on } from "./events.js";
import { configuration } from "./ice-servers.js";
import { RtcPath } from "./rtc-path.js";
import { traffic } from "./rtc-route.js";
import { words } from "./words.js";

const KEY = { name: "ECDSA", namedCurve: "P-256" };

/** One peer connection after the other. */
export class RtcConnection extends EventTarget {
  /** @type {RTCPeerConnection | null} */ #pc = null;
  /** @type {Promise<void>} */ #last = Promise.resolve(); // one offer after the other
  #turn = 0; // of the peer connections
  #path = new RtcPath();
  /** @type {RTCConfiguration} */ #configuration = configuration([], "");
  // The server knows the browser by it: the same in all of them, and of two first offers as well.
  /** @type {Promise<RTCCertificate> | undefined} */ #making;
  /** @type {RTCCertificate | null} */ #certificate = null;
  #closed = false;

  /**
   * @param {import("./signaling.js").Signaling} signaling
   * @param {import("./ice-servers.js").Relay} relay
   * @param {(pc: RTCPeerConnection) => Promise<void>} putTracks called before each answer
   */
  constructor(signaling, relay, putTracks) {
    super();
    this.signaling = signaling;
    this.relay = relay;
    this.#path.relay = relay;
    this.putTracks = putTracks;
    on(signaling, "message", (message) => {
      if (message.ice_servers) this.#use(message.ice_servers); // in a welcome, or new passwords
      if (message.type === "welcome") this.#path.way = message.way ?? null;
      if (message.type === "offer") this.#take(message);
    });
    on(this.#path, "restart", () => this.#restart());
    on(this.#path, "problem", (problem) => emit(this, "problem", problem));
  }

  /** To be called a few times a second. @param {number} now */
  tick(now) {
    if (this.#pc) this.#path.tick(now, this.#pc.connectionState);
  }

  /** Sends other tracks from now on. */
  async putTracksAnew() {
    if (this.#pc) await this.putTracks(this.#pc);
  }

  /** What the browser measures, read out of it once: each picture looks through all of it. */
  async stats() {
    const pc = this.#pc;
    if (!pc || pc.signalingState === "closed") return null;
    const stats = new Map(await pc.getStats());
    if (pc === this.#pc) this.#path.count(performance.now(), traffic(stats));
    return stats;
  }

  /** Ends it. */
  close() {
    this.#closed = true;
    this.#pc?.close();
    this.#pc = null;
  }

  /** @returns {RTCConfiguration} */
  get #settings() {
    const certificates = this.#certificate ? [this.#certificate] : [];
    return { ...this.#configuration, certificates };
  }

  /** @param {Parameters<typeof configuration>[0]} servers */
  #use(servers) {
    this.#configuration = configuration(servers, this.relay);
    this.#path.relays = servers.length > 0;
    if (this.#pc?.signalingState !== "closed") this.#pc?.setConfiguration(this.#settings);
  }

  #restart() {
    // Firefox sends nothing over a path that is found after it has once given the search up.
    const failed = ["failed", "closed"].includes(this.#pc?.connectionState ?? "");
    if (!this.signaling.send({ type: "restart", failed })) return;
    this.#path.restarted(performance.now());
    if (failed) this.#pc?.close();
  }

  /** The peer connection to answer with. @param {number} revision */
  #connection(revision) {
    if (revision !== 1 && this.#pc) return this.#pc;
    // After one that failed, the same search goes on.
    if (this.#pc?.connectionState !== "closed") this.#path.begin(performance.now());
    return this.#open();
  }

  /** @param {import("./room-store.js").Message} offer */
  #take(offer) {
    // What is asked of a connection that is then closed never ends (W3C WebRTC 4.4.1.2): the first
    // offer of the next one must not wait for it.
    if (offer.revision === 1) [this.#last, this.#turn] = [Promise.resolve(), this.#turn + 1];
    const turn = this.#turn;
    this.#last = this.#last.then(() => this.#answer(offer, turn));
  }

  /** @param {import("./room-store.js").Message} offer @param {number} turn */
  async #answer({ revision, sdp }, turn) {
    /** @type {RTCPeerConnection | undefined} */ let pc;
    try {
      this.#making ??= RTCPeerConnection.generateCertificate(KEY);
      this.#certificate = await this.#making;
      if (this.#closed || turn !== this.#turn) return;
      pc = this.#connection(revision);
      if (isClosed(pc)) return; // it was on its way when this one was given up
      await pc.setRemoteDescription({ type: "offer", sdp });
      await this.putTracks(pc);
      await pc.setLocalDescription();
      if (isClosed(pc)) return;
      this.signaling.send({ type: "answer", revision, sdp: pc.localDescription?.sdp ?? "" });
    } catch (error) {
      if (this.#closed || (pc && isClosed(pc))) return;
      this.#pc?.close(); // the server begins anew with whom it has lost
      emit(this, "problem", { message: words.media.notAnswered(String(error)) });
    }
  }

  #open() {
    this.#pc?.close();
    const pc = new RTCPeerConnection(this.#settings);
    pc.ontrack = ({ streams }) => {
      for (const stream of streams) emit(this, "stream", { stream });
    };
    pc.onicecandidate = ({ candidate }) => candidate?.type === "relay" && this.#path.relayed();
    pc.onicecandidateerror = ({ errorCode }) => this.#path.refused(errorCode);
    this.#pc = pc;
    emit(this, "begun");
    return pc;
  }
}

/** @param {RTCPeerConnection} pc */
function isClosed(pc) {
  return pc.signalingState === "closed";
}
