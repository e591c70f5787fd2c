import type { ConsoleRoute } from "../route.ts";
import { accountPage, endOtherSessions, endTotp, finishTotp, linkChat, saveLocale, savePassword, startTotp, unlinkChat } from "./account-pages.tsx";

export const accountRoutes: readonly ConsoleRoute[] = [
  { method: "get", path: "/account", open: "staff", handle: accountPage },
  { method: "post", path: "/account/locale", open: "staff", handle: saveLocale },
  { method: "post", path: "/account/password", open: "staff", handle: savePassword },
  { method: "post", path: "/account/sessions", open: "staff", handle: endOtherSessions },
  { method: "post", path: "/account/totp", open: "staff", handle: startTotp },
  { method: "post", path: "/account/totp/confirm", open: "staff", handle: finishTotp },
  { method: "post", path: "/account/totp/drop", open: "staff", handle: endTotp },
  { method: "post", path: "/account/chat", open: "staff", handle: linkChat },
  { method: "post", path: "/account/chat/unlink", open: "staff", handle: unlinkChat },
];
