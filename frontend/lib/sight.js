/** What somebody does in the first sight of the lobby, and its way into the lobby that takes its place. */

const PLACES = ["[name=name]", "[name=room]", "[data-action=join]", ".quiet-link", "form select"];

/** What was written in its inputs. @typedef {{ name?: string, room?: string }} Filled */

/** The sight as it is now. */
export function takeSight() {
  const inputs = [...document.querySelectorAll("main input")].filter(
    (one) => one instanceof HTMLInputElement,
  );
  const written = inputs.filter(({ value, defaultValue }) => value !== defaultValue);
  const focused = document.activeElement;
  const [first] = inputs; // has the focus from the start: the lobby may have a better place for it
  const isChosen = focused !== first || written.includes(first);
  return {
    /** @type {Filled} */ filled: Object.fromEntries(
      written.map(({ name, value }) => [name, value]),
    ),
    place: isChosen ? PLACES.find((place) => focused?.matches(`main ${place}`)) : undefined,
    caret:
      focused instanceof HTMLInputElement ? [focused.selectionStart, focused.selectionEnd] : [],
    pressed: document.querySelector("main form[data-pressed]") !== null,
  };
}

/** Goes on with it in the lobby. @param {ReturnType<typeof takeSight>} sight */
export function goOn({ place, caret: [start, end], pressed }) {
  const focused = place && document.querySelector(`main ${place}`);
  if (focused instanceof HTMLElement) focused.focus();
  if (focused instanceof HTMLInputElement) focused.setSelectionRange(start, end);
  const join = document.querySelector("main [data-action=join]");
  if (pressed && join instanceof HTMLElement) join.click();
}
