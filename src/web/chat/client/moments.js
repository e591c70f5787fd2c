// @ts-check

/**
 * Words for days and times, in the page's language and the phone's own zone.
 * @param {string} locale
 * @param {Record<string, string>} texts
 */
export function createMoments(locale, texts) {
  const region = locale === "en" ? "en-GB" : "vi-VN";
  const clock = new Intl.DateTimeFormat(region, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const date = new Intl.DateTimeFormat(region, { weekday: "long", day: "numeric", month: "numeric" });
  const fullDate = new Intl.DateTimeFormat(region, { day: "numeric", month: "numeric", year: "numeric" });
  /** @param {number} at */
  const dayKey = (at) => new Date(at).toDateString();

  return {
    dayKey,
    /** @param {number} at */
    time: (at) => clock.format(at),
    /** @param {number} at @param {number} now */
    day(at, now) {
      if (dayKey(at) === dayKey(now)) return texts["today"] || "";
      const yesterday = new Date(now);
      yesterday.setDate(yesterday.getDate() - 1); // not minus 24 h: elsewhere clocks change
      if (dayKey(at) === yesterday.toDateString()) return texts["yesterday"] || "";
      return (new Date(at).getFullYear() === new Date(now).getFullYear() ? date : fullDate).format(at);
    },
  };
}
