// @ts-check

/** Closer to the end than this counts as reading along. */
const nearEnd = 96;

/**
 * Follows the conversation while the person reads along, and leaves the page alone while they read above: then a pill
 * says that something new came.
 * @param {HTMLElement} scroller
 * @param {HTMLElement} pill
 */
export function createReadingPlace(scroller, pill) {
  let along = true;
  const toEnd = () => {
    scroller.scrollTop = scroller.scrollHeight;
    along = true;
    pill.hidden = true;
  };
  scroller.addEventListener("scroll", () => {
    along = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < nearEnd;
    if (along) pill.hidden = true;
  }, { passive: true });
  pill.addEventListener("click", toEnd);
  // The phone's keyboard or a growing composer takes height away: what was in sight at the end stays in sight.
  if ("ResizeObserver" in window) new ResizeObserver(() => along && toEnd()).observe(scroller);

  return {
    toEnd,
    /** Something small changed at the end: a sign, a state. */
    follow() {
      if (along) toEnd();
    },
    /** @param {HTMLElement} news something the bot said */
    came(news) {
      if (!along) {
        pill.hidden = false;
        return;
      }
      // Something longer than the window is read from its beginning.
      if (news.offsetHeight > scroller.clientHeight - 48) scroller.scrollTop = news.offsetTop - 12;
      else toEnd();
    },
    /** Keeps what is in sight where it is while something is put above it. @param {() => void} change */
    keep(change) {
      const fromEnd = scroller.scrollHeight - scroller.scrollTop;
      change();
      scroller.scrollTop = scroller.scrollHeight - fromEnd;
    },
  };
}
