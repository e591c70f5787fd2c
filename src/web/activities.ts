import express, { type Router } from "express";
import { activityById, calendarFileOf, type ActivityModels } from "../activities/index.ts";

export type ActivityPagePorts = { activities: ActivityModels; publicUrl: string | undefined; name: string; now(): number };

/** `GET /activities/<id>.ics`: the calendar file of a published activity, for everybody who has its address. */
export function activityRoutes({ activities, publicUrl, name, now }: ActivityPagePorts): Router {
  const router = express.Router();
  router.get("/activities/:file", async (request, response, next) => {
    try {
      const id = /^([a-z0-9][a-z0-9-]{0,27})\.ics$/.exec(String(request.params["file"]))?.[1];
      const activity = id === undefined ? undefined : await activityById(activities, id);
      if (!activity || activity.state === "draft") return next();
      const body = await calendarFileOf(activity, { name, now: now(), ...(publicUrl ? { url: publicUrl } : {}) });
      response.set({ "Content-Type": "text/calendar; charset=utf-8", "Content-Disposition": `attachment; filename="${id}.ics"`, "Cache-Control": "no-cache" }).send(body);
    } catch (error) {
      next(error);
    }
  });
  return router;
}
