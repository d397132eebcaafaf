/**
 * What the slides do by themselves: show a live step once it answers, and go on from the last
 * slide of one part to the first of the next.
 */

/* global Reveal */

const ASK_EVERY = 1000;
const FORWARD = ["ArrowRight", "ArrowDown", "PageDown", " ", "Enter", "n"];

/** Shows the step of a slide as soon as its server answers, until the slide is left. */
async function watch(/** @type {HTMLElement} */ liveStep) {
  const frame = liveStep.querySelector("iframe");
  while (liveStep.closest("section")?.classList.contains("present")) {
    const runs = await answers(`${liveStep.dataset.origin}/healthz`);
    if (runs && !frame.src) frame.src = frame.dataset.liveSrc;
    if (!runs) frame.removeAttribute("src");
    liveStep.classList.toggle("running", runs);
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY));
  }
  frame.removeAttribute("src"); // leaves the call
}

/** Whether anything answers there at all; a page from a file may not know what. */
async function answers(/** @type {string} */ url) {
  try {
    await fetch(url, { mode: "no-cors", cache: "no-store" });
    return true;
  } catch {
    return false;
  }
}

function arrived(/** @type {{ currentSlide: HTMLElement }} */ { currentSlide }) {
  const liveStep = currentSlide?.querySelector(".live-step");
  if (liveStep && !Reveal.isSpeakerNotes()) watch(liveStep); // the previews would join as well
}

/** The next part, if there is nothing left to be shown in this one. */
function goOn(/** @type {KeyboardEvent} */ event) {
  const next = Reveal.getCurrentSlide()?.querySelector(".next-part a");
  const more = Reveal.availableFragments().next;
  if (next && !more && FORWARD.includes(event.key)) location.assign(next.href);
}

Reveal.on("ready", arrived);
Reveal.on("slidechanged", arrived);
addEventListener("keydown", goOn, { capture: true }); // before Reveal moves to another slide
