import { Shape } from "./shape.ts";
import type { Call, Outcome } from "./stand-in.ts";
import type { ZaloState } from "./zalo-state.ts";

type Settings = { oaId: string };
type Endpoint = (shape: Shape, input: Record<string, unknown>, state: ZaloState, settings: Settings, call: Call) => Outcome;

/** Everything of the OA API but consultation messages, by path; GETs get their one `data` parameter parsed (§1.1). */
const gets: Record<string, Endpoint> = {
  "/v2.0/oa/getoa": (_, __, state, { oaId }) => ok({ oaid: oaId, name: "Đoàn xã Mẫu", description: "", oa_type: 4, num_follower: 321, package_name: state.packageName, is_verified: true }),
  "/v3.0/oa/user/detail": (shape, input, state) => {
    const { user_id: user } = shape.object(input, "data", ["user_id"]);
    shape.text(user, "user_id", 1, 128);
    return ok({
      user_id: user, user_id_by_app: `5${String(user)}`, user_external_id: "", display_name: `Bạn ${String(user)}`, user_alias: "", is_sensitive: false, user_last_interaction_date: "06/07/2026",
      user_is_follower: true, avatar: "https://a.zdn.vn/x", tags_and_notes_info: { notes: [""], tag_names: [...(state.tags.get(String(user)) ?? [])] }, shared_info: { address: "", city: "", district: "", phone: "", name: "" },
    });
  },
  "/v3.0/oa/user/getlist": (shape, input, state) => {
    const { offset, count } = shape.object(input, "data", ["offset", "count", "tag_name", "last_interaction_period", "is_follower"]) as { offset: number; count: number };
    shape.must(Number.isInteger(offset) && offset >= 0 && offset <= 9951, "offset is beyond 9951");
    shape.must(Number.isInteger(count) && count >= 1 && count <= 50, "count is beyond 50");
    return ok({ total: state.users.length, count, offset, users: state.users.slice(offset, offset + count).map((user_id) => ({ user_id })) });
  },
  "/v2.0/oa/tag/gettagsofoa": (_, __, state) => ok([...new Set([...state.tags.values()].flatMap((tags) => [...tags]))]),
  "/v2.0/oa/conversation": (shape, input) => {
    const { user_id: user, count } = shape.object(input, "data", ["user_id", "offset", "count"]);
    shape.must(Number(count) >= 1 && Number(count) <= 10, "count is beyond 10");
    return ok([{ src: 1, time: 1_619_401_853_770, type: "text", message: "chào", message_id: "c1", from_id: user, to_id: "1", from_display_name: "x", from_avatar: "" }]);
  },
  "/v2.0/oa/listrecentchat": (shape, input) => {
    const { count } = shape.object(input, "data", ["offset", "count"]);
    shape.must(Number(count) >= 1 && Number(count) <= 10, "count is beyond 10");
    return ok([{ src: 0, time: 1_619_401_853_770, type: "text", message: "Dạ", message_id: "c2", from_id: "1", to_id: "2" }]);
  },
};

const posts: Record<string, Endpoint> = {
  "/v2.0/oa/tag/tagfollower": (shape, input, state) => {
    const { user, tag } = tagged(shape, input);
    state.tags.set(user, (state.tags.get(user) ?? new Set()).add(tag));
    return ok(undefined);
  },
  "/v2.0/oa/tag/rmfollowerfromtag": (shape, input, state) => {
    const { user, tag } = tagged(shape, input);
    state.tags.get(user)?.delete(tag);
    return ok(undefined);
  },
  "/v2.0/oa/tag/rmtag": (shape, input, state) => {
    const tag = shape.text(shape.object(input, "body", ["tag_name"])["tag_name"], "tag_name", 1, 200);
    for (const tags of state.tags.values()) tags.delete(tag);
    return ok(undefined);
  },
  "/v3.0/oa/quota/message": (shape, input) => {
    if (input["quota_owner"] !== undefined) {
      shape.object(input, "body", ["quota_owner", "product_type", "quota_type"]);
      return ok([{ asset_id: "a1", product_type: "cs", quota_type: "sub_quota", valid_through: "31/12/2026", total: 2000, remain: 1990 }]);
    }
    shape.text(shape.object(input, "body", ["user_id"])["user_id"], "user_id", 1, 128);
    return ok({ last_interaction: "1795394865123", cs_reply: { remain: 8, total: 8 }, promotion: { daily_remain: 0, daily_total: 1, monthly_remain: 0, monthly_total: 4 } });
  },
  "/v3.0/oa/message/template": (shape, input, state) => {
    const { user_id: user, template_id: template, template_data: data } = shape.object(input, "body", ["user_id", "template_id", "template_data"]);
    shape.text(user, "user_id", 1, 128);
    shape.text(template, "template_id", 1, 64);
    shape.must(typeof data === "object" && data !== null, "template_data must be an object");
    if (!shape.fault) state.templates.push(input);
    return ok({ message_id: state.nextId(), user_id: user, sent_time: String(Date.now()), quota: { quota_type: "sub_quota", remain: "10" } });
  },
  "/message/template": (shape, input, state) => {
    const { phone, template_id: template, tracking_id: tracking, mode } = shape.object(input, "body", ["phone", "template_id", "template_data", "tracking_id", "mode"]);
    shape.must(typeof phone === "string" && /^84\d{9,10}$/.test(phone), "phone must begin with 84");
    shape.text(template, "template_id", 1, 64);
    shape.text(tracking, "tracking_id", 1, 48);
    shape.must(mode === undefined || mode === "development", "mode is unknown");
    if (!shape.fault) state.templates.push(input);
    return ok({ msg_id: state.nextId(), sent_time: String(Date.now()), sending_mode: "1", quota: { dailyQuota: "500", remainingQuota: "499" } });
  },
  "/v2.0/article/create": (shape, input, state) => {
    const article = shape.object(input, "body", ["type", "title", "author", "description", "cover", "body", "status", "comment"]);
    shape.must(article["type"] === "normal", "type must be normal");
    for (const [name, most] of [["title", 150], ["author", 50], ["description", 300]] as const) shape.text(article[name], name, 1, most);
    shape.list(article["body"], "body", 1, 100);
    shape.must(["show", "hide"].includes(article["status"] as string), "status must be show or hide");
    const token = state.nextId();
    state.articles.set(token, { id: state.nextId(), polls: state.articlePolls });
    return ok({ token });
  },
  "/v2.0/article/verify": (shape, input, state) => {
    const article = state.articles.get(shape.text(shape.object(input, "body", ["token"])["token"], "token", 1, 4096));
    if (!article) return refusal(-201);
    article.polls -= 1;
    return article.polls >= 0 ? refusal(-214) : ok({ id: article.id });
  },
  "/v2.0/oa/message": (shape, input, state) => {
    const root = shape.object(input, "body", ["recipient", "message"]);
    shape.object(shape.object(root["recipient"], "recipient", ["target"])["target"], "target", ["ages", "gender", "locations", "cities", "platform"]);
    const payload = (root["message"] as { attachment?: { payload?: { elements?: { media_type?: string; attachment_id?: string }[] } } }).attachment?.payload;
    const element = payload?.elements?.[0];
    shape.must(element?.media_type === "article" && [...state.articles.values()].some((article) => article.id === element.attachment_id), "only an article may be broadcast");
    if (!shape.fault) state.broadcasts.push(input);
    return ok({ message_id: state.nextId() });
  },
};

