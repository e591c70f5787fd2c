import type { ApiCall } from "./api-route.ts";

/** Query fields of every list. */
export const page = { limit: "At most so many, 1 to 200; 50 when left out.", cursor: "`next` of the page before." };

export function limitOf({ query }: ApiCall): number {
  const limit = Number(query["limit"] ?? 50);
  return Number.isInteger(limit) && limit >= 1 && limit <= 200 ? limit : 50;
}

export const revision = { revision: "The revision that was read; another one answers 409." };

export function revisionOf({ query }: ApiCall): number | undefined {
  return /^\d{1,9}$/.test(query["revision"] ?? "") ? Number(query["revision"]) : undefined;
}

export function numberOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,16}$/.test(text) ? Number(text) : undefined;
}
