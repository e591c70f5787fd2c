// @ts-check

/** A loss shorter than this is not worth a word. */
const graceMs = 2500;
const goodNewsMs = 2500;

/**
 * The line under the header: offline, connecting again, connected again.
 * @param {HTMLElement} bar
 * @param {Record<string, string>} texts
 */
export function createConnectionNotice(bar, texts) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let troubled = false;
  let over = false;

  /** @param {string} kind "" hides the bar */
  const show = (kind) => {
    clearTimeout(timer);
    if (over) return;
    bar.className = kind ? `notice ${kind}` : "notice";
    bar.textContent = kind ? texts[kind] || "" : "";
    troubled = kind === "offline" || kind === "reconnecting";
  };
  return {
    offline: () => show("offline"),
    down() {
      if (!navigator.onLine) return show("offline");
      if (troubled) return;
      clearTimeout(timer);
      timer = setTimeout(() => show("reconnecting"), graceMs);
    },
    up() {
      if (!troubled) return show("");
      show("reconnected");
      timer = setTimeout(() => show(""), goodNewsMs);
    },
    /** The cookie is gone or refused: only loading the page again helps. */
    session() {
      show("error-session");
      over = true;
      const again = document.createElement("button");
      again.type = "button";
      again.textContent = texts["reload"] || "";
      again.addEventListener("click", () => location.reload());
      bar.append(" ", again);
    },
  };
}
