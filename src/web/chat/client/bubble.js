// @ts-check
import { appendText } from "./rich-text.js";

/** @typedef {import("./page-state.js").Choice} Choice */
/** @typedef {import("./page-state.js").Entry} Entry */
/** @typedef {{ texts: Record<string, string>, time(at: number): string, day(at: number, now: number): string, press(choice: Choice): void }} Look */

/**
 * @param {string} tag
 * @param {string} className
 */
export function make(tag, className) {
  const node = document.createElement(tag);
  node.className = className;
  return node;
}

/**
 * One entry of the log: who said it (for screen readers), the bubble with its time, buttons under it.
 * @param {Pick<Entry, "from" | "text" | "choices" | "at" | "media">} entry
 * @param {Look} look
 */
export function makeBubble(entry, look) {
  const node = make("div", `entry ${entry.from}`);
  const speaker = make("span", "sr");
  speaker.textContent = `${entry.from === "me" ? look.texts["you"] : look.texts["bot"]}: `;
  const bubble = make("div", "bubble");
  if (entry.media) bubble.append(makeMedia(entry.media));
  const words = make("span", "words");
  appendText(words, entry.text);
  const time = document.createElement("time");
  time.dateTime = new Date(entry.at).toISOString();
  time.textContent = look.time(entry.at);
  bubble.prepend(speaker);
  bubble.append(words, time);
  node.append(bubble);
  if (entry.choices.length > 0) node.append(makeChoices(entry.choices, look));
  return node;
}

/** @param {NonNullable<Entry["media"]>} media */
function makeMedia({ kind, url, name }) {
  const link = /** @type {HTMLAnchorElement} */ (make("a", `media ${kind}`));
  link.href = /^(https?:|\/)/.test(url) ? url : "#";
  link.target = "_blank";
  link.rel = "noopener noreferrer";
  if (kind === "file") link.textContent = name;
  else {
    const picture = /** @type {HTMLImageElement} */ (make("img", "picture"));
    picture.alt = name;
    picture.loading = "lazy";
    picture.src = url;
    link.append(picture);
  }
  return link;
}

/**
 * @param {Choice[]} choices
 * @param {Look} look
 */
function makeChoices(choices, look) {
  const group = make("div", "choices open");
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", look.texts["choices"] || "");
  for (const choice of choices) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = choice.label;
    button.dataset["payload"] = choice.payload;
    button.addEventListener("click", () => {
      // Not the `disabled` property: it would throw the keyboard's focus away from where the person is.
      if (button.getAttribute("aria-disabled") !== "true") look.press(choice);
    });
    group.append(button);
  }
  return group;
}

/**
 * The person has answered: marks the button they chose and switches off what can be chosen only once. A question's buttons
 * (`#c:`) are spent; those of menus and answers work at any time and stay.
 * @param {ParentNode} log
 * @param {string} answer
 */
export function settleChoices(log, answer) {
  for (const group of log.querySelectorAll(".choices.open")) {
    group.classList.remove("open");
    for (const button of /** @type {NodeListOf<HTMLElement>} */ (group.querySelectorAll("button"))) {
      const chosen = button.textContent === answer;
      if (chosen) {
        button.classList.add("chosen");
        button.setAttribute("aria-pressed", "true"); // the tick is only for eyes
      }
      if (chosen || (button.dataset["payload"] || "").startsWith("#c:")) button.setAttribute("aria-disabled", "true");
    }
  }
}
