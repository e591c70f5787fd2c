/** The moves of a browser that matter to the console: cookies, forms with their token, redirects that are looked at. */
export class ConsoleBrowser {
  private readonly url: string;
  private readonly cookies = new Map<string, string>();

  constructor(url: string) {
    this.url = url;
  }

  async get(path: string, options: { follow?: boolean; headers?: Record<string, string> } = {}): Promise<{ status: number; html: string; to?: string; headers: Headers }> {
    return this.look(await this.fetch(path, { ...(options.headers ? { headers: options.headers } : {}) }), options.follow ?? true);
  }

  /** Sends a form as the page at `from` (or the path itself) would, with its token. */
  async post(path: string, fields: Record<string, string | string[]>, options: { from?: string; token?: string; follow?: boolean; headers?: Record<string, string> } = {}): Promise<{ status: number; html: string; to?: string; headers: Headers }> {
    const token = options.token ?? (await this.token(options.from));
    const body = new URLSearchParams({ _csrf: token });
    for (const [name, value] of Object.entries(fields)) for (const one of Array.isArray(value) ? value : [value]) body.append(name, one);
    return this.look(await this.fetch(path, { method: "POST", body, headers: { "content-type": "application/x-www-form-urlencoded", ...options.headers } }), options.follow ?? false);
  }

  /** The session's form token, from any page with a form. */
  async token(from = "/console/sign-in"): Promise<string> {
    const { html } = await this.get(from);
    const found = /name="_csrf" value="([^"]+)"/.exec(html);
    if (!found) throw new Error(`${from} has no form`);
    return found[1]!;
  }

  async signIn(login: string, password: string): Promise<void> {
    const answer = await this.post("/console/sign-in", { login, password });
    if (answer.status !== 303) throw new Error(`signing in as ${login} answered ${answer.status}`);
  }

  cookie(name: string): string | undefined {
    return this.cookies.get(name);
  }

  setCookie(name: string, value: string): void {
    this.cookies.set(name, value);
  }

  fetch(path: string, options: RequestInit = {}): Promise<Response> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    return fetch(new URL(path, this.url), { ...options, redirect: "manual", headers: { ...(cookie ? { cookie } : {}), ...(options.headers as Record<string, string> | undefined) } }).then((answer) => {
      for (const line of answer.headers.getSetCookie()) {
        const [name, ...value] = line.split(";")[0]!.split("=");
        this.cookies.set(name!, value.join("="));
      }
      return answer;
    });
  }

  private async look(answer: Response, follow: boolean): Promise<{ status: number; html: string; to?: string; headers: Headers }> {
    const to = answer.headers.get("location");
    const html = await answer.text();
    if (to && follow) return { ...(await this.get(to)), to };
    return { status: answer.status, html, headers: answer.headers, ...(to ? { to } : {}) };
  }
}
