/**
 * The peer connection with the server, which always makes the offers. Its first offer, and the
 * first after it has given us up, begins a new one.
 *
 * Events: `begun`, `stream` {stream} for each that comes, `problem` {message} (empty: it is over).
 */

import { emit, on } from "./events.js";
import { configuration } from "./ice-servers.js";
import { RtcPath } from "./rtc-path.js";
import { traffic } from "./rtc-route.js";

const KEY = { name: "ECDSA", namedCurve: "P-256" };

/** One peer connection after the other. */
export class RtcConnection extends EventTarget {
  /** @type {RTCPeerConnection | null} */ #pc = null;
  /** @type {Promise<void>} */ #last = Promise.resolve(); // one offer after the other
  #path = new RtcPath();
  /** @type {RTCConfiguration} */ #configuration = configuration([], "");
  // The server knows the browser by it: the same in all of them.
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
    this.putTracks = putTracks;
    on(signaling, "message", (message) => {
      if (message.ice_servers) this.#use(message.ice_servers); // in a welcome, or new passwords
      if (message.type === "welcome") this.#path.way = message.way ?? null;
      if (message.type === "offer") this.#last = this.#last.then(() => this.#answer(message));
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

  /** What the browser measures. */
  async stats() {
    const pc = this.#pc;
    const stats = pc?.signalingState === "closed" ? undefined : await pc?.getStats();
    if (stats && pc === this.#pc) this.#path.count(performance.now(), traffic(stats));
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
    if (!this.signaling.send({ type: "restart" })) return;
    this.#path.restarted();
    // Firefox sends nothing over a path that is found after it has once given the search up.
    if (this.#pc?.connectionState === "failed" && !this.#path.worked) this.#pc.close();
  }

  /** The peer connection to answer with: whoever was never reached can change it. @param {number} revision */
  #connection(revision) {
    if (revision === 1 || !this.#pc) {
      this.#path.begin(performance.now());
      return this.#open();
    }
    const unused = this.#pc.signalingState === "closed" && !this.#path.worked;
    return unused ? this.#open() : this.#pc;
  }

  /** @param {import("./room-store.js").Message} offer */
  async #answer({ revision, sdp }) {
    if (this.#closed) return;
    try {
      this.#certificate ??= await RTCPeerConnection.generateCertificate(KEY);
      if (this.#closed) return;
      const pc = this.#connection(revision);
      await pc.setRemoteDescription({ type: "offer", sdp });
      await this.putTracks(pc);
      await pc.setLocalDescription();
      this.signaling.send({ type: "answer", revision, sdp: pc.localDescription?.sdp ?? "" });
    } catch (error) {
      if (this.#closed) return;
      this.#pc?.close(); // the server begins anew with whom it has lost
      emit(this, "problem", { message: `The server's offer could not be answered: ${error}` });
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
