// @ts-check

/** A wide picture on a poor line: this is sharp enough to read a notice on it. */
const longestSide = 2048;
const patienceMs = 120_000;

/**
 * Hands one file to the server, pictures scaled down first. Never throws.
 * @param {import("./session.js").Session} session
 * @param {string} id the same for every try, so that a file whose answer got lost arrives once
 * @param {File} file
 * @returns {Promise<import("./send-queue.js").PostResult>}
 */
export async function postFile(session, id, file) {
  if (!(await session.ready())) return { outcome: "away" };
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), patienceMs);
  try {
    const response = await fetch("/chat/files", {
      method: "POST",
      headers: { "content-type": "application/octet-stream", "x-file-id": id, "x-file-name": encodeURIComponent(file.name).slice(0, 1500), ...session.headers() },
      body: await smaller(file),
      signal: abort.signal,
    });
    if (response.ok) return { outcome: "taken" };
    if (response.status >= 500) return { outcome: "away" };
    const { error } = await response.json().catch(() => ({}));
    return { outcome: response.status === 401 || response.status === 403 ? "session" : "refused", why: error };
  } catch {
    return { outcome: "away" };
  } finally {
    clearTimeout(timer);
  }
}

/** What the person sees of it while it is on its way; the server writes the same. @param {File} file */
export function fileLabel(file) {
  return `${file.type.startsWith("image/") ? "📷" : "📎"} ${file.name}`;
}

/** @param {File} file @returns {Promise<Blob>} */
async function smaller(file) {
  if (!/^image\/(jpeg|png|webp)$/.test(file.type) || !window.createImageBitmap) return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = longestSide / Math.max(picture.width, picture.height);
    if (scale >= 1 && file.size < 1_000_000) return file;
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * Math.min(1, scale));
    canvas.height = Math.round(picture.height * Math.min(1, scale));
    const context = canvas.getContext("2d");
    if (!context) return file;
    context.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.85));
    return blob && blob.size < file.size ? blob : file;
  } catch {
    return file; // the server looks at it anyway
  }
}
