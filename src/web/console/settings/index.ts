import type { ConsoleRoute } from "../route.ts";
import { addHook, addToken, dropHook, dropToken, hookOff, hookOn, settingsPage } from "./settings-pages.tsx";

export const settingsRoutes: readonly ConsoleRoute[] = [
  { method: "get", path: "/settings", right: "settings.write", handle: settingsPage },
  { method: "post", path: "/settings/tokens", right: "settings.write", handle: addToken },
  { method: "post", path: "/settings/tokens/:id/revoke", right: "settings.write", handle: dropToken },
  { method: "post", path: "/settings/hooks", right: "settings.write", handle: addHook },
  { method: "post", path: "/settings/hooks/:id/on", right: "settings.write", handle: hookOn },
  { method: "post", path: "/settings/hooks/:id/off", right: "settings.write", handle: hookOff },
  { method: "post", path: "/settings/hooks/:id/delete", right: "settings.write", handle: dropHook },
];
