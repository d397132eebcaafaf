/** The style guide: the elements of the pages, each in each of its states. */

import { learnWords } from "../lib/words.js";
import { basics } from "./basics.js";
import { callParts } from "./call-parts.js";
import { contents, tellApart, whenShown } from "./chapter.js";
import { doors } from "./doors.js";
import { measured } from "./measured.js";
import { ownTile } from "./own-tile.js";
import { panels } from "./panels.js";
import { screens } from "./screens.js";
import { stageParts } from "./stages.js";
import { tiles } from "./tiles.js";

await learnWords();
const chapters = [
  ...basics(),
  ...tiles(),
  ...ownTile(),
  ...measured(),
  ...callParts(),
  ...stageParts(),
  ...doors(),
  ...panels(),
  ...screens(),
];
document.querySelector("main")?.append(contents(chapters), ...chapters);
whenShown(() => {
  tellApart();
  begin();
});

/** The screens have taken the focus, as they do in a call: here the page begins at its beginning. */
function begin() {
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  const wanted = location.hash && document.querySelector(location.hash);
  if (wanted) wanted.scrollIntoView();
  else scrollTo(0, 0);
}
