/** A door of its own: the drawing libraries are heavy, and only who makes posters needs them. */
export { paperSizes, type PaperSize, type Poster } from "./poster.ts";
export { fontFiles } from "./fonts.ts";
export { renderPoster, renderPosters } from "./render-poster.ts";
