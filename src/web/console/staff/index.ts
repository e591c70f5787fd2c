import type { ConsoleRoute } from "../route.ts";
import { exportStaff } from "./export-staff.ts";
import { invite, listStaffPage, newStaffPage, saveRoles, sendLink, showStaff, switchOff, switchOn } from "./staff-pages.tsx";

export const staffRoutes: readonly ConsoleRoute[] = [
  { method: "get", path: "/staff", right: "staff.read", handle: listStaffPage },
  { method: "post", path: "/staff", right: "staff.write", handle: invite },
  { method: "get", path: "/staff/new", right: "staff.write", handle: newStaffPage },
  { method: "get", path: "/staff/export", right: "staff.read", handle: exportStaff },
  { method: "get", path: "/staff/:id", right: "staff.read", handle: showStaff },
  { method: "post", path: "/staff/:id/roles", right: "staff.write", handle: saveRoles },
  { method: "post", path: "/staff/:id/link", right: "staff.write", handle: sendLink },
  { method: "post", path: "/staff/:id/on", right: "staff.write", handle: switchOn },
  { method: "post", path: "/staff/:id/off", right: "staff.write", handle: switchOff },
];
