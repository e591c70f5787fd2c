import type { ConsoleRoute } from "../route.ts";
import { answer, close, listConversations, showConversation } from "./conversation-pages.tsx";

export const conversationRoutes: readonly ConsoleRoute[] = [
  { method: "get", path: "/conversations", right: "conversations.read", handle: listConversations },
  { method: "get", path: "/conversations/:ref", right: "conversations.read", handle: showConversation },
  { method: "post", path: "/conversations/:ref/answer", right: "conversations.answer", handle: answer },
  { method: "post", path: "/conversations/:ref/close", right: "conversations.answer", handle: close },
];
