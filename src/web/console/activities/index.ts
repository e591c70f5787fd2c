import type { ConsoleRoute } from "../route.ts";
import { attend, certificates, dropPhoto, intoLog, photo, showPhoto, undo } from "./attendance-acts.ts";
import { addActivity, addSeries, callOff, editActivityPage, newActivityPage, newSeriesPage, publish, saveActivity } from "./change-activity.tsx";
import { doorSheets } from "./door-sheets.ts";
import { listActivitiesPage } from "./list-activities.tsx";
import { minutesSheet, saveMinutes } from "./minutes.tsx";
import { answer, dropPartner, invite, invitePage } from "./partners.tsx";
import { endSeriesAct, saveSeries, seriesPage } from "./change-series.tsx";
import { linkPage, linkPoster, makeLink } from "./registration-poster.tsx";
import { showActivity } from "./show-activity.tsx";
import { register, tickPeoplePage, unregister } from "./tick-people.tsx";

export const activityRoutes: readonly ConsoleRoute[] = [
  { method: "get", path: "/activities", right: "activities.read", handle: listActivitiesPage },
  { method: "post", path: "/activities", right: "activities.write", handle: addActivity },
  { method: "get", path: "/activities/new", right: "activities.write", handle: newActivityPage },
  { method: "get", path: "/activities/series", right: "activities.write", handle: newSeriesPage },
  { method: "post", path: "/activities/series", right: "activities.write", handle: addSeries },
  { method: "get", path: "/activities/series/:id", right: "activities.write", handle: seriesPage },
  { method: "post", path: "/activities/series/:id", right: "activities.write", handle: saveSeries },
  { method: "post", path: "/activities/series/:id/end", right: "activities.write", handle: endSeriesAct },
  { method: "get", path: "/activities/:id", right: "activities.read", handle: showActivity },
  { method: "post", path: "/activities/:id", right: "activities.write", handle: saveActivity },
  { method: "get", path: "/activities/:id/edit", right: "activities.write", handle: editActivityPage },
  { method: "get", path: "/activities/:id/partners", right: "activities.write", handle: invitePage },
  { method: "post", path: "/activities/:id/partners", right: "activities.write", handle: invite },
  { method: "post", path: "/activities/:id/partners/remove", right: "activities.write", handle: dropPartner },
  { method: "post", path: "/activities/:id/answer", right: "activities.write", handle: answer },
  { method: "get", path: "/activities/:id/link", right: "activities.write", handle: linkPage },
  { method: "post", path: "/activities/:id/link", right: "activities.write", handle: makeLink },
  { method: "get", path: "/activities/:id/link/poster", right: "activities.write", handle: linkPoster },
  { method: "get", path: "/activities/:id/poster", right: "activities.write", handle: doorSheets },
  { method: "get", path: "/activities/:id/certificates", right: "activities.write", handle: certificates },
  { method: "post", path: "/activities/:id/publish", right: "activities.write", handle: publish },
  { method: "post", path: "/activities/:id/cancel", right: "activities.write", handle: callOff },
  { method: "post", path: "/activities/:id/minutes", right: "activities.write", handle: saveMinutes },
  { method: "get", path: "/activities/:id/people", right: "activities.write", handle: tickPeoplePage },
  { method: "post", path: "/activities/:id/registrations", right: "activities.write", handle: register },
  { method: "post", path: "/activities/:id/registrations/remove", right: "activities.write", handle: unregister },
  { method: "get", path: "/activities/:id/minutes", right: "activities.write", handle: minutesSheet },
  { method: "post", path: "/activities/:id/attendance", right: "activities.write", handle: attend },
  { method: "post", path: "/activities/:id/attendance/undo", right: "activities.write", handle: undo },
  { method: "get", path: "/activities/:id/photo", right: "activities.write", handle: showPhoto },
  { method: "post", path: "/activities/:id/photos", right: "activities.write", upload: true, handle: photo },
  { method: "post", path: "/activities/:id/photos/remove", right: "activities.write", handle: dropPhoto },
  { method: "post", path: "/activities/:id/log", right: "activities.write", handle: intoLog },
];
