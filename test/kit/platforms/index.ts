/*
 * The platforms, as local servers. In a test:
 *
 *   const platform = await startMessengerPlatform();          // or Zalo, Telegram; options override ids, tokens and secrets
 *   start the service with { ...platform.env }                // MESSENGER_API_URL and the rest
 *   const lan = platform.person("1001", serviceUrl);
 *   await lan.start("thon-dong");                             // signed webhooks to serviceUrl/webhooks/...
 *   await lan.say("xin chào", { copies: 2, insistMs: 30_000 });
 *   const reply = await lan.nextReply();                      // reply.text, reply.choices [{label, payload}], reply.at
 *   await lan.choose("Tham gia CLB");                         // presses the button, or its number, or types the number
 *   await lan.waitForReply(/mã của bạn/i);
 *   platform.inject({ to: "1001", error: windowClosed });     // delayMs, hang, close, status, times, taken
 *   platform.block("1001");                                   // until lan acts again
 *   expect(platform.violations).toEqual([]);                  // every call kept the documented shape and limits
 *   await platform.stop();
 *
 * Telegram and the Zalo bot also deliver by themselves: `platform.person("1001", platform.url)` writes to the platform, which calls the webhook that is
 * set or keeps the update for `getUpdates`.
 */
export { startMessengerPlatform, windowClosed, type MessengerFault, type MessengerPlatform } from "./messenger.ts";
export { startTelegramPlatform, type TelegramFault, type TelegramPlatform } from "./telegram.ts";
export { startZaloBotPlatform, type ZaloBotFault, type ZaloBotPlatform } from "./zalo-bot.ts";
export { startZaloPlatform, type ZaloFault, type ZaloPlatform } from "./zalo.ts";
export type { Reply } from "./inbox.ts";
export type { Person } from "./person.ts";
export { insistOn, postTo, type SignedRequest } from "./signed-request.ts";
