import type { SeriesRule } from "../../../activities/index.ts";
import type { StaffVisit } from "../route.ts";

/** A series' rule as one says it: "thứ Bảy thứ hai mỗi tháng". */
export function ruleText({ text }: Pick<StaffVisit, "text">, rule: SeriesRule): string {
  const day = "weekday" in rule ? text(`activity-pages:weekday-${rule.weekday}`) : "";
  switch (rule.every) {
    case "week":
      return text("activity-pages:rule-week", { day });
    case "month":
      return "day" in rule ? text("activity-pages:rule-month-day", { date: rule.day }) : text(rule.nth === -1 ? "activity-pages:rule-month-last" : "activity-pages:rule-month-nth", { day, nth: rule.nth });
    case "lunar-month":
      return text("activity-pages:rule-lunar-month", { date: rule.day });
    case "year":
      return text("activity-pages:rule-year", { date: rule.day, month: rule.month });
    case "lunar-year":
      return text("activity-pages:rule-lunar-year", { date: rule.day, month: rule.month });
  }
}
