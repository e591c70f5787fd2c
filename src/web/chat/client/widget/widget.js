// @ts-check
import { words } from "./words.js";
import { look } from "./look.js";

/*
 * <script src="https://bot.example.vn/widget.js" data-page="web" async></script>
 * Puts a button into the corner of a commune's website; pressed, it opens the chat in a frame of ours. Nothing of the website is
 * read or changed: the button lives in a shadow root, the chat in its own origin.
 */

const script = /** @type {HTMLScriptElement | null} */ (document.currentScript || document.querySelector("script[data-page][src*='/widget.js']"));
if (script && !document.querySelector("cau-noi-chat")) begin(script);

/** @param {HTMLScriptElement} own */
function begin(own) {
  const home = new URL(own.src).origin;
  const page = own.dataset["page"] || "web";
  const lang = (own.dataset["lang"] || document.documentElement.lang || "vi").slice(0, 2) === "en" ? "en" : "vi";
  const text = words[lang];

  const host = document.createElement("cau-noi-chat");
  const root = host.attachShadow({ mode: "open" });
  const style = document.createElement("style");
  style.textContent = look(own.dataset["color"], own.dataset["side"]);
  const button = make("button", "launcher", text.open);
  button.setAttribute("aria-haspopup", "dialog");
  button.setAttribute("aria-expanded", "false");
  button.append(icon("M4 5h16v11H9l-5 4z"));
  const dot = make("span", "dot");
  dot.hidden = true;
  button.append(dot);
  const panel = make("div", "panel");
  panel.setAttribute("role", "dialog");
  panel.setAttribute("aria-label", text.title);
  panel.hidden = true;
  const close = make("button", "close", text.close);
  close.append(icon("M6 6l12 12M18 6 6 18"));
  const trouble = make("p", "trouble");
  trouble.setAttribute("role", "status");
  panel.append(close, trouble);
  root.append(style, button, panel);

  /** @type {HTMLIFrameElement | undefined} */
  let frame;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let patience;

  const loadFrame = () => {
    trouble.textContent = "";
    frame?.remove();
    frame = document.createElement("iframe");
    frame.title = text.title;
    frame.src = `${home}/embed?page=${encodeURIComponent(page)}&lang=${lang}`;
    frame.allow = "";
    frame.referrerPolicy = "strict-origin";
    frame.addEventListener("load", () => clearTimeout(patience));
    // A frame does not tell why it stays empty; on a weak line it may only be slow.
    patience = setTimeout(failed, 15_000);
    panel.append(frame);
  };
  const failed = () => {
    clearTimeout(patience);
    frame?.remove();
    frame = undefined;
    trouble.textContent = `${text.away} `;
    const again = make("button", "again");
    again.textContent = text.again;
    again.addEventListener("click", loadFrame);
    trouble.append(again);
    again.focus();
  };
  const show = () => {
    panel.hidden = false;
    button.setAttribute("aria-expanded", "true");
    dot.hidden = true;
    if (!frame) navigator.onLine ? loadFrame() : failed();
    (frame || close).focus();
  };
  const hide = () => {
    panel.hidden = true;
    button.setAttribute("aria-expanded", "false");
    button.focus();
  };

  button.addEventListener("click", () => (panel.hidden ? show() : hide()));
  close.addEventListener("click", hide);
  panel.addEventListener("keydown", (event) => event.key === "Escape" && hide());
  window.addEventListener("online", () => !panel.hidden && !frame && loadFrame());
  window.addEventListener("message", (event) => {
    if (event.origin !== home || !frame || event.source !== frame.contentWindow) return;
    const what = event.data && event.data.cauNoi;
    if (what === "recall") frame.contentWindow?.postMessage({ cauNoiToken: kept(page) }, home);
    if (what === "keep" && typeof event.data.token === "string") keep(page, event.data.token);
    if (what === "close" && !panel.hidden) hide();
    if (what === "news" && panel.hidden) dot.hidden = false;
  });
  document.body ? document.body.append(host) : window.addEventListener("DOMContentLoaded", () => document.body.append(host));
}

/** For browsers that let a frame keep nothing: the token of the visitor, without which the talk would be lost with the page. @param {string} page */
function kept(page) {
  try {
    return localStorage.getItem(`cau-noi.visitor.${page}`) || "";
  } catch {
    return "";
  }
}

/** @param {string} page @param {string} token */
function keep(page, token) {
  try {
    localStorage.setItem(`cau-noi.visitor.${page}`, token);
  } catch {
    // a private window: the talk lasts as long as the page
  }
}

/** @param {string} tag @param {string} className @param {string} [label] */
function make(tag, className, label) {
  const node = document.createElement(tag);
  node.className = className;
  if (tag === "button") node.setAttribute("type", "button");
  if (label) node.setAttribute("aria-label", label);
  return node;
}

/** @param {string} path */
function icon(path) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}
