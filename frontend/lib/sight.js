/** What somebody does in the first sight of the lobby, and its way into the lobby that takes its place. */

/** What was written in its inputs. @typedef {{ name?: string, room?: string }} Filled */

/** The sight as it is now. */
export function takeSight() {
  const main = document.querySelector("main");
  const inputs = [...(main?.querySelectorAll("input") ?? [])];
  const written = inputs.filter(({ value, defaultValue }) => value !== defaultValue);
  return {
    /** @type {Filled} */ filled: Object.fromEntries(
      written.map(({ name, value }) => [name, value]),
    ),
    focused: inputs.find((input) => input === document.activeElement),
    pressed: main?.dataset.pressed === "true",
  };
}

/** Goes on with it in the lobby. @param {ReturnType<typeof takeSight>} sight */
export function goOn({ focused, pressed }) {
  const input = document.querySelector(`main input[name=${focused?.name}]`);
  if (focused && input instanceof HTMLInputElement) {
    input.focus();
    input.setSelectionRange(focused.selectionStart, focused.selectionEnd);
  }
  const join = document.querySelector("main [data-action=join]");
  if (pressed && join instanceof HTMLElement) join.click();
}
