/** Codecs by the names that people know. [pure] */

const NAMES = new Map([
  ["vp8", "VP8"],
  ["vp09", "VP9"],
  ["av01", "AV1"],
  ["avc1", "H.264"],
  ["h264", "H.264"],
  ["opus", "Opus"],
  ["mp4a", "AAC"],
]);

/** One name, of the codec in getStats ("video/VP8") or in a media type ("avc1.42E01F"). @param {string} codec */
function nameOf(codec) {
  const [name] = codec.slice(codec.indexOf("/") + 1).split(".");
  return NAMES.get(name.trim().toLowerCase()) ?? name;
}

/** Each name once. @param {string[]} codecs */
export function codecNames(codecs) {
  return [...new Set(codecs.map(nameOf))].join(", ");
}

/** The codecs that a media type names (RFC 6381), or "". @param {string} mime */
export function codecsIn(mime) {
  const [, list = ""] = /codecs="?([^";]*)/.exec(mime) ?? [];
  return codecNames(list.split(","));
}
