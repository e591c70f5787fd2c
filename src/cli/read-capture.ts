import type { RawRequest } from "../channels/contract.ts";

/**
 * A captured webhook: headers, an empty line and the body, with a request line or without; or JSON `{ "headers": {…}, "body": "…" }`. The body's bytes
 * stay as they are, but for the line end an editor puts behind the last brace. Undefined when it is neither.
 */
export function readCapture(bytes: Buffer): RawRequest | undefined {
  return fromJson(bytes) ?? fromText(bytes);
}

function fromJson(bytes: Buffer): RawRequest | undefined {
  try {
    const { headers, body } = JSON.parse(bytes.toString("utf8")) as { headers?: unknown; body?: unknown };
    if (typeof headers !== "object" || headers === null || body === undefined) return undefined;
    return { headers: headers as RawRequest["headers"], body: Buffer.from(typeof body === "string" ? body : JSON.stringify(body)) };
  } catch {
    return undefined;
  }
}

function fromText(bytes: Buffer): RawRequest | undefined {
  const end = ["\r\n\r\n", "\n\n"].map((gap) => ({ gap, at: bytes.indexOf(gap) })).filter(({ at }) => at > 0).sort((one, other) => one.at - other.at)[0];
  if (!end) return undefined;
  const lines = bytes.toString("utf8", 0, end.at).split(/\r?\n/);
  const headers = lines.map((line) => /^([\w-]+):\s*(.*)$/.exec(line)).filter((match) => match !== null).map((match) => [match[1]!.toLowerCase(), match[2]!.trim()]);
  const body = bytes.subarray(end.at + end.gap.length);
  const trimmed = body.toString("latin1").replace(/[\r\n]+$/, "").length;
  return headers.length > 0 ? { headers: Object.fromEntries(headers) as Record<string, string>, body: body.subarray(0, trimmed) } : undefined;
}
