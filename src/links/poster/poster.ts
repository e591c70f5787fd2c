/** Paper sizes in points (1/72 inch), upright. */
export const paperSizes = { a4: [595.28, 841.89], a5: [419.53, 595.28] } as const;
export type PaperSize = keyof typeof paperSizes;

/** What stands on a poster, as people read it. */
export type Poster = {
  /** Who invites: the unit's name. */
  unit: string;
  /** What for. */
  title: string;
  /** What the QR code holds. */
  address: string;
  /** The address as it is printed under it, for those who cannot scan. */
  shownAddress: string;
  steps: string[];
  /** Where the platform's link carries nothing: what to do, and the word to send. */
  word?: { how: string; word: string };
  /** Small, at the foot: which of many posters this is. */
  foot: string;
};
