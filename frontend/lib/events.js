/** Events with a detail, without ceremony. */

/**
 * Calls `handler` with the detail of every event of a type.
 * @param {EventTarget} target @param {string} type @param {(detail: any) => void} handler
 */
export function on(target, type, handler) {
  target.addEventListener(type, (event) => handler(/** @type {CustomEvent} */ (event).detail));
}

/**
 * Dispatches an event with a detail; from an element it also reaches the elements around it.
 * @param {EventTarget} target @param {string} type @param {unknown} [detail]
 */
export function emit(target, type, detail) {
  target.dispatchEvent(new CustomEvent(type, { detail, bubbles: true }));
}
