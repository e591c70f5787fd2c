import type { Right } from "../../staff/index.ts";

/** The console's menu: whoever holds the right sees the entry. The first ones stand in the bar at the bottom of a phone. */
export const menu: readonly { at: string; path: string; right?: Right; icon: string }[] = [
  { at: "today", path: "/console", icon: "M4 11 12 4l8 7v8a1 1 0 0 1-1 1h-4v-6H9v6H5a1 1 0 0 1-1-1z" },
  { at: "people", path: "/console/people", right: "people.read", icon: "M16 19v-1a4 4 0 0 0-8 0v1M12 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6M20 19v-1a3 3 0 0 0-2-2.8M4 19v-1a3 3 0 0 1 2-2.8" },
  { at: "broadcasts", path: "/console/broadcasts", right: "broadcasts.read", icon: "M4 10v4h4l6 4V6L8 10zM17 9a4 4 0 0 1 0 6M19.5 6.5a8 8 0 0 1 0 11" },
  { at: "activities", path: "/console/activities", right: "activities.read", icon: "M5 6h14v14H5zM5 10h14M9 3v4M15 3v4M9 14h2M13 14h2" },
  { at: "cases", path: "/console/cases", right: "cases.read", icon: "M5 5h14v15H5zM9 5V3h6v2M9 11h6M9 15h4" },
  { at: "clubs", path: "/console/clubs", right: "clubs.read", icon: "M12 4l2.4 5 5.6.8-4 3.9 1 5.6-5-2.7-5 2.7 1-5.6-4-3.9 5.6-.8z" },
  { at: "units", path: "/console/units", right: "units.read", icon: "M12 4v5M6 20v-5h12v5M12 9v6M9 4h6v5H9zM4 20h4M10 20h4M16 20h4" },
  { at: "privacy", path: "/console/privacy", right: "privacy.read", icon: "M12 3l7 3v5c0 5-3 8-7 10-4-2-7-5-7-10V6zM9 12l2 2 4-4" },
  { at: "imports", path: "/console/imports", right: "people.import", icon: "M12 4v11m-4-4 4 4 4-4M5 20h14" },
  { at: "pages", path: "/console/pages", right: "pages.read", icon: "M4 6h16v10H9l-4 4v-4H4z" },
  { at: "staff", path: "/console/staff", right: "staff.read", icon: "M8 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6M3 19a5 5 0 0 1 10 0M15 8h6M18 5v6" },
  { at: "audit", path: "/console/audit", right: "audit.read", icon: "M5 5h14M5 10h14M5 15h9M5 20h6" },
  { at: "settings", path: "/console/settings", right: "settings.write", icon: "M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6M12 3v3m0 12v3M3 12h3m12 0h3M5.6 5.6l2.1 2.1m8.6 8.6 2.1 2.1m0-12.8-2.1 2.1m-8.6 8.6-2.1 2.1" },
];

/** So many entries stand in the bar; the rest open with "more". */
export const inBar = 4;
