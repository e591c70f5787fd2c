import type { ConsoleRoute } from "../route.ts";
import { exportCases } from "./export-cases.ts";
import { addCase, listCasesPage, newCasePage, owingPage } from "./list-cases.tsx";
import { addNote, assign, showCase, takeStep } from "./show-case.tsx";

export const caseRoutes: readonly ConsoleRoute[] = [
  { method: "get", path: "/cases", right: "cases.read", handle: listCasesPage },
  { method: "post", path: "/cases", right: "cases.advance", handle: addCase },
  { method: "get", path: "/cases/new", right: "cases.advance", handle: newCasePage },
  { method: "get", path: "/cases/owing", right: "cases.advance", handle: owingPage },
  { method: "get", path: "/cases/export", right: "people.export", handle: exportCases },
  { method: "get", path: "/cases/:id", right: "cases.read", handle: showCase },
  { method: "post", path: "/cases/:id/steps", right: "cases.advance", handle: takeStep },
  { method: "post", path: "/cases/:id/owner", right: "cases.advance", handle: assign },
  { method: "post", path: "/cases/:id/notes", right: "cases.advance", handle: addNote },
];
