import { Agent, request as httpRequest } from "node:http";

/** One webhook as the platform would send it, signed, ready to be posted once, twice, late or damaged. */
export type SignedRequest = { path: string; headers: Record<string, string>; body: string };

export type PostResult = { status: number; body: string };

// Enough for a few hundred people at once; more would only measure the operating system's sockets.
const agent = new Agent({ keepAlive: true, maxSockets: 256 });

/** Posts a webhook to the service. Rejects when the service cannot be reached or hangs up. */
export function postTo(serviceUrl: string, request: SignedRequest): Promise<PostResult> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(
      new URL(request.path, serviceUrl),
      { method: "POST", agent, headers: { ...request.headers, "content-length": String(Buffer.byteLength(request.body)) } },
      (response) => {
        let body = "";
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => (body += chunk));
        response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
        response.on("error", reject);
      },
    );
    outgoing.on("error", reject);
    outgoing.end(request.body);
  });
}

/**
 * Posts as a platform that redelivers: until the service answers 2xx or the time is over. The pause between tries stands for the platform's own
 * (seconds to hours in reality).
 */
export async function insistOn(serviceUrl: string, request: SignedRequest, forMs: number, pauseMs = 50): Promise<PostResult> {
  const deadline = Date.now() + forMs;
  for (;;) {
    const result = await postTo(serviceUrl, request).catch(() => undefined);
    if (result && result.status >= 200 && result.status < 300) return result;
    if (Date.now() > deadline) throw new Error(`the service did not take a webhook within ${forMs} ms (last status ${result?.status ?? "none"})`);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}
