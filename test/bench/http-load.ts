import { connect } from "node:net";

export type LoadResult = { requests: number; seconds: number; perSecond: number; statuses: Record<string, number>; p50Ms: number; p99Ms: number };

/**
 * Posts ready-made requests over keep-alive sockets, one at a time each, as fast as the server answers. Plain sockets: an HTTP
 * client would cost more than the server it measures. `next()` gives the request's bytes, undefined when there are no more.
 */
export async function loadHttp(port: number, connections: number, next: () => Buffer | undefined): Promise<LoadResult> {
  const statuses: Record<string, number> = {};
  const latencies: number[] = [];
  const start = performance.now();
  await Promise.all(Array.from({ length: connections }, () => oneConnection(port, next, statuses, latencies)));
  const seconds = (performance.now() - start) / 1000;
  latencies.sort((a, b) => a - b);
  const at = (share: number): number => Math.round((latencies[Math.floor(latencies.length * share)] ?? 0) * 100) / 100;
  return { requests: latencies.length, seconds, perSecond: Math.round(latencies.length / seconds), statuses, p50Ms: at(0.5), p99Ms: at(0.99) };
}

function oneConnection(port: number, next: () => Buffer | undefined, statuses: Record<string, number>, latencies: number[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    let sentAt = 0;
    const send = (): void => {
      const request = next();
      if (!request) return void socket.end(resolve);
      sentAt = performance.now();
      socket.write(request);
    };
    socket.on("connect", send);
    socket.on("error", reject);
    // Answers here are short and come in one piece.
    socket.on("data", (data) => {
      latencies.push(performance.now() - sentAt);
      const status = data.toString("latin1", 9, 12);
      statuses[status] = (statuses[status] ?? 0) + 1;
      send();
    });
  });
}

/** A POST as bytes. */
export function postBytes(path: string, headers: Record<string, string>, body: Buffer): Buffer {
  const lines = [`POST ${path} HTTP/1.1`, "host: 127.0.0.1", `content-length: ${body.length}`, "content-type: application/json"];
  for (const [name, value] of Object.entries(headers)) if (!/^(host|content-length|content-type)$/i.test(name)) lines.push(`${name}: ${value}`);
  return Buffer.concat([Buffer.from(`${lines.join("\r\n")}\r\n\r\n`), body]);
}
