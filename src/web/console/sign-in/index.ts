import type { ConsoleRoute } from "../route.ts";
import { showEnter, enter } from "./enter.tsx";
import { showSignIn, signIn, signOut } from "./sign-in.tsx";

export const signInRoutes: readonly ConsoleRoute[] = [
  { method: "get", path: "/sign-in", open: "anyone", handle: showSignIn },
  { method: "post", path: "/sign-in", open: "anyone", handle: signIn },
  { method: "post", path: "/sign-out", open: "anyone", handle: signOut },
  { method: "get", path: "/enter/:secret", open: "anyone", handle: showEnter },
  { method: "post", path: "/enter/:secret", open: "anyone", handle: enter },
];
