import type { ConsoleRoute } from "../route.ts";
import { accept, addClub, addToLog, dissolve, editClubPage, newClubPage, refuse, remove, reopen, saveClub } from "./change-club.tsx";
import { exportClubs, exportMembers } from "./export-clubs.ts";
import { listClubsPage } from "./list-clubs.tsx";
import { showClub } from "./show-club.tsx";

export const clubRoutes: readonly ConsoleRoute[] = [
  { method: "get", path: "/clubs", right: "clubs.read", handle: listClubsPage },
  { method: "post", path: "/clubs", right: "clubs.write", handle: addClub },
  { method: "get", path: "/clubs/new", right: "clubs.write", handle: newClubPage },
  { method: "get", path: "/clubs/export", right: "people.export", handle: exportClubs },
  { method: "get", path: "/clubs/:id", right: "clubs.read", handle: showClub },
  { method: "post", path: "/clubs/:id", right: "clubs.write", handle: saveClub },
  { method: "get", path: "/clubs/:id/edit", right: "clubs.write", handle: editClubPage },
  { method: "get", path: "/clubs/:id/export", right: "people.export", handle: exportMembers },
  { method: "post", path: "/clubs/:id/accept", right: "clubs.approve", handle: accept },
  { method: "post", path: "/clubs/:id/refuse", right: "clubs.approve", handle: refuse },
  { method: "post", path: "/clubs/:id/remove", right: "clubs.approve", handle: remove },
  { method: "post", path: "/clubs/:id/activities", right: "clubs.approve", handle: addToLog },
  { method: "post", path: "/clubs/:id/dissolve", right: "clubs.write", handle: dissolve },
  { method: "post", path: "/clubs/:id/reopen", right: "clubs.write", handle: reopen },
];
