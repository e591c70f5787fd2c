import type { Visit } from "./route.ts";

/** Day and time as people here read it; `Visit` knows language and zone. */
export function showTime({ locale, ports }: Pick<Visit, "locale" | "ports">, at: number): string {
  return new Intl.DateTimeFormat(locale === "en" ? "en-GB" : "vi-VN", { timeZone: ports.office.timeZone, day: "2-digit", month: "2-digit", year: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(at);
}

export function showDate({ locale, ports }: Pick<Visit, "locale" | "ports">, at: number): string {
  return new Intl.DateTimeFormat(locale === "en" ? "en-GB" : "vi-VN", { timeZone: ports.office.timeZone, day: "2-digit", month: "2-digit", year: "numeric" }).format(at);
}
