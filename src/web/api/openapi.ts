import { z } from "zod";
import type { ApiRoute } from "./api-route.ts";

/** The OpenAPI 3.1 document of the table: it cannot tell anything the service does not do. */
export function openApi(routes: readonly ApiRoute[], server: string | undefined): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) (paths[route.path.replace(/:(\w+)/g, "{$1}")] ??= {})[route.method] = operation(route);
  return {
    openapi: "3.1.0",
    info: { title: "Cầu Nối API", version: "1", description: "What staff do in the console, for programs. Every answer is limited to the units of the token. Errors are problem+json (RFC 9457). POST requests take an `Idempotency-Key`." },
    servers: [{ url: `${server?.replace(/\/$/, "") ?? ""}/api/v1` }],
    security: [{ token: [] }],
    tags: [...new Set(routes.map((route) => route.tag))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: { token: { type: "http", scheme: "bearer", description: "Made on the settings page of the console: cn_…" } },
      schemas: {
        Problem: {
          type: "object", required: ["type", "title", "status"],
          properties: { type: { type: "string" }, title: { type: "string" }, status: { type: "integer" }, detail: { type: "string" }, errors: { type: "array", items: { type: "object", properties: { field: { type: "string" }, detail: { type: "string" } } } } },
        },
      },
    },
  };
}

function operation({ path, name, tag, summary, right, query = {}, input, upload, method }: ApiRoute): object {
  const problem = { description: "A problem", content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } } };
  const inPath = [...path.matchAll(/:(\w+)/g)].map(([, one]) => ({ name: one, in: "path", required: true, schema: { type: "string" } }));
  const inQuery = Object.entries(query).map(([one, description]) => ({ name: one, in: "query", description, schema: { type: "string" } }));
  const key = method === "post" ? [{ name: "Idempotency-Key", in: "header", description: "1 to 100 characters of your own. The same key and request again within a day gets the same answer and does nothing.", schema: { type: "string", maxLength: 100 } }] : [];
  return {
    operationId: name, tags: [tag], summary, description: `Needs the right \`${right}\`.`,
    ...(inPath.length + inQuery.length + key.length > 0 ? { parameters: [...inPath, ...inQuery, ...key] } : {}),
    ...(input ? { requestBody: { required: true, content: { "application/json": { schema: schemaOf(input) } } } } : {}),
    ...(upload ? { requestBody: { required: true, content: { [upload]: { schema: { type: "string", format: "binary" } } } } } : {}),
    responses: { [method === "delete" ? "204" : method === "post" ? "201" : "200"]: { description: "Done", ...(method === "delete" ? {} : { content: { "application/json": { schema: { type: "object" } } } }) }, default: problem },
  };
}

/** As it is sent, before anything is read into it. */
function schemaOf(input: z.ZodType): object {
  const { $schema: _, ...schema } = z.toJSONSchema(input, { io: "input", unrepresentable: "any" }) as Record<string, unknown>;
  return schema;
}
