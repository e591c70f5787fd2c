import { contactParts, type ContactId } from "../../core/contact-id.ts";
import { SendError } from "../../core/send-error.ts";
import type { PlatformCall } from "../contract.ts";
import { at, list, platformId, words } from "../untrusted.ts";
import type { Graph } from "./graph.ts";
import { isNumbered, placeholders, templateFaults, type UtilityTemplate } from "./template-rules.ts";

/** What Meta knows of a template; only `APPROVED` ones can be sent. */
export type TemplateState = { id: string; name: string; language: string; status: string; category: string };

export type MessengerTemplates = ReturnType<typeof createTemplates>;

const pageSize = "100";
const mostPages = 20;

/**
 * Utility templates: the only way to remind somebody whose 24 hours are over (§1.7). No advertising in them. All throw `SendError`;
 * `create` also `RangeError` with every rule the template breaks, before anybody is called.
 */
export function createTemplates(graph: Graph, pageId: string) {
  async function states(): Promise<TemplateState[]> {
    const found: TemplateState[] = [];
    let after: string | undefined;
    for (let page = 0; page < mostPages; page += 1) {
      const { body } = await graph.get(`${pageId}/message_templates`, { fields: "id,name,language,status,category", limit: pageSize, ...(after ? { after } : {}) });
      found.push(...list(at(body, "data")).flatMap((one) => stateOf(one) ?? []));
      const next = at(body, "paging", "cursors", "after");
      if (at(body, "paging", "next") === undefined || typeof next !== "string") break;
      after = next;
    }
    return found;
  }

  return {
    /** Hands a template in for approval, which comes within seconds or as a note later. */
    async create(template: UtilityTemplate): Promise<TemplateState> {
      const faults = templateFaults(template);
      if (faults.length > 0) throw new RangeError(faults.join(" "));
      const { body } = await graph.post(`${pageId}/message_templates`, templateBody(template));
      const made = stateOf({ ...template, ...(body as object) });
      if (!made) throw new SendError("unknown-outcome", { platformCode: "no-template-id" });
      return made;
    },
    list: states,
    /** The template's state in one language, or undefined when there is none of that name. */
    async status(name: string, language: string): Promise<TemplateState | undefined> {
      return (await states()).find((one) => one.name === name && one.language === language);
    },
  };
}

function stateOf(value: unknown): TemplateState | undefined {
  const id = platformId(at(value, "id"));
  const text = (key: string): string => words(at(value, key), 200) ?? "";
  return id === undefined ? undefined : { id, name: text("name"), language: text("language"), status: text("status"), category: text("category") };
}

function templateBody({ name, language, text, examples, buttons = [] }: UtilityTemplate): Record<string, unknown> {
  const names = placeholders(text);
  const numbered = isNumbered(names);
  const samples = numbered
    ? { body_text: [[...names].sort((a, b) => Number(a) - Number(b)).map((one) => examples[one])] }
    : { body_text_named_params: names.map((one) => ({ param_name: one, example: examples[one] })) };
  const components = [
    { type: "BODY", text: text.normalize("NFC"), ...(names.length > 0 ? { example: samples } : {}) },
    ...(buttons.length > 0 ? [{ type: "BUTTONS", buttons: buttons.map((button) => ({ type: "POSTBACK", text: button.label.normalize("NFC"), payload: button.payload })) }] : []),
  ];
  return { name, language, category: "UTILITY", parameter_format: numbered ? "POSITIONAL" : "NAMED", components };
}

/** Values by placeholder; `buttons`: one payload for each button of the template. */
export type UtilityParams = { values: Record<string, string>; buttons?: string[] };

/**
 * A message made of an approved template. `template` belongs into `message`, never to the top level or into an attachment (§1.7: Meta refuses
 * both). Throws `RangeError` for a value Meta would refuse.
 */
export function renderUtility(to: ContactId, template: Pick<UtilityTemplate, "name" | "language">, { values, buttons = [] }: UtilityParams): PlatformCall {
  const names = Object.keys(values);
  for (const name of names) if (!values[name]?.trim()) throw new RangeError(`The placeholder ${name} has no value.`);
  const numbered = isNumbered(names);
  const ordered = numbered ? [...names].sort((a, b) => Number(a) - Number(b)) : names;
  const parameters = ordered.map((name) => ({ type: "text", ...(numbered ? {} : { parameter_name: name }), text: values[name]!.normalize("NFC") }));
  const components = [
    ...(parameters.length > 0 ? [{ type: "body", parameters }] : []),
    ...(buttons.length > 0 ? [{ type: "buttons", parameters: buttons.map((payload) => ({ type: "POSTBACK", payload })) }] : []),
  ];
  return {
    method: "messages",
    body: {
      recipient: { id: contactParts(to).person },
      messaging_type: "UTILITY",
      message: { template: { name: template.name, language: { code: template.language }, ...(components.length > 0 ? { components } : {}) } },
    },
  };
}
