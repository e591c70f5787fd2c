import type { Request } from "express";
import type { Readable } from "node:stream";
import type { VNode } from "preact";
import type { Desk } from "../../office/index.ts";
import type { Right, StaffMember } from "../../staff/index.ts";
import type { ConsolePorts } from "./console-ports.ts";

/** Words of a page: `text("people:title")` looks into locales/<lang>/console-people.yaml. */
export type PageText = (key: string, params?: Record<string, unknown>) => string;

export type Visit = {
  ports: ConsolePorts;
  request: Request;
  locale: "vi" | "en";
  text: PageText;
  now: number;
  params: Record<string, string>;
  /** Query and form fields; a field given twice is a list. Only strings: nothing typed can become an operator of the store. */
  query: Fields;
  form: Fields;
  /** For the hidden field of forms. */
  csrf: string;
};

/** A visit by somebody signed in. */
export type StaffVisit = Visit & { staff: StaffMember; desk: Desk };

export type Fields = Readonly<Record<string, string | string[] | undefined>>;

export type Reply =
  | { page: VNode; title: string; status?: number; /** Which entry of the menu is where we are. */ at?: string; /** Without the menu. */ bare?: boolean }
  /** After a change: where to go, and what to say there once (key of locales with its params). */
  | { to: string; said?: string; params?: Record<string, string | number> }
  | { file: Readable | Buffer; name: string; type: string }
  | { json: unknown };

type Base = { method: "get" | "post"; /** Under /console. */ path: string; /** Takes multipart uploads by itself. */ upload?: boolean };

/**
 * One address of the console. The table of all of them (`routes.ts`) is what the matrix test goes through: `right` is
 * checked before `handle` runs, what lies outside the scope of the right is a 404 in the verbs of the office.
 */
export type ConsoleRoute =
  | (Base & { open: "anyone"; handle(visit: Visit): Promise<Reply> })
  | (Base & { open: "staff"; handle(visit: StaffVisit): Promise<Reply> })
  | (Base & { right: Right; handle(visit: StaffVisit): Promise<Reply> });

/** A single value of a field, trimmed, composed; "" when absent. */
export function field(fields: Fields, name: string, longest = 500): string {
  const value = fields[name];
  const one = Array.isArray(value) ? value.at(-1) : value;
  return (one ?? "").normalize("NFC").replace(/\r\n/g, "\n").slice(0, longest).trim();
}

/** All values of a field. */
export function list(fields: Fields, name: string): string[] {
  const value = fields[name];
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}
