import type { ConsoleRoute } from "../route.ts";
import { exportRows } from "./export-rows.ts";
import { apply, columns, decide, importsPage, showImport, undo, upload } from "./import-pages.tsx";

export const importRoutes: readonly ConsoleRoute[] = [
  { method: "get", path: "/imports", right: "people.import", handle: importsPage },
  { method: "post", path: "/imports", right: "people.import", upload: true, handle: upload },
  { method: "get", path: "/imports/:id", right: "people.import", handle: showImport },
  { method: "get", path: "/imports/:id/export", right: "people.import", handle: exportRows },
  { method: "post", path: "/imports/:id/columns", right: "people.import", handle: columns },
  { method: "post", path: "/imports/:id/decide", right: "people.import", handle: decide },
  { method: "post", path: "/imports/:id/apply", right: "people.import", handle: apply },
  { method: "post", path: "/imports/:id/undo", right: "people.import", handle: undo },
];
