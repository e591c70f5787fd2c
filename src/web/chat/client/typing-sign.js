// @ts-check

/** A turn takes well under a second; after this the sign would be a lie. */
const longestMs = 25_000;

/**
 * The three dots while an answer is awaited.
 * @param {HTMLElement} sign
 * @param {string} words for screen readers
 */
export function createTypingSign(sign, words) {
  const spoken = /** @type {HTMLElement} */ (sign.querySelector(".sr"));
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** @param {boolean} on */
  const show = (on) => {
    clearTimeout(timer);
    sign.classList.toggle("on", on);
    spoken.textContent = on ? words : "";
    if (on) timer = setTimeout(() => show(false), longestMs);
  };
  return { show: () => show(true), hide: () => show(false) };
}
