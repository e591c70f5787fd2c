// @ts-check

/**
 * What the widget says before the chat itself is loaded, from locales/<lang>/webchat.yaml; the server writes it in here.
 * @type {Record<"vi" | "en", { open: string, close: string, title: string, away: string, again: string }>}
 */
export const words = JSON.parse("WORDS");
