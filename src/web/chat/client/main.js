// @ts-check
import { createComposer } from "./composer.js";
import { createConnectionNotice } from "./connection-notice.js";
import { createEventStream } from "./event-source.js";
import { createLogView } from "./log-view.js";
import { createMoments } from "./moments.js";
import { element, readPageState } from "./page-state.js";
import { createReadingPlace } from "./reading-place.js";
import { actId, createSendQueue } from "./send-queue.js";
import { fetchEarlier, isSessionOver, postAct } from "./server-calls.js";
import { createTypingSign } from "./typing-sign.js";

const state = readPageState();
const { texts } = state;
const place = createReadingPlace(element("scroller"), element("pill"));
const typing = createTypingSign(element("typing"), texts["typing"] || "");
const notice = createConnectionNotice(element("notice"), texts);
/** @type {Map<string, import("./send-queue.js").Waiting>} */
const acts = new Map();
const title = document.title;
const menuWord = element("menu").getAttribute("aria-label") || "Menu";

const log = createLogView(element("log"), {
  texts,
  ...createMoments(state.locale, texts),
  press: (choice) => say({ payload: choice.payload, title: choice.label }, choice.label),
  retry(id) {
    const act = acts.get(id);
    if (!act) return;
    log.setState(id, "sending");
    queue.put(act);
    queue.flush();
  },
});

const queue = createSendQueue({
  async post(waiting) {
    typing.show();
    place.follow();
    const result = await postAct(waiting);
    if (result.outcome !== "taken") typing.hide();
    return result;
  },
  say(id, sendState, why) {
    log.setState(id, sendState, why);
    place.follow();
  },
  session: () => notice.session(),
});

const stream = createEventStream({
  newest: log.newest,
  entry(entry) {
    if (entry.from === "bot") typing.hide();
    const bubble = log.add(entry);
    if (!bubble) return;
    if (entry.from === "me") return place.follow();
    bubble.classList.add("fresh");
    place.came(bubble);
    if (document.hidden) document.title = `● ${title}`;
  },
  forgotten() {
    log.clear();
    element("earlier").hidden = true;
  },
  up() {
    notice.up();
    queue.flush();
  },
  async down(misses) {
    notice.down();
    if (misses !== 2 || !navigator.onLine || !(await isSessionOver())) return;
    stream.close();
    notice.session();
  },
});

/** @param {import("./send-queue.js").Act} act @param {string} words */
function say(act, words) {
  const waiting = { id: actId(), act, at: Date.now() };
  acts.set(waiting.id, waiting);
  log.addOwn(waiting.id, words, waiting.at).classList.add("fresh");
  log.setState(waiting.id, navigator.onLine ? "sending" : "waiting");
  place.toEnd();
  queue.put(waiting);
}

/** The person came by an entry link, or for the first time: the bot speaks first. */
function start() {
  if (state.ref) queue.put({ id: actId(), act: { start: state.ref }, at: Date.now() });
  // The same id in all tabs for ten minutes, so that two tabs opened together are welcomed once. One that still waits from
  // an earlier visit, when the service did not answer, goes instead of a second one.
  else if (log.isEmpty() && !queue.restored().some((one) => one.waiting.act.start && !one.stale)) queue.put({ id: `start-${Math.floor(Date.now() / 600_000)}`, act: { start: true }, at: Date.now() });
  // Loading again must not start again.
  if (location.search) history.replaceState(null, "", location.pathname);
}

function restore() {
  for (const entry of state.entries) log.add(entry);
  for (const { waiting, stale } of queue.restored()) {
    const words = waiting.act.text || waiting.act.title;
    if (!words) continue;
    acts.set(waiting.id, waiting);
    log.addOwn(waiting.id, words, waiting.at);
    log.setState(waiting.id, stale ? "failed" : navigator.onLine ? "sending" : "waiting");
  }
  place.toEnd();
}

function offerEarlier() {
  const earlier = /** @type {HTMLButtonElement} */ (element("earlier"));
  earlier.hidden = !state.more;
  earlier.addEventListener("click", async () => {
    if (earlier.getAttribute("aria-busy") === "true") return;
    earlier.setAttribute("aria-busy", "true");
    try {
      const { entries, more } = await fetchEarlier(log.oldest() || "");
      place.keep(() => {
        log.prepend(entries);
        earlier.hidden = !more;
      });
    } catch {
      notice.down();
    } finally {
      earlier.removeAttribute("aria-busy");
    }
  });
}

/** iOS lays the keyboard over the page instead of making the page smaller. */
function fitKeyboard() {
  const { visualViewport } = window;
  if (!visualViewport) return;
  visualViewport.addEventListener("resize", () => {
    const covered = window.innerHeight - visualViewport.height;
    document.documentElement.style.setProperty("--height", covered > 80 && visualViewport.scale === 1 ? `${visualViewport.height}px` : "");
    if (covered > 80) window.scrollTo(0, 0);
  });
}

function watchNetwork() {
  window.addEventListener("offline", () => {
    stream.close();
    notice.offline();
  });
  window.addEventListener("online", () => {
    notice.down();
    stream.open();
    queue.flush();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    document.title = title;
    stream.wake();
  });
}

restore();
offerEarlier();
createComposer(/** @type {HTMLFormElement} */ (element("composer")), (text) => say({ text }, text));
element("menu").addEventListener("click", () => say({ payload: "#f:menu", title: menuWord }, menuWord));
fitKeyboard();
watchNetwork();
start();
if (navigator.onLine) stream.open();
else notice.offline();
