/** The middle of a call: the pictures, what lies over them, and turning their pages. */

import { CallPager } from "../lib/elements/pager.js";
import { CallStage } from "../lib/elements/stage.js";
import { pageOf } from "../lib/paging.js";
import { words } from "../lib/words.js";
import { chapter, specimen, whenShown } from "./chapter.js";
import { LINK } from "./links.js";
import { choices, room, withPictures } from "./samples.js";

/** The chapters about them. */
export function stageParts() {
  return [chapter("Stage", ...stages()), chapter("Pager", ...pagers())];
}

function stages() {
  const [joining, alone, keyed, silent, still] = [stage(), stage(), stage(""), stage(), stage()];
  joining.note = words.call.askingDevices;
  alone.update(room(1));
  keyed.update(room(1));
  silent.update(room(3));
  silent.offerSound("sound");
  still.update(room(3));
  still.offerSound("all");
  return [
    specimen("Joining", joining, "stage-box"),
    specimen("Nobody else is here", alone, "stage-box"),
    specimen("Nobody else is here, with keys", keyed, "stage-box"),
    specimen("The browser holds the sound back", silent, "stage-box"),
    specimen("The browser holds everything back", still, "stage-box"),
  ];
}

function pagers() {
  return [
    specimen("The first page", pager(1), "pager-box"),
    specimen("Between two others", pager(2), "pager-box"),
    specimen("The last page", pager(3), "pager-box"),
    specimen("On a stage", paged(), "stage-box"),
  ];
}

/** @param {number} number */
function pager(number) {
  const made = new CallPager();
  whenShown(() => {
    made.page = pageOf(30, 12, number);
    made.speaking = number === 2 ? ["Ben"] : [];
  });
  return made;
}

function paged() {
  const made = stage();
  made.update(room(12));
  whenShown(() => withPictures(made));
  return made;
}

/** @param {string} [invite] */
function stage(invite = LINK) {
  const options = { invite, view: false, xray: false, mirrored: true };
  return new CallStage({ ...options, choices: choices({ ownPicture: false }) });
}
