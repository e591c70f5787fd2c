/** What went wrong for the person at the desk: a status, a sentence of locales (`office:<key>`), and which fields it is about. Changes nothing. */
export class OfficeError extends Error {
  override name = "OfficeError";
  readonly status: 400 | 403 | 404 | 409 | 413 | 422 | 429;
  readonly key: string;
  readonly params: Record<string, unknown>;
  /** Field name → key of the sentence beside it. */
  readonly fields: Record<string, string>;

  constructor(status: OfficeError["status"], key: string, more: { params?: Record<string, unknown>; fields?: Record<string, string> } = {}) {
    super(key);
    this.status = status;
    this.key = key;
    this.params = more.params ?? {};
    this.fields = more.fields ?? {};
  }
}

/** What lies outside somebody's scope does not exist for them: the same answer as for what was never there. */
export function notFound(): OfficeError {
  return new OfficeError(404, "not-found");
}
