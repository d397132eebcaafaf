/** Whole screens: before a call, in it, after it; and the choice of a step. */

import { element } from "../lib/dom.js";
import { stepCard } from "../lib/elements/chooser-card.js";
import { CallDevices } from "../lib/elements/devices.js";
import { CallInsecure } from "../lib/elements/insecure.js";
import { CallLeft } from "../lib/elements/left.js";
import { CallLobby } from "../lib/elements/lobby.js";
import { CallPresent } from "../lib/elements/present.js";
import { CallRoom } from "../lib/elements/room.js";
import { UNRATED } from "../lib/media-quality.js";
import { permissionWords } from "../lib/permission-words.js";
import { words } from "../lib/words.js";
import { chapter, specimen, whenShown } from "./chapter.js";
import { tileNumbers } from "./measured.js";
import { devices, local, room, withPictures } from "./samples.js";

const ABOUT = { step: 2, room: "tea", view: false, fake: true, mirrored: true };
/** How a call ends: the caption; reason, message and perhaps `by` of the server's bye. */
const ENDS = [
  ["Left", "left", ""],
  ["In another tab", "replaced", "You have joined from another place."],
  ["Removed", "removed", "Ben has removed you from this room.", "Ben"],
  ["Idle", "idle", "No join came within 10 seconds."],
  ["The server stops", "shutdown", "The server is being restarted."],
];
const CALL = { ...ABOUT, wordless: false, invite: "", xray: false };

/** The chapters about them. */
export function screens() {
  const [good, bad] = [lobby({ name: "Ada" }), lobby({ name: "" }, false)];
  whenShown(() => {
    bad.querySelector("form")?.requestSubmit();
    bad.notices.show("device", words.media.noSound, permissionWords("camera", "", "Firefox"));
  });
  return [
    chapter(
      "Lobby",
      specimen("Camera and microphone on", good, "whole"),
      specimen("No permission, no name", bad, "whole"),
      specimen("Watching only", lobby({ view: true }), "whole"),
    ),
    chapter("Call", ...calls()),
    chapter("Left", ...ends()),
    chapter(
      "No secure address",
      specimen("The two ways out", new CallInsecure({ step: 2 }), "whole"),
    ),
    chapter("Chooser", specimen("A step that runs, and one that does not", chooser(), "whole")),
  ];
}

/** @param {{ name?: string, view?: boolean }} changes */
function lobby(changes, works = true) {
  const made = new CallLobby({ ...ABOUT, name: "Ada", ...changes });
  made.equip(new CallPresent({}), new CallDevices(devices(works, changes.view)));
  whenShown(() => {
    made.show(local({ camera: works, microphone: works }));
    withPictures(made);
  });
  return made;
}

function calls() {
  return [
    specimen("Two people", call(2), "whole screen"),
    specimen("Five, one shares a screen", call(5, { 3: { screen: true } }), "whole screen"),
    specimen("Three, one in the spotlight", call(3, {}, { spotlight: 2 }), "whole screen"),
    specimen(
      "Twelve, one is pinned, the chat is open",
      call(12, {}, { busy: true }),
      "whole screen",
    ),
  ];
}

/** @param {number} count @param {Parameters<typeof room>[1]} [changes]
 * @param {{ busy?: boolean, spotlight?: number | null }} [extras] */
function call(count, changes = {}, { busy = false, spotlight = null } = {}) {
  const made = new CallRoom({ ...CALL, devices: devices() });
  const told = room(count, {
    2: { speaking: true },
    4: { camera: false, microphone: false },
    ...changes,
  });
  whenShown(() => {
    made.update({ ...told, spotlight });
    made.show(local());
    for (const id of told.participants.keys()) {
      made.stage.grid.tile(id)?.showNumbers(tileNumbers(), 1_200_000, UNRATED);
      for (const one of [id, `${id}-screen`]) made.stage.grid.tile(one)?.showState("live");
    }
    if (busy) made.pinNext();
    if (busy) made.button("chat")?.click();
    withPictures(made);
  });
  return made;
}

function ends() {
  return ENDS.map(([caption, reason, message, by]) =>
    specimen(caption, new CallLeft({ reason, message, by, room: "tea" })),
  );
}

function chooser() {
  const cards = [true, false].map((running, index) => {
    const { item, show } = stepCard({ number: 3 + index, ...words.steps[2 + index] }, "/");
    show(running);
    return item;
  });
  return element("ol", { class: "steps" }, ...cards);
}
