/*
 * What of a page in another language is in English: every text, label, title and placeholder that
 * is one of strings/en.js, unless it is marked as English or that language says the same.
 */
async (language) => {
  const { en } = await import("/strings/en.js");
  const own = (await import(`/strings/${language}.js`))[language];
  const GAP = "\u0001";

  /** The texts of a table; what is put into one is a gap. */
  function texts(entry) {
    if (typeof entry === "string") return [entry];
    if (typeof entry === "object") return Object.values(entry).flatMap(texts);
    try {
      return [entry(...Array(entry.length).fill(GAP))];
    } catch {
      return []; // it takes only some values
    }
  }

  const same = new Set(texts(own));
  const patterns = texts(en)
    .filter((text) => !same.has(text) && /[a-z]{2}/i.test(text))
    .map((text) => text.trim().split(GAP).map(RegExp.escape ?? escaped).join(".+"))
    .map((pattern) => new RegExp(`^${pattern}$`, "s"));

  function escaped(text) {
    return text.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&");
  }

  const shown = [document.title];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { parentElement, data } = walker.currentNode;
    const ours = !parentElement.closest(`[lang]:not(html, [lang=${language}]), script, noscript`);
    if (ours) shown.push(data);
  }
  for (const name of ["aria-label", "title", "placeholder", "alt", "aria-valuetext"])
    for (const one of document.querySelectorAll(`[${name}]`)) shown.push(one.getAttribute(name));
  const spoken = shown.map((text) => text.trim()).filter(Boolean);
  return spoken.filter((text) => patterns.some((pattern) => pattern.test(text)));
};
