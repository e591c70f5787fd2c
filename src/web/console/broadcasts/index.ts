import type { ConsoleRoute, StaffVisit } from "../route.ts";
import { addNotice, editNotice, newNotice, saveNotice } from "./compose-notice.tsx";
import { listNotices } from "./list-notices.tsx";
import { noticePeople, repliesPage } from "./notice-people.tsx";
import { planPage } from "./notice-plan-page.tsx";
import { saveNoticeSettings, settingsPage } from "./notice-settings.tsx";
import { showNotice } from "./show-notice.tsx";
import { exportUnheard, unheardPage } from "./unheard-page.tsx";
import { approve, cancel, count, dropAudience, giveBack, pause, dropPicture, picture, rehearse, repeatNoMore, resume, retry, send, showPicture, skip, takeBack, test, throwAway, withdraw } from "./steer-notice.ts";

export const broadcastRoutes: readonly ConsoleRoute[] = [
  { method: "get", path: "/broadcasts", right: "broadcasts.read", handle: listNotices },
  { method: "post", path: "/broadcasts", right: "broadcasts.write", handle: addNotice },
  { method: "get", path: "/broadcasts/new", right: "broadcasts.write", handle: newNotice },
  { method: "get", path: "/broadcasts/settings", right: "broadcasts.read", handle: settingsPage },
  { method: "post", path: "/broadcasts/settings", right: "broadcasts.approve", handle: saveNoticeSettings },
  { method: "post", path: "/broadcasts/audiences/:id/delete", right: "broadcasts.write", handle: dropAudience },
  { method: "get", path: "/broadcasts/:id", right: "broadcasts.read", handle: (visit: StaffVisit) => showNotice(visit) },
  { method: "post", path: "/broadcasts/:id", right: "broadcasts.write", handle: saveNotice },
  { method: "get", path: "/broadcasts/:id/edit", right: "broadcasts.write", handle: editNotice },
  { method: "get", path: "/broadcasts/:id/people", right: "broadcasts.read", handle: noticePeople },
  { method: "get", path: "/broadcasts/:id/plan", right: "broadcasts.read", handle: planPage },
  { method: "get", path: "/broadcasts/:id/unheard", right: "broadcasts.read", handle: unheardPage },
  { method: "get", path: "/broadcasts/:id/unheard/export", right: "people.export", handle: exportUnheard },
  { method: "get", path: "/broadcasts/:id/replies", right: "broadcasts.read", handle: repliesPage },
  { method: "get", path: "/broadcasts/:id/image", right: "broadcasts.read", handle: showPicture },
  { method: "post", path: "/broadcasts/:id/image", right: "broadcasts.write", upload: true, handle: picture },
  { method: "post", path: "/broadcasts/:id/image/remove", right: "broadcasts.write", handle: dropPicture },
  { method: "post", path: "/broadcasts/:id/count", right: "broadcasts.write", handle: count },
  { method: "post", path: "/broadcasts/:id/test", right: "broadcasts.write", handle: test },
  { method: "post", path: "/broadcasts/:id/rehearse", right: "broadcasts.write", handle: rehearse },
  { method: "post", path: "/broadcasts/:id/send", right: "broadcasts.write", handle: send },
  { method: "post", path: "/broadcasts/:id/approve", right: "broadcasts.approve", handle: approve },
  { method: "post", path: "/broadcasts/:id/send-back", right: "broadcasts.write", handle: giveBack },
  { method: "post", path: "/broadcasts/:id/unschedule", right: "broadcasts.write", handle: takeBack },
  { method: "post", path: "/broadcasts/:id/pause", right: "broadcasts.write", handle: pause },
  { method: "post", path: "/broadcasts/:id/skip", right: "broadcasts.write", handle: skip },
  { method: "post", path: "/broadcasts/:id/end-repeat", right: "broadcasts.write", handle: repeatNoMore },
  { method: "post", path: "/broadcasts/:id/resume", right: "broadcasts.write", handle: resume },
  { method: "post", path: "/broadcasts/:id/cancel", right: "broadcasts.write", handle: cancel },
  { method: "post", path: "/broadcasts/:id/withdraw", right: "broadcasts.write", handle: withdraw },
  { method: "post", path: "/broadcasts/:id/retry", right: "broadcasts.write", handle: retry },
  { method: "post", path: "/broadcasts/:id/delete", right: "broadcasts.write", handle: throwAway },
];
