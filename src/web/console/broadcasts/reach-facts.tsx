import type { Forecast, Preview } from "../../../broadcasts/index.ts";
import { Facts } from "../form.tsx";
import type { StaffVisit } from "../route.ts";
import { showTime } from "../show-time.ts";

/** What the planner expects, in people. */
export function ReachFacts({ visit, preview, seen }: { visit: StaffVisit; preview: Preview | undefined; seen: Forecast | undefined }) {
  const { text } = visit;
  if (!preview?.reach) return <p aria-live="polite" aria-busy="true">{text("broadcasts:counting", { scanned: preview?.scanned ?? 0 })}</p>;
  const { reach, names, state, scanned } = preview;
  const money = (vnd: number): string => new Intl.NumberFormat("vi-VN").format(vnd);
  const out = Object.entries(reach.unreachable).filter(([, count]) => count > 0);
  return (
    <>
      {state === "counting" && <p aria-live="polite" aria-busy="true">{text("broadcasts:counting", { scanned })}</p>}
      <Facts
        pairs={[
          [text("broadcasts:reach-total"), reach.total], [text("broadcasts:reach-now"), reach.now],
          [text("broadcasts:reach-paid"), reach.paid > 0 ? text("broadcasts:reach-cost", { count: reach.paid, cost: money(reach.cost) }) : undefined],
          [text("broadcasts:reach-budget"), reach.paid > 0 && reach.budgetLeft ? `${money(Object.values(reach.budgetLeft).reduce((sum, left) => sum + left, 0))} đ` : undefined],
          [text("broadcasts:reach-beyond"), reach.beyondBudget || undefined], [text("broadcasts:reach-later"), reach.later || undefined],
          ...out.map(([reason, count]) => [text(`broadcasts:reach-${reason}`), count] as const),
          [text("broadcasts:reach-channels"), Object.entries(reach.byChannel).map(([channel, count]) => `${text(`broadcasts:channel-${channel}`)} ${count}`).join(" · ")],
          [text("broadcasts:reach-time"), reach.now + reach.paid > 0 && seen ? forecastText(visit, seen) : undefined],
        ]}
      />
      {names.length > 0 && <p class="quiet">{text("broadcasts:names", { names: names.join(", ") })}{reach.total > names.length && "…"}</p>}
    </>
  );
}

const longMs = 3_600_000;

/** "Nghỉ đến 06:30 23/01/2026, xong khoảng 06:35 23/01/2026", or the minutes of what is soon over. */
export function forecastText(visit: StaffVisit, { startsAt, restsUntil, finishesAt }: Forecast): string {
  const { text, now } = visit;
  const finish = finishesAt === undefined ? "" : showTime(visit, finishesAt);
  if (restsUntil !== undefined) return text("broadcasts:rests", { until: showTime(visit, restsUntil), known: finish ? "yes" : "no", finish });
  if (startsAt > now) return text("broadcasts:begins", { start: showTime(visit, startsAt), known: finish ? "yes" : "no", finish });
  const minutes = minutesLeft(visit, { startsAt, finishesAt });
  if (minutes !== undefined) return text("broadcasts:minutes", { minutes });
  return finish && text("broadcasts:finishes", { finish });
}

/** Of what goes out now and is soon over. */
export function minutesLeft({ now }: Pick<StaffVisit, "now">, { startsAt, restsUntil, finishesAt }: { startsAt: number; restsUntil?: number | undefined; finishesAt?: number | undefined }): number | undefined {
  if (restsUntil !== undefined || finishesAt === undefined || startsAt > now || finishesAt - now > longMs) return undefined;
  return Math.max(1, Math.ceil((finishesAt - now) / 60_000));
}
