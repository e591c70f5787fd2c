import type { z } from "zod";
import type { Desk } from "../../office/index.ts";
import type { Right } from "../../staff/index.ts";

export type ApiCall = { desk: Desk; params: Record<string, string>; query: Record<string, string>; body: unknown };
export type ApiAnswer = { status?: 200 | 201 | 202 | 204; body?: unknown };

/** One operation. The table of all (`api-routes.ts`) serves requests, makes the OpenAPI document, and is what the matrix test goes through. */
export type ApiRoute = {
  method: "get" | "post" | "patch" | "delete";
  /** Under /api/v1, with :names. */
  path: string;
  /** Operation's name: unique, for clients made from the document. */
  name: string;
  tag: string;
  right: Right;
  summary: string;
  /** Query fields with what they mean. */
  query?: Readonly<Record<string, string>>;
  input?: z.ZodType;
  /** The body is a file of such a type, not JSON. */
  upload?: string;
  handle(call: ApiCall): Promise<ApiAnswer>;
};
