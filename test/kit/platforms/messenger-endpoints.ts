import { badParameter, refusal, success, type MessengerSettings, type MessengerState } from "./messenger-state.ts";
import { Shape } from "./shape.ts";
import type { Call, Outcome } from "./stand-in.ts";

const knownFields = new Set([
  "messages", "messaging_postbacks", "message_deliveries", "message_reads", "message_echoes", "message_reactions", "message_edits", "messaging_referrals", "messaging_optins",
  "messaging_feedback", "response_feedback", "messaging_handovers", "standby", "messaging_policy_enforcement", "feed",
]);

/** Whatever a page may be asked besides sending; undefined: an unknown path. `path` begins behind the version. */
export function answerEndpoint(path: string[], call: Call, settings: MessengerSettings, state: MessengerState): Outcome | undefined {
  const [node, edge] = path;
  const get = call.httpMethod === "GET";
  if (edge === undefined) return get ? node === "me" || node === settings.pageId ? { status: 200, body: { id: settings.pageId, name: "Đoàn xã Mẫu" } } : profileOf(node!, call, state) : undefined;
  if (edge === "messenger_profile") return get ? { status: 200, body: { data: [state.profile] } } : setProfile(call.body, state);
  if (edge === "subscribed_apps") return get ? listApps(state) : subscribe(call.body, settings, state);
  if (edge === "message_templates") return get ? listTemplates(call, state) : createTemplate(call.body, state);
  if (edge === "thread_owner") return get ? threadOwner(call, state) : undefined;
  return /^(pass|take|release|request|extend)_thread_control$/.test(edge) && !get ? threadControl(edge.split("_")[0]!, call.body, settings, state) : undefined;
}

function profileOf(person: string, call: Call, state: MessengerState): Outcome {
  if (!/^[a-z_]+(,[a-z_]+)*$/.test(call.query.get("fields") ?? "")) return badParameter("fields must be named");
  const known = state.names.get(person) ?? {};
  return "code" in known ? refusal(known) : { status: 200, body: { ...known, ...("first_name" in known ? { id: person } : {}) } };
}

/** 10 calls in 10 minutes (§1.6). */
function setProfile(body: unknown, state: MessengerState): Outcome {
  const now = Date.now();
  state.profileCalls = [...state.profileCalls.filter((at) => at > now - 600_000), now];
  if (state.profileCalls.length > 10) return refusal({ code: 613, message: "(#613) Calls to this api have exceeded the rate limit." });
  const shape = new Shape();
  const profile = shape.object(body, "profile", ["get_started", "greeting", "ice_breakers", "persistent_menu"]);
  if (profile["get_started"] !== undefined) shape.text(shape.object(profile["get_started"], "get_started", ["payload"])["payload"], "get_started.payload", 1, 1000);
  localised(shape, profile["greeting"], "greeting", ["text"], ({ text }) => void shape.text(text, "greeting.text", 1, 160));
  localised(shape, profile["ice_breakers"], "ice_breakers", ["call_to_actions"], ({ call_to_actions: actions }) => {
    for (const one of shape.list(actions, "ice_breakers", 1, 4)) {
      const { question, payload } = shape.object(one, "ice_breaker", ["question", "payload"]);
      shape.text(question, "question", 1, 80);
      shape.text(payload, "payload", 1, 1000);
    }
  });
  localised(shape, profile["persistent_menu"], "persistent_menu", ["composer_input_disabled", "call_to_actions"], ({ call_to_actions: actions }) => {
    shape.must(profile["get_started"] !== undefined || state.profile["get_started"] !== undefined, "a menu needs Get Started");
    for (const one of shape.list(actions, "persistent_menu", 1, 20)) {
      const { type, title, payload } = shape.object(one, "menu item", ["type", "title", "payload"]);
      shape.must(type === "postback", "menu item type must be postback");
      shape.text(title, "menu title", 1, 30);
      shape.text(payload, "menu payload", 1, 1000);
    }
  });
  if (shape.fault) return badParameter(shape.fault);
  Object.assign(state.profile, profile);
  return { status: 200, body: { result: "success" } };
}

/** A list with one entry for every locale, `default` among them. */
function localised(shape: Shape, value: unknown, name: string, keys: string[], check: (entry: Record<string, unknown>) => void): void {
  if (value === undefined) return;
  const entries = shape.list(value, name, 1, 50).map((entry) => shape.object(entry, name, ["locale", ...keys]));
  shape.must(entries.some((entry) => entry["locale"] === "default"), `${name} needs an entry for default`);
  entries.forEach(check);
}

function listApps(state: MessengerState): Outcome {
  return { status: 200, body: { data: [...state.subscribed].map(([id, fields]) => ({ id, name: "app", subscribed_fields: fields })) } };
}

