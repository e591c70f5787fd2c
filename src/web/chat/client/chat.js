// @ts-check
// The web chat's page. Served as it is: no bundler, no dependency.

/** @typedef {{id: string, from: "bot"|"me", text: string, choices: {label: string, payload: string}[], at: number, ref: string}} Entry */
/** @typedef {{id: string, at: number, text?: string, payload?: string, title?: string, start?: true|string}} Act */

const data = JSON.parse(/** @type {HTMLElement} */ (document.getElementById("chat-data")).textContent ?? "{}");
/** @type {Record<string, string>} */
const texts = data.texts;
const log = element("log");
const scroll = element("scroll");
const banner = element("banner");
const jump = element("jump");
const older = element("older");
const words = /** @type {HTMLTextAreaElement} */ (element("words"));
const composer = /** @type {HTMLFormElement} */ (element("composer"));

const typingMs = 15_000;
const storeKey = "cau-noi-waiting";
/** @type {Map<string, Entry>} */
const seen = new Map();
/** What was written and is not taken yet; survives a reload, keeps its id, so nothing is sent twice. @type {Act[]} */
let waiting = readWaiting();
let newest = "0-0";
let sending = false;
let failures = 0;
let stuck = "";
/** @type {HTMLElement | undefined} */
let typing;
/** @type {number | undefined} */
let typingTimer;

// --- drawing ---------------------------------------------------------------------------------------------------------

/** @param {string} id */
function element(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}

/** @param {string} tag @param {string} [name] @param {string} [text] */
function make(tag, name, text) {
  const made = document.createElement(tag);
  if (name) made.className = name;
  if (text !== undefined) made.textContent = text;
  return made;
}

const dayFormat = new Intl.DateTimeFormat(data.locale, { weekday: "long", day: "numeric", month: "numeric" });
const timeFormat = new Intl.DateTimeFormat(data.locale, { hour: "2-digit", minute: "2-digit" });
let lastDay = "";

/** @param {number} at */
function drawDay(at) {
  const day = dayFormat.format(at);
  if (day === lastDay) return;
  lastDay = day;
  log.append(make("li", "day", day));
}

/** Words with links that can be pressed; never HTML. @param {string} text */
function bubble(text) {
  const box = make("div", "bubble");
  let from = 0;
  for (const match of text.matchAll(/https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)»]/g)) {
    box.append(text.slice(from, match.index));
    const link = /** @type {HTMLAnchorElement} */ (make("a", "", match[0]));
    link.href = match[0];
    link.target = "_blank";
    link.rel = "noopener noreferrer";
    box.append(link);
    from = match.index + match[0].length;
  }
  box.append(text.slice(from));
  return box;
}

/** @param {Entry} entry */
function drawEntry(entry) {
  drawDay(entry.at);
  const row = make("li", `row ${entry.from}`);
  row.append(make("span", "sr", `${entry.from === "me" ? texts.you : texts.bot}: `), bubble(entry.text));
  if (entry.choices.length > 0) row.append(drawChoices(entry));
  row.append(make("span", "time", timeFormat.format(entry.at)));
  log.append(row);
}

/** @param {Entry} entry */
function drawChoices(entry) {
  const list = make("ul", "choices");
  for (const choice of entry.choices) {
    const button = /** @type {HTMLButtonElement} */ (make("button", "", choice.label));
    button.type = "button";
    button.onclick = () => {
      retire(choice.label);
      act({ payload: choice.payload, title: choice.label });
      words.focus({ preventScroll: true });
      if (matchMedia("(pointer: coarse)").matches) words.blur();
    };
    const item = make("li");
    item.append(button);
    list.append(item);
  }
  return list;
}

/** Buttons of earlier messages have had their time. @param {string} [pressed] label that was chosen */
function retire(pressed) {
  for (const button of log.querySelectorAll("button:enabled")) {
    if (button.classList.contains("again")) continue;
    /** @type {HTMLButtonElement} */ (button).disabled = true;
    if (pressed !== undefined && button.textContent === pressed) button.setAttribute("aria-pressed", "true");
  }
}

