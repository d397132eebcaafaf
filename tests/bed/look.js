/**
 * What is wrong with a part of a page, as far as geometry tells: a text that is cut off or lies on
 * another one, a name or a button under your own picture, a button on somebody's initials, a notice
 * on what there is to see, a target too small for a finger, a page that is too wide.
 */
(root) => {
  const FLOATS = [
    "[popover], .numbers-full, .reaction, .bar-hint, dialog, [data-action=sound]",
    "call-self, call-banner, call-people, call-chat, call-more, call-host",
  ].join();
  const TARGETS = "button, .button, input, select, summary";
  const ELLIPSES =
    ".tile-name, .tile-route, .person-name, .numbers-summary, .reaction-name, .room-names > *";
  const OWN = ".stage > :is(call-self, [data-action=show-self])";
  const BESIDE_OWN = [
    "call-tile :is(.tile-label, .tile-status, .tile-hand, .tile-unreceived, button)",
    "call-pager > *",
  ].join();
  const INITIALS = "call-tile > call-avatar > span";
  const ON_A_TILE = "call-tile :is(.chip, .tool, .tile-hand, .tile-label)";
  const SEEN = "call-tile, call-self, .numbers-full, .stage-note, call-invite";
  const APART = [
    [OWN, BESIDE_OWN],
    [INITIALS, ON_A_TILE],
    ["call-notices", SEEN],
  ];
  const PHONE = 46 * 16;
  const wrong = new Set();

  const isShown = (element) =>
    element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const named = ({ localName, className, textContent }) =>
    `${localName}.${className} "${textContent.trim().slice(0, 40)}"`;

  /** Whether a box passes the edges of another one. */
  const isBeyond = (inner, outer, { x, y }) =>
    (x && (inner.left < outer.left - 1 || inner.right > outer.right + 1)) ||
    (y && (inner.top < outer.top - 2 || inner.bottom > outer.bottom + 2));

  /** The part of a line that an element with an ellipsis leaves, for the ellipsis tells the rest. */
  const shortened = ({ left, top, right, bottom }, box) => ({
    left: Math.max(left, box.left),
    right: Math.min(right, box.right),
    top,
    bottom,
  });

  /** What becomes of a text: what scrolls can be scrolled to. */
  const fate = (element, rect) => {
    for (let at = element; at && at !== root; at = at.parentElement) {
      const style = getComputedStyle(at);
      const box = at.getBoundingClientRect();
      if (style.clipPath !== "none") return "hidden";
      if (at.matches("button, .button") && isBeyond(rect, box, { x: true, y: true })) return "cut";
      if (/auto|scroll/.test(style.overflow))
        return isBeyond(rect, box, { x: true, y: true }) ? "hidden" : "shown";
      const clips = (value) => value === "hidden" || value === "clip";
      if (isBeyond(rect, box, { x: clips(style.overflowX), y: clips(style.overflowY) }))
        return "cut";
    }
    return "shown";
  };

  /** Each line of each text, and who it belongs to. */
  const lines = () => {
    const found = [];
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.parentElement;
      const isText = node.data.trim() && !element.closest("[aria-hidden=true], option");
      if (!isText || !isShown(element)) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const ends = element.closest(ELLIPSES)?.getBoundingClientRect();
      for (const rect of range.getClientRects())
        found.push({ element, rect: ends ? shortened(rect, ends) : rect });
    }
    return found;
  };

  const meet = (a, b) =>
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 &&
    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 4;
  const areOneLayer = (a, b) => a !== b && a.closest(FLOATS) === b.closest(FLOATS);

  const over = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (over > 0) wrong.add(`the page is ${over} px too wide`);

  const shown = [];
  for (const line of lines()) {
    const became = fate(line.element, line.rect);
    if (became === "cut") wrong.add(`cut off: ${named(line.element)}`);
    if (became === "shown") shown.push(line);
  }
  for (const [index, one] of shown.entries())
    for (const other of shown.slice(index + 1))
      if (meet(one.rect, other.rect) && areOneLayer(one.element, other.element))
        wrong.add(`${named(one.element)} lies on ${named(other.element)}`);

  const isPainted = (one) => isShown(one) && getComputedStyle(one).clipPath === "none";
  const painted = (selector) => [...root.querySelectorAll(selector)].filter(isPainted);
  for (const [upper, lower] of APART)
    for (const one of painted(upper))
      for (const other of painted(lower))
        if (meet(one.getBoundingClientRect(), other.getBoundingClientRect()))
          wrong.add(`${named(one)} lies on ${named(other)}`);

  for (const target of root.querySelectorAll(TARGETS)) {
    const place = target.closest("label") ?? target;
    if (!isShown(place) || getComputedStyle(target).clipPath !== "none") continue;
    const { width, height } = place.getBoundingClientRect();
    const least = innerWidth <= PHONE && target.matches(".bar") ? 44 : 24;
    if (Math.min(width, height) < least - 0.01)
      wrong.add(`${width.toFixed(1)} x ${height.toFixed(1)}, too small: ${named(target)}`);
  }
  return [...wrong];
};
