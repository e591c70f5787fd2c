// @ts-check

/** @typedef {{ label: string, payload: string }} Choice */
/** @typedef {{ id: string, from: "bot" | "me", text: string, choices: Choice[], at: number, ref?: string, media?: { kind: "image" | "file", url: string, name: string } }} Entry One bubble; `ref` only on the person's own: the id the page gave it. */
/** @typedef {{ locale: string, texts: Record<string, string>, entries: Entry[], more: boolean, ref?: string, embed?: string }} PageState `embed`: the page of the widget this stands in. */

/**
 * What the server put into the page; in an attribute, so that nothing on the page is ever read as a script.
 * @returns {PageState}
 */
export function readPageState() {
  const { state } = element("chat").dataset;
  return JSON.parse(state || "{}");
}

/**
 * @param {string} id
 * @returns {HTMLElement}
 */
export function element(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`no #${id}`);
  return found;
}