function drawWaiting() {
  for (const old of log.querySelectorAll(".pending, .failed")) old.remove();
  for (const one of waiting) {
    const shown = one.text ?? one.title;
    if (shown === undefined) continue;
    const failed = one.id === stuck;
    const row = make("li", `row me ${failed ? "failed" : "pending"}`);
    row.append(bubble(shown));
    if (failed) {
      const again = /** @type {HTMLButtonElement} */ (make("button", "again", `${texts["not-sent"]} · ${texts.retry}`));
      again.type = "button";
      again.onclick = () => {
        stuck = "";
        drawWaiting();
        void flush();
      };
      row.append(again);
    } else row.append(make("span", "time", texts.sending));
    log.append(row);
  }
  if (typing) log.append(typing);
}

/** @param {boolean} on */
function showTyping(on) {
  clearTimeout(typingTimer);
  typing?.remove();
  typing = undefined;
  if (!on) return;
  typing = make("li", "row bot");
  const dots = make("div", "bubble typing");
  dots.append(make("span", "sr", texts.typing), make("i"), make("i"), make("i"));
  typing.append(dots);
  log.append(typing);
  typingTimer = setTimeout(() => showTyping(false), typingMs);
  toBottom();
}

/** @param {string} [text] */
function say(text) {
  banner.textContent = text ?? "";
  banner.hidden = !text;
}

// --- scrolling -------------------------------------------------------------------------------------------------------

const atBottom = () => scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 80;
function toBottom() {
  scroll.scrollTop = scroll.scrollHeight;
  jump.hidden = true;
}
scroll.addEventListener("scroll", () => atBottom() && (jump.hidden = true), { passive: true });
jump.onclick = toBottom;
window.visualViewport?.addEventListener("resize", () => atBottom() && toBottom());

// --- what comes ------------------------------------------------------------------------------------------------------

/** @param {Entry} entry */
function receive(entry) {
  if (seen.has(entry.id)) return;
  const follow = atBottom() || entry.from === "me";
  seen.set(entry.id, entry);
  if (later(entry.id, newest)) newest = entry.id;
  if (entry.from === "me") {
    waiting = waiting.filter((one) => !entry.ref.endsWith(one.id));
    storeWaiting();
  } else showTyping(false);
  if (entry.choices.length > 0) retire();
  drawEntry(entry);
  drawWaiting();
  if (follow) toBottom();
  else jump.hidden = false;
}

/** @param {string} a @param {string} b */
function later(a, b) {
  const [at, an] = a.split("-").map(Number);
  const [bt, bn] = b.split("-").map(Number);
  return at > bt || (at === bt && an > bn);
}

/** @type {EventSource | undefined} */
let events;
let waitMs = 1000;
/** Our own reconnecting instead of the browser's: it starts after the last id we have, and it knows about offline. */
function listen() {
  events?.close();
  events = new EventSource(`/chat/events?after=${newest}`);
  events.onopen = () => {
    waitMs = 1000;
    if (navigator.onLine) say();
    void flush();
  };
  events.onmessage = (event) => receive({ ...JSON.parse(event.data), id: event.lastEventId });
  events.onerror = () => {
    events?.close();
    if (document.visibilityState === "visible") say(navigator.onLine ? texts.reconnecting : texts.offline);
    setTimeout(listen, waitMs * (0.75 + Math.random() / 2));
    waitMs = Math.min(waitMs * 2, 30_000);
  };
}

// --- what goes -------------------------------------------------------------------------------------------------------

/** @param {Omit<Act, "id"|"at">} what */
function act(what) {
  waiting.push({ id: crypto.randomUUID?.() ?? `${Date.now()}-${Math.random().toString(36).slice(2)}`, at: Date.now(), ...what });
  storeWaiting();
  drawWaiting();
  toBottom();
  void flush();
}

/** Sends what waits, in order, one at a time. */
async function flush() {
  if (sending || stuck) return;
  sending = true;
  for (let one = waiting.find((each) => !sent.has(each.id)); one; one = waiting.find((each) => !sent.has(each.id))) {
    if (!(await post(one))) break;
  }
  sending = false;
}

/** Taken by the service, but not yet come back as an entry. @type {Set<string>} */
const sent = new Set();

