/** A visitor without a browser: keeps the cookie, posts, reads the stream. */
export type Visitor = {
  cookie: string;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  post(body: unknown, headers?: Record<string, string>): Promise<Response>;
  hear(lastEventId?: string): Stream;
};
export type Heard = { id?: string; event?: string; data: string };
export type Stream = { heard: Heard[]; status: Promise<number>; over: Promise<void>; stop(): void };

export async function visit(url: string, path = "/"): Promise<Visitor> {
  const page = await fetch(`${url}${path}`);
  const cookie = page.headers.getSetCookie().find((one) => one.startsWith("cn_visitor="))?.split(";")[0] ?? "";
  return withCookie(url, cookie);
}

export function withCookie(url: string, cookie: string): Visitor {
  return {
    cookie,
    get: (path, headers = {}) => fetch(`${url}${path}`, { headers: { cookie, ...headers }, redirect: "manual" }),
    post: (body, headers = {}) =>
      fetch(`${url}/chat/messages`, { method: "POST", headers: { cookie, "content-type": "application/json", ...headers }, body: typeof body === "string" ? body : JSON.stringify(body) }),
    hear: (lastEventId) => hear(`${url}/chat/events`, { cookie, ...(lastEventId ? { "last-event-id": lastEventId } : {}) }),
  };
}

export const idOf = (visitor: Pick<Visitor, "cookie">): string => visitor.cookie.slice("cn_visitor=".length).split(".")[0]!;

function hear(url: string, headers: Record<string, string>): Stream {
  const abort = new AbortController();
  const heard: Heard[] = [];
  const opened = fetch(url, { headers, signal: abort.signal });
  const over = opened.then((response) => read(response, heard)).catch(() => {});
  return { heard, status: opened.then((response) => response.status), over, stop: () => abort.abort() };
}

async function read(response: Response, heard: Heard[]): Promise<void> {
  let rest = "";
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    const blocks = (rest + chunk).split("\n\n");
    rest = blocks.pop() ?? "";
    for (const block of blocks) {
      const fields = Object.fromEntries(block.split("\n").map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1).trim()]));
      if (fields["data"] !== undefined) heard.push({ data: fields["data"], ...(fields["id"] ? { id: fields["id"] } : {}), ...(fields["event"] ? { event: fields["event"] } : {}) });
    }
  }
}