function subscribe(body: unknown, { appId }: MessengerSettings, state: MessengerState): Outcome {
  const shape = new Shape();
  const fields = shape.text(shape.object(body, "body", ["subscribed_fields"])["subscribed_fields"], "subscribed_fields", 1, 2000).split(",");
  const unknown = fields.find((field) => !knownFields.has(field) && field !== state.templateField);
  if (shape.fault) return badParameter(shape.fault);
  if (unknown !== undefined) return refusal({ code: 100, message: `(#100) Param subscribed_fields must be one of the documented, got ${unknown}` });
  if (!state.forgetsSubscriptions) state.subscribed.set(appId, fields);
  return { status: 200, body: { success: "true" } };
}

/** Two at a time, so that nobody forgets to turn the page. */
function listTemplates(call: Call, state: MessengerState): Outcome {
  const from = Number(call.query.get("after") ?? 0);
  const data = state.templates.slice(from, from + 2).map(({ components: _, ...shown }) => shown);
  const more = from + 2 < state.templates.length;
  return { status: 200, body: { data, paging: { cursors: { after: String(from + 2) }, ...(more ? { next: "https://graph.facebook.com/next" } : {}) } } };
}

function createTemplate(body: unknown, state: MessengerState): Outcome {
  const shape = new Shape();
  const { name, language, category, parameter_format: format, components } = shape.object(body, "template", ["name", "language", "category", "parameter_format", "components"]);
  shape.must(/^[a-z0-9_]{1,512}$/.test(shape.text(name, "name", 1, 512)), "name has other letters");
  shape.text(language, "language", 2, 10);
  shape.must(category === "UTILITY", "category must be UTILITY");
  const [first, second] = shape.list(components, "components", 1, 2).map((one) => shape.object(one, "component", ["type", "text", "example", "buttons"]));
  const text = shape.text(first?.["text"], "BODY.text", 1, 1999);
  const names = [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]!);
  shape.must(first?.["type"] === "BODY", "the first component must be BODY");
  shape.must(!/^\s*\{\{|\}\}\s*$/.test(text), "the text begins or ends with a placeholder");
  if (names.length > 0) checkExamples(shape, first!["example"], String(format), new Set(names));
  for (const button of second ? shape.list(second["buttons"], "buttons", 1, 3) : []) {
    const { type, text: label, payload } = shape.object(button, "button", ["type", "text", "payload"]);
    shape.must(type === "POSTBACK" && second!["type"] === "BUTTONS", "button.type must be POSTBACK");
    shape.text(label, "button.text", 1, 20);
    shape.text(payload, "button.payload", 1, 1000);
  }
  if (shape.fault) return badParameter(shape.fault);
  const made = { id: `9${state.nextId().replace(/\D/g, "")}`, name: name as string, language: language as string, status: state.approval, category: "UTILITY" as const };
  state.templates.push({ ...made, components: components as { type: string }[] });
  return { status: 200, body: { id: made.id, status: made.status, category: made.category } };
}

function checkExamples(shape: Shape, example: unknown, format: string, names: Set<string>): void {
  shape.must(format === "NAMED" || format === "POSITIONAL", "parameter_format must be NAMED or POSITIONAL");
  if (format === "POSITIONAL") {
    const [row] = shape.list(shape.object(example, "example", ["body_text"])["body_text"], "body_text", 1, 1);
    shape.must(Array.isArray(row) && row.length === names.size && [...names].every((name) => Number(name) >= 1 && Number(name) <= names.size), "body_text must have one example for each number");
    return;
  }
  const samples = shape.list(shape.object(example, "example", ["body_text_named_params"])["body_text_named_params"], "body_text_named_params", names.size, names.size);
  for (const one of samples) shape.must(names.has(String(shape.object(one, "sample", ["param_name", "example"])["param_name"])), "an example for no placeholder");
}

function threadOwner(call: Call, state: MessengerState): Outcome {
  const owner = state.owners.get(call.query.get("recipient") ?? "");
  return { status: 200, body: { data: owner === undefined ? [] : [{ thread_owner: { app_id: owner } }] } };
}

function threadControl(act: string, body: unknown, { appId }: MessengerSettings, state: MessengerState): Outcome {
  const shape = new Shape();
  const keys = { pass: ["target_app_id", "metadata"], extend: ["duration"] }[act] ?? ["metadata"];
  const root = shape.object(body, "body", ["recipient", ...keys]);
  const person = shape.text(shape.object(root["recipient"], "recipient", ["id"])["id"], "recipient.id", 1, 128);
  if (act === "pass") shape.must(/^\d+$/.test(String(root["target_app_id"])), "target_app_id must be an app id");
  if (act === "extend") shape.must(Number.isInteger(root["duration"]) && (root["duration"] as number) > 0 && (root["duration"] as number) <= 604_800, "duration must be 1 to 604800 seconds");
  if (shape.fault) return badParameter(shape.fault);
  if (act === "pass") state.owners.set(person, String(root["target_app_id"]));
  if (act === "take") state.owners.set(person, appId);
  if (act === "release") state.owners.delete(person);
  return success;
}