/** GETs of the business host have plain parameters. */
const businessGets: Record<string, (query: URLSearchParams) => Outcome> = {
  "/template/info/v2": (query) => ok({ templateId: query.get("template_id"), templateName: "Nhắc lịch", status: "ENABLE", price_sdt: 300, price_uid: "200" }),
  "/message/quota": () => ok({ dailyQuota: "500", remainingQuota: "499" }),
};

/** What an endpoint answers, or undefined for a path that is none. */
export function endpointOutcome(call: Call, state: ZaloState, settings: Settings): Outcome | undefined {
  const shape = new Shape();
  const business = call.httpMethod === "GET" ? businessGets[call.path] : undefined;
  if (business) return business(call.query);
  if (/^\/v2\.0\/oa\/upload\/(image|gif|file)$/.test(call.path)) return upload(call, state);
  const endpoint = (call.httpMethod === "GET" ? gets : posts)[call.path];
  if (!endpoint) return undefined;
  const outcome = endpoint(shape, inputOf(shape, call), state, settings, call);
  return shape.fault ? { ...refusal(/ beyond /.test(shape.fault) ? -210 : -201), violation: `zalo: ${call.path}: ${shape.fault}` } : outcome;
}

function inputOf(shape: Shape, call: Call): Record<string, unknown> {
  if (call.httpMethod !== "GET") return (call.body ?? {}) as Record<string, unknown>;
  shape.must([...call.query.keys()].every((key) => key === "data"), "a GET has one parameter, data");
  const data = call.query.get("data");
  return data === null ? {} : (JSON.parse(data) as Record<string, unknown>);
}

function tagged(shape: Shape, input: Record<string, unknown>): { user: string; tag: string } {
  const { user_id: user, tag_name: tag } = shape.object(input, "body", ["user_id", "tag_name"]);
  return { user: shape.text(user, "user_id", 1, 128), tag: shape.text(tag, "tag_name", 1, 200) };
}

const uploadRules = { image: [/\.(jpe?g|png)$/i, 1_048_576], gif: [/\.gif$/i, 5 * 1_048_576], file: [/\.(pdf|docx?|csv)$/i, 5 * 1_048_576] } as const;

/** One multipart field `file` (§1.4). */
function upload(call: Call, state: ZaloState): Outcome {
  const kind = call.path.split("/").at(-1) as keyof typeof uploadRules;
  const [names, most] = uploadRules[kind];
  const boundary = /boundary=(.+)$/.exec(call.headers["content-type"] ?? "")?.[1] ?? "none";
  const text = call.raw.toString("latin1");
  const head = /name="file"; filename="([^"]*)"/.exec(text);
  const begin = text.indexOf("\r\n\r\n") + 4;
  const bytes = text.indexOf(`\r\n--${boundary}`, begin) - begin;
  const name = Buffer.from(head?.[1] ?? "", "latin1").toString("utf8");
  const fault = !head ? "an upload needs the field file" : !names.test(name) ? `${kind} takes no ${name}` : bytes > most ? `${kind} is too large` : undefined;
  if (fault !== undefined) return { ...refusal(bytes > most ? -210 : -201), violation: `zalo: ${fault}` };
  const id = state.nextId();
  state.uploads.set(id, { kind, name, bytes });
  return ok(kind === "file" ? { token: id } : { attachment_id: id });
}

function ok(data: unknown): Outcome {
  return { status: 200, body: { error: 0, message: "Success", ...(data === undefined ? {} : { data }) } };
}

function refusal(code: number): Outcome {
  return { status: 200, body: { error: code, message: `refused with ${code}` } };
}
