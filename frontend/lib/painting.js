/** When there is time for more than what the page shows first. */

const HIDDEN_MS = 200; // a hidden tab is not painted: it waits no longer than this

/** Waits until all that the page itself names has come. */
export async function loaded() {
  if (document.readyState === "complete") return;
  await new Promise((resolve) => addEventListener("load", resolve, { once: true }));
}

/** Waits for that as well, and until what is shown now has been painted. */
export async function painted() {
  const frame = new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  const time = new Promise((resolve) => setTimeout(resolve, HIDDEN_MS));
  await Promise.all([loaded(), Promise.race([frame, time])]);
}
