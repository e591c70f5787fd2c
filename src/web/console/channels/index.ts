import type { ConsoleRoute } from "../route.ts";
import { channelsPage, give, resume, seen } from "./channel-pages.tsx";

export const channelRoutes: readonly ConsoleRoute[] = [
  { method: "get", path: "/pages", right: "pages.read", handle: channelsPage },
  { method: "post", path: "/pages/:id/resume", right: "pages.write", handle: resume },
  { method: "post", path: "/pages/:id/seen", right: "pages.write", handle: seen },
  { method: "post", path: "/pages/:id/unit", right: "pages.write", handle: give },
];