/** @param {Act} one @returns {Promise<boolean>} whether to go on with the next */
async function post(one) {
  const { at: _, ...body } = one;
  let answer;
  try {
    answer = await fetch("/chat/messages", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body), signal: AbortSignal.timeout(20_000) });
  } catch {
    say(navigator.onLine ? texts.reconnecting : texts.offline);
    setTimeout(flush, Math.min(2000 * 2 ** failures++, 30_000));
    return false;
  }
  if (answer.ok) {
    failures = 0;
    say();
    sent.add(one.id);
    if (one.start !== undefined) waiting = waiting.filter((each) => each !== one);
    storeWaiting();
    showTyping(true);
    return true;
  }
  if (answer.status === 401) return renew();
  const told = await answer.json().catch(() => ({}));
  say(told.error ?? texts["error-server"]);
  if (answer.status === 429 || answer.status >= 500) {
    const seconds = Number(answer.headers.get("retry-after")) || Math.min(2 ** (failures++ + 1), 30);
    setTimeout(() => (say(), flush()), seconds * 1000);
    return false;
  }
  stuck = one.id;
  drawWaiting();
  return false;
}

/** The cookie is gone: the page makes a new one. Only once, so that a browser without cookies does not reload for ever. */
function renew() {
  if (!sessionStorage.getItem("cau-noi-renewed")) {
    sessionStorage.setItem("cau-noi-renewed", "1");
    location.reload();
  } else say(texts["error-server"]);
  return false;
}

/** @returns {Act[]} */
function readWaiting() {
  try {
    const day = Date.now() - 24 * 3_600_000;
    return JSON.parse(localStorage.getItem(storeKey) ?? "[]").filter((/** @type {Act} */ one) => one.at > day);
  } catch {
    return [];
  }
}

function storeWaiting() {
  try {
    localStorage.setItem(storeKey, JSON.stringify(waiting));
  } catch {
    // Private mode: then a reload loses what was not sent yet.
  }
}

// --- the composer ----------------------------------------------------------------------------------------------------

function grow() {
  words.style.height = "auto";
  words.style.height = `${Math.min(words.scrollHeight + 2, 132)}px`;
}
words.addEventListener("input", grow);
words.addEventListener("keydown", (event) => {
  const hasKeyboard = matchMedia("(hover: hover) and (pointer: fine)").matches;
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || !hasKeyboard) return;
  event.preventDefault();
  composer.requestSubmit();
});
composer.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = words.value.trim();
  if (!text) return words.focus();
  words.value = "";
  grow();
  act({ text });
});
element("menu").onclick = () => act({ payload: "#f:menu", title: element("menu").getAttribute("aria-label") ?? "Menu" });

older.onclick = async () => {
  const oldest = [...seen.keys()].reduce((a, b) => (later(a, b) ? b : a));
  const answer = await fetch(`/chat/history?before=${oldest}`).catch(() => undefined);
  if (!answer?.ok) return say(texts["error-server"]);
  const { entries } = await answer.json();
  older.hidden = entries.length < 50;
  const all = [...entries, ...seen.values()];
  const height = scroll.scrollHeight;
  log.replaceChildren();
  seen.clear();
  lastDay = "";
  for (const entry of all) {
    seen.set(entry.id, entry);
    if (entry.choices.length > 0) retire();
    drawEntry(entry);
  }
  drawWaiting();
  scroll.scrollTop += scroll.scrollHeight - height;
};

addEventListener("online", () => {
  waitMs = 1000;
  failures = 0;
  listen();
  void flush();
});
addEventListener("offline", () => say(texts.offline));
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible" && events?.readyState === EventSource.CLOSED) listen();
});

// --- start -----------------------------------------------------------------------------------------------------------

for (const entry of data.entries) receive(entry);
older.hidden = data.entries.length < 50;
const answered = data.entries.at(-1)?.from === "me";
if (answered) retire();
drawWaiting();
toBottom();
listen();
if (data.ref !== undefined || data.entries.length === 0) {
  act({ start: data.ref ?? true });
  history.replaceState(null, "", location.pathname);
}
if (navigator.onLine) sessionStorage.removeItem("cau-noi-renewed");
else say(texts.offline);
