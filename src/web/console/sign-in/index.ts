import type { ConsoleRoute } from "../route.ts";
import { enter, showEnter } from "./enter.tsx";
import { checkCode, enterByLink, sendLink, showCode, showLink, showSignIn, signIn, signOut } from "./sign-in.tsx";

export const signInRoutes: readonly ConsoleRoute[] = [
  { method: "get", path: "/sign-in", open: "anyone", handle: showSignIn },
  { method: "post", path: "/sign-in", open: "anyone", handle: signIn },
  { method: "get", path: "/sign-in/code", open: "anyone", handle: showCode },
  { method: "post", path: "/sign-in/code", open: "anyone", handle: checkCode },
  { method: "post", path: "/sign-in/link", open: "anyone", handle: sendLink },
  { method: "get", path: "/link/:secret", open: "anyone", handle: showLink },
  { method: "post", path: "/link/:secret", open: "anyone", handle: enterByLink },
  { method: "post", path: "/sign-out", open: "anyone", handle: signOut },
  { method: "get", path: "/enter/:secret", open: "anyone", handle: showEnter },
  { method: "post", path: "/enter/:secret", open: "anyone", handle: enter },
];
