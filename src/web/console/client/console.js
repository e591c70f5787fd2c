// Small helps on top of pages that work without them.
const body = document.body;

// A question before what cannot be undone.
document.addEventListener("submit", (event) => {
  const ask = event.target.dataset.ask;
  if (ask && !confirm(ask)) return event.preventDefault();
  const form = event.target;
  if (form.method !== "post") return;
  // A second tap on a slow line is the same act.
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "1";
  setTimeout(() => delete form.dataset.sent, 8000);
});

// Takes a part of the page anew.
async function renew(selector, url) {
  const answer = await fetch(url, { headers: { accept: "text/html" } });
  if (!answer.ok) return;
  const next = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(selector);
  const here = document.querySelector(selector);
  if (next && here && !here.contains(document.activeElement)) here.replaceWith(next);
}

// Search while typing.
for (const form of document.querySelectorAll("form[data-live-search]")) {
  let timer;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const url = `${form.action}?${new URLSearchParams(new FormData(form))}`;
      history.replaceState(null, "", url);
      renew(form.dataset.liveSearch, url);
    }, 250);
  });
}

// What somebody ticked or typed is not to be lost.
const touched = (part) => [...part.querySelectorAll("input:not([type=hidden]),textarea")].some((one) => one.checked !== one.defaultChecked || (one.type !== "checkbox" && one.type !== "radio" && one.value !== one.defaultValue));

// News: what is shown is asked for again when it changed elsewhere; every few seconds at most, for at a door they come one upon the other.
if (body.dataset.live) {
  const source = new EventSource(body.dataset.live);
  const topics = new Set();
  let timer, last = 0;
  source.onmessage = ({ data }) => {
    topics.add(JSON.parse(data).topic);
    timer ??= setTimeout(() => {
      const shown = [...document.querySelectorAll("[data-topic][id]")].filter((one) => one.dataset.topic.split(" ").some((topic) => topics.has(topic)) && !touched(one));
      topics.clear();
      [timer, last] = [undefined, Date.now()];
      shown.forEach((one) => renew(`#${one.id}`, location.href));
    }, Math.max(400, last + 3000 - Date.now()));
  };
}

// Only one fold-out of the menu at a time.
document.addEventListener("click", ({ target }) => {
  for (const open of document.querySelectorAll(".menu details[open], .me[open]")) if (!open.contains(target)) open.open = false;
});

// Work that goes on: looked at again until it is done, also where news do not come through.
if (document.querySelector("[data-busy]")) {
  const again = setInterval(() => {
    const busy = document.querySelector("[data-busy]");
    if (busy) renew(`#${busy.id}`, location.href);
    else clearInterval(again);
  }, 2500);
}

// What is shown once is copied with one touch.
for (const field of document.querySelectorAll("[data-copy]")) {
  field.addEventListener("focus", () => field.select());
  field.addEventListener("click", () => navigator.clipboard?.writeText(field.value).catch(() => {}));
}
