// @ts-check
import { fileLabel, postFile } from "./attach.js";
import { createComposer } from "./composer.js";
import { createConnectionNotice } from "./connection-notice.js";
import { createEventStream } from "./event-source.js";
import { createLogView } from "./log-view.js";
import { createMoments } from "./moments.js";
import { element, readPageState } from "./page-state.js";
import { createReadingPlace } from "./reading-place.js";
import { actId, createSendQueue } from "./send-queue.js";
import { fetchEarlier, isSessionOver, postAct } from "./server-calls.js";
import { createSession } from "./session.js";
import { tellHost } from "./tell-host.js";
import { createTypingSign } from "./typing-sign.js";

const state = readPageState();
const { texts } = state;
const session = createSession(state.embed);
const place = createReadingPlace(element("scroller"), element("pill"));
const typing = createTypingSign(element("typing"), texts["typing"] || "");
const notice = createConnectionNotice(element("notice"), texts);
/** @type {Map<string, import("./send-queue.js").Waiting>} */
const acts = new Map();
/** Files on their way; the browser keeps them only as long as the page is open. @type {Map<string, File>} */
const files = new Map();
const title = document.title;
const menuWord = element("menu").getAttribute("aria-label") || "Menu";

const log = createLogView(element("log"), {
  texts,
  ...createMoments(state.locale, texts),
  press: (choice) => say({ payload: choice.payload, title: choice.label }, choice.label),
  retry(id) {
    const file = files.get(id);
    if (file) return void deliverFile(id, file);
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
    const result = await postAct(session, waiting);
    if (result.outcome !== "taken") typing.hide();
    return result;
  },
  say(id, sendState, why) {
    log.setState(id, sendState, why);
    place.follow();
  },
  session: () => sessionOver(),
}, state.embed);

const stream = createEventStream({
  newest: log.newest,
  query: session.streamQuery,
  entry(entry) {
    if (entry.from === "bot") typing.hide();
    const bubble = log.add(entry);
    if (!bubble) return;
    if (entry.from === "me") return place.follow();
    bubble.classList.add("fresh");
    place.came(bubble);
    if (document.hidden) document.title = `● ${title}`;
    if (state.embed) tellHost("news");
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
    if (misses !== 2 || !navigator.onLine || !(await isSessionOver(session))) return;
    stream.close();
    sessionOver();
  },
});

function sessionOver() {
  session.forget();
  notice.session();
}

/** @param {import("./send-queue.js").Act} act @param {string} words */
function say(act, words) {
  const waiting = { id: actId(), act, at: Date.now() };
  acts.set(waiting.id, waiting);
  log.addOwn(waiting.id, words, waiting.at).classList.add("fresh");
  log.setState(waiting.id, navigator.onLine ? "sending" : "waiting");
  place.toEnd();
  queue.put(waiting);
}

/** @param {File} file */
function sendFile(file) {
  const id = actId();
  files.set(id, file);
  log.addOwn(id, fileLabel(file), Date.now()).classList.add("fresh");
  place.toEnd();
  void deliverFile(id, file);
}

/** @param {string} id @param {File} file */
async function deliverFile(id, file) {
  log.setState(id, "sending");
  const { outcome, why } = await postFile(session, id, file);
  if (outcome === "taken") {
    files.delete(id);
    typing.show();
  }
  if (outcome === "session") sessionOver();
  log.setState(id, outcome === "taken" ? "sent" : "failed", outcome === "taken" ? undefined : why);
  place.follow();
}

function offerFiles() {
  const input = /** @type {HTMLInputElement} */ (element("file"));
  element("attach").addEventListener("click", () => input.click());
  input.addEventListener("change", () => {
    for (const file of input.files || []) sendFile(file);
    input.value = ""; // the same file may be chosen again
  });
}

/** The person came by an entry link, or for the first time: the bot speaks first. */
function start() {
  if (state.ref) queue.put({ id: actId(), act: { start: state.ref }, at: Date.now() });
  // The same id in all tabs for ten minutes, so that two tabs opened together are welcomed once. One that still waits from
  // an earlier visit, when the service did not answer, goes instead of a second one.
  else if (log.isEmpty() && !queue.restored().some((one) => one.waiting.act.start && !one.stale)) queue.put({ id: `start-${Math.floor(Date.now() / 600_000)}`, act: { start: true }, at: Date.now() });
  // Loading again must not start again.
  if (location.search && !state.embed) history.replaceState(null, "", location.pathname);
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
      const { entries, more } = await fetchEarlier(session, log.oldest() || "");
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

/** Inside another website the page comes without the conversation: the token that tells whose it is lies in this frame. */
async function fetchConversation() {
  if (!state.embed || !(await session.remembered())) return;
  try {
    const { entries, more } = await fetchEarlier(session);
    state.entries = entries;
    state.more = more;
  } catch {
    if (navigator.onLine && (await isSessionOver(session))) session.forget();
  }
}

async function begin() {
  await fetchConversation();
  restore();
  offerEarlier();
  createComposer(/** @type {HTMLFormElement} */ (element("composer")), (text) => say({ text }, text));
  element("menu").addEventListener("click", () => say({ payload: "#f:menu", title: menuWord }, menuWord));
  offerFiles();
  fitKeyboard();
  watchNetwork();
  start();
  if (state.embed) window.addEventListener("keydown", (event) => event.key === "Escape" && tellHost("close"));
  if (navigator.onLine) void stream.open();
  else notice.offline();
}

void begin();
