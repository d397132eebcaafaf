/**
 * What can be reached neither by sight nor by finger in a part of a page: a control that no
 * scrolling brings into view whole, or that lies under something else.
 */
(root) => {
  const CONTROLS = "button, a[href], input, select, summary";
  const wrong = new Set();
  const named = ({ localName, dataset, name, textContent, ariaLabel }) =>
    `${localName} ${dataset.action ?? name ?? ""} "${(ariaLabel ?? textContent).trim()}"`;
  const isShown = (one) =>
    one.checkVisibility({ visibilityProperty: true, opacityProperty: true }) &&
    getComputedStyle(one).clipPath === "none";

  /** Where it is said what becomes of what is too large: of the page itself, at its body too. */
  const ruling = (one) => {
    const isPage = one === document.documentElement;
    return isPage && getComputedStyle(one).overflow === "visible" ? document.body : one;
  };

  /** What a script can scroll, and nobody else. */
  const isStuck = (one) => {
    const { overflowX, overflowY } = getComputedStyle(ruling(one));
    return (
      (overflowX === "hidden" && one.scrollLeft !== 0) ||
      (overflowY === "hidden" && one.scrollTop !== 0)
    );
  };
  const stuckIn = (one) => (!one || isStuck(one) ? one : stuckIn(one.parentElement));

  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth > clientWidth) wrong.add(`the page is ${scrollWidth - clientWidth} px too wide`);
  for (const control of root.querySelectorAll(CONTROLS)) {
    const place = control.closest("label") ?? control;
    if (control.disabled || !isShown(place)) continue;
    place.scrollIntoView({ block: "center", behavior: "instant" });
    const { left, top, right, bottom } = place.getBoundingClientRect();
    const isWhole = left > -1 && top > -1 && right < innerWidth + 1 && bottom < innerHeight + 1;
    const box = [left, top, right, bottom].map(Math.round);
    const where = `at ${box} of ${innerWidth} x ${innerHeight}`;
    if (!isWhole) wrong.add(`cannot be seen whole: ${named(control)}, ${where}`);
    const stuck = stuckIn(place);
    if (stuck) wrong.add(`only a script scrolls ${stuck.localName} to ${named(control)}`);
    const there = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    if (!place.contains(there))
      wrong.add(`cannot be pressed: ${named(control)}, under ${there && named(there)}`);
  }
  return [...wrong];
};
