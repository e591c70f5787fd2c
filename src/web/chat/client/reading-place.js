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
  const watched = "ResizeObserver" in window;
  let along = true;
  let height = scroller.clientHeight;
  let top = scroller.scrollTop;
  const isNearEnd = () => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < nearEnd;
  const toEnd = () => {
    scroller.scrollTop = scroller.scrollHeight;
    top = scroller.scrollTop;
    along = true;
    pill.hidden = true;
  };
  scroller.addEventListener("scroll", () => {
    // The phone's keyboard has just taken height away: nobody scrolled, and the observer below has not followed yet.
    if (watched && scroller.clientHeight !== height) return;
    // Only who scrolls up stops reading along: what grows at the end moves nobody.
    along = isNearEnd() || (along && scroller.scrollTop >= top);
    top = scroller.scrollTop;
    if (along) pill.hidden = true;
  }, { passive: true });
  pill.addEventListener("click", toEnd);
  // The phone's keyboard or a growing composer takes height away: what was in sight at the end stays in sight.
  const follow = () => {
    if (along) toEnd();
  };
  // A keyboard that goes and comes within one picture leaves the height as it was, but not the place: the browser tells
  // of the resize before it tells of the scrolling.
  for (const target of [window, window.visualViewport]) if (target) target.addEventListener("resize", follow);
  if (watched) {
    new ResizeObserver(() => {
      height = scroller.clientHeight;
      follow();
    }).observe(scroller);
  }

  return {
    toEnd,
    /** Something small changed at the end: a sign, a state. */
    follow,
    /** @param {HTMLElement} news something the bot said */
    came(news) {
      if (!along) {
        pill.hidden = false;
        return;
      }
      // Something longer than the window is read from its beginning.
      if (news.offsetHeight <= scroller.clientHeight - 48) return toEnd();
      scroller.scrollTop = news.offsetTop - 12;
      along = isNearEnd();
    },
    /** Keeps what is in sight where it is while something is put above it. @param {() => void} change */
    keep(change) {
      const fromEnd = scroller.scrollHeight - scroller.scrollTop;
      change();
      scroller.scrollTop = scroller.scrollHeight - fromEnd;
    },
  };
}
