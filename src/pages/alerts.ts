import type { PageAlert, PageModels } from "./model.ts";

export type NewAlert = { page: string; kind: string; severity: PageAlert["severity"]; detail?: string };

/** Puts something in front of staff. Raised again it stays one alert, counted and with the newest detail. Returns whether it was new. */
export async function raiseAlert(models: PageModels, { page, kind, severity, detail }: NewAlert, now: number): Promise<boolean> {
  const update = {
    $set: { page, kind, severity, lastAt: now, ...(detail === undefined ? {} : { detail }) },
    $setOnInsert: { since: now },
    $inc: { count: 1 },
  };
  const write = () => models.alerts.updateOne({ _id: `${page}|${kind}` }, update, { upsert: true });
  // Two processes that raise the first one at once both try to insert; the second try finds it.
  const result = await write().catch((error: { code?: number }) => {
    if (error.code !== 11000) throw error;
    return write();
  });
  return result.upsertedCount === 1;
}

/** It is over. Returns whether there was one. */
export async function clearAlert(models: PageModels, page: string, kind: string): Promise<boolean> {
  return (await models.alerts.deleteOne({ _id: `${page}|${kind}` })).deletedCount === 1;
}

export async function clearAlerts(models: PageModels, page: string): Promise<void> {
  await models.alerts.deleteMany({ page });
}

/** Open alerts, the gravest first, then the oldest. */
export async function listAlerts(models: PageModels, page?: string): Promise<PageAlert[]> {
  const gravity = { alert: 0, warning: 1, info: 2 };
  const open = await models.alerts.find(page === undefined ? {} : { page }).lean<PageAlert[]>();
  return open.sort((a, b) => gravity[a.severity] - gravity[b.severity] || a.since - b.since);
}
