import type { Json } from "../core/json.ts";

const deepest = 12;

/** What an expression or effect gave, as JSON: CEL's big integers become numbers, dates ISO strings, anything JSON cannot hold null. */
export function toJson(value: unknown, depth = 0): Json {
  switch (typeof value) {
    case "string":
      return value;
    case "boolean":
      return value;
    case "number":
      // -0 would come back from the store as 0.
      return Number.isFinite(value) ? value + 0 : null;
    case "bigint":
      return Number(value);
    case "object":
      return depth > deepest ? null : objectToJson(value, depth);
    default:
      return null;
  }
}

function objectToJson(value: object | null, depth: number): Json {
  if (value === null) return null;
  if (Array.isArray(value)) return value.map((item) => toJson(item, depth + 1));
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  const entries = value instanceof Map ? [...value].map(([key, item]) => [String(key), item] as const) : Object.entries(value);
  return Object.fromEntries(entries.filter(([, item]) => item !== undefined).map(([key, item]) => [key, toJson(item, depth + 1)]));
}
