// @ts-check

const address = /\b(?:https?:\/\/|www\.)[^\s<>"“”«»]+/gi;

/**
 * Adds text in which addresses can be pressed. Text nodes and properties only: whatever the text holds, it stays text.
 * @param {Node} parent
 * @param {string} text
 */
export function appendText(parent, text) {
  let from = 0;
  for (const match of text.matchAll(address)) {
    const shown = withoutSentenceEnd(match[0]);
    const link = linkTo(shown);
    if (!link) continue;
    parent.appendChild(document.createTextNode(text.slice(from, match.index)));
    parent.appendChild(link);
    from = (match.index || 0) + shown.length;
  }
  parent.appendChild(document.createTextNode(text.slice(from)));
}

/**
 * A full stop or bracket after an address belongs to the sentence, unless the bracket was opened inside.
 * @param {string} found
 */
function withoutSentenceEnd(found) {
  let shown = found.replace(/[.,;:!?…'’]+$/, "");
  if (shown.endsWith(")") && !shown.includes("(")) shown = shown.replace(/[).,;:!?]+$/, "");
  return shown;
}

/** @param {string} shown */
function linkTo(shown) {
  try {
    const url = new URL(/^www\./i.test(shown) ? `https://${shown}` : shown);
    if (url.protocol !== "https:" && url.protocol !== "http:") return undefined;
    const link = document.createElement("a");
    link.href = url.href;
    link.target = "_blank";
    link.rel = "noopener noreferrer nofollow";
    link.textContent = shown;
    return link;
  } catch {
    return undefined;
  }
}
