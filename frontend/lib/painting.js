/** When there is time for more than what the page shows first. */

const HIDDEN_MS = 200; // a hidden tab is not painted: it waits no longer than this

/** Waits until all that the page itself names has come. */
export async function loaded() {
  if (document.readyState === "complete") return;
  await new Promise((resolve) => addEventListener("load", resolve, { once: true }));
}

/** Waits for that, and until the page has shown something (Paint Timing, W3C). */
export async function painted() {
  const painting = new Promise((resolve) => {
    const observer = new PerformanceObserver((list) => {
      if (list.getEntriesByName("first-contentful-paint").length === 0) return;
      observer.disconnect();
      resolve(true);
    });
    observer.observe({ type: "paint", buffered: true });
  });
  const time = new Promise((resolve) => setTimeout(resolve, HIDDEN_MS));
  await Promise.all([loaded(), Promise.race([painting, time])]);
}
