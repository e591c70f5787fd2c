import type { ConsoleRoute } from "../route.ts";
import { addPost, addUnit, aliases, dissolve, finishPost, merge, mergePage, move, newUnitPage, rename, split } from "./change-unit.tsx";
import { exportUnits } from "./export-units.ts";
import { listUnitsPage } from "./list-units.tsx";
import { showUnit } from "./show-unit.tsx";

export const unitRoutes: readonly ConsoleRoute[] = [
  { method: "get", path: "/units", right: "units.read", handle: listUnitsPage },
  { method: "post", path: "/units", right: "units.write", handle: addUnit },
  { method: "get", path: "/units/new", right: "units.write", handle: newUnitPage },
  { method: "get", path: "/units/merge", right: "units.write", handle: mergePage },
  { method: "post", path: "/units/merge", right: "units.write", handle: merge },
  { method: "get", path: "/units/export", right: "people.export", handle: exportUnits },
  { method: "get", path: "/units/:id", right: "units.read", handle: showUnit },
  { method: "post", path: "/units/:id/rename", right: "units.write", handle: rename },
  { method: "post", path: "/units/:id/aliases", right: "units.write", handle: aliases },
  { method: "post", path: "/units/:id/split", right: "units.write", handle: split },
  { method: "post", path: "/units/:id/move", right: "units.write", handle: move },
  { method: "post", path: "/units/:id/dissolve", right: "units.write", handle: dissolve },
  { method: "post", path: "/units/:id/posts", right: "units.write", handle: addPost },
  { method: "post", path: "/units/:id/posts/:post/end", right: "units.write", handle: finishPost },
];
