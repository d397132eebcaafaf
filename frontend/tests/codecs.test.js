import assert from "node:assert/strict";
import test from "node:test";
import { codecNames, codecsIn } from "../lib/codecs.js";

test("a media type tells its codecs by the names that people know", () => {
  assert.equal(codecsIn("video/webm;codecs=vp8,opus"), "VP8, Opus");
  assert.equal(codecsIn('video/mp4; codecs="avc1.42E01F, mp4a.40.2"; x=1'), "H.264, AAC");
  assert.equal(codecsIn("video/webm"), "");
  assert.equal(codecsIn(""), "");
});

test("statistics do, too; who has no other name keeps this one, and none comes twice", () => {
  assert.equal(codecNames(["video/VP8", "video/VP8", "audio/opus"]), "VP8, Opus");
  assert.equal(codecNames(["video/H264", "audio/PCMU", "constructor"]), "H.264, PCMU, constructor");
});
