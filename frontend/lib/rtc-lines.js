/** The m-lines on which you send: the first of every offer, in their order. */

const MICROPHONE = 0;
const CAMERA = 1;
const SCREEN = 2;

/**
 * Puts your tracks on their lines; a track that is there already stays.
 * @param {RTCPeerConnection} pc @param {MediaStream} stream of microphone and camera
 * @param {MediaStreamTrack | null} screen
 */
export async function putOnLines(pc, stream, screen) {
  const tracks = {
    [MICROPHONE]: stream.getAudioTracks()[0] ?? null,
    [CAMERA]: stream.getVideoTracks()[0] ?? null,
    [SCREEN]: screen,
  };
  const lines = pc.getTransceivers();
  for (const [line, track] of Object.entries(tracks)) {
    const transceiver = lines[Number(line)];
    if (!transceiver || pc.signalingState === "closed") return; // no offer yet, or all is over
    transceiver.direction = "sendonly";
    await transceiver.sender.replaceTrack(track);
  }
}
