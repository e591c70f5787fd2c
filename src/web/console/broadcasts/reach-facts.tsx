import type { Preview } from "../../../broadcasts/index.ts";
import { Facts } from "../form.tsx";
import type { StaffVisit } from "../route.ts";

/** What the planner expects, in people. */
export function ReachFacts({ visit: { text }, preview }: { visit: StaffVisit; preview: Preview | undefined }) {
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
          [text("broadcasts:reach-time"), reach.now + reach.paid > 0 ? text("broadcasts:minutes", { minutes: Math.max(1, Math.ceil(reach.seconds / 60)) }) : undefined],
        ]}
      />
      {names.length > 0 && <p class="quiet">{text("broadcasts:names", { names: names.join(", ") })}{reach.total > names.length && "…"}</p>}
    </>
  );
}
