import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";
import type { PlatformCall } from "../channels/contract.ts";
import { messengerPage, renderUtility, templateFaults, type MessengerChannel, type UtilityTemplate } from "../channels/messenger/index.ts";
import { closeDeletionRequest, deletionRequestModel, openDeletionRequests } from "../consent/index.ts";
import { contactId } from "../core/contact-id.ts";
import { SendError } from "../core/send-error.ts";
import type { Service } from "../service/service.ts";
import { CommandMistake, print, type Command } from "./command.ts";
import { withService } from "./with-service.ts";

const usage = "Say `messenger templates list PAGE`, `messenger templates create PAGE FILE`, `messenger templates send PAGE NAME LANGUAGE PERSON [placeholder=value ...]`, "
  + "`messenger subscribe PAGE` or `messenger deletions list|done CODE|refuse CODE`.";

export const command: Command = {
  summary: "messenger templates list|create|send, subscribe PAGE, deletions: what a Facebook page needs besides talking",
  async run([noun, ...words]) {
    if (noun === "templates") return templates(words);
    if (noun === "subscribe" && words[0]) return onPage(words[0], subscribe);
    if (noun === "deletions") return deletions(words);
    throw new CommandMistake(usage);
  },
};

/** What can be wrong with the words and the file is said before anything is opened. */
function templates([verb, id, ...rest]: string[]): Promise<number> {
  if (verb === "list" && id) return onPage(id, list);
  if (verb === "create" && id && rest[0]) {
    const template = readTemplate(rest[0]);
    return onPage(id, (page) => create(page, template));
  }
  const [name, language, person, ...pairs] = rest;
  if (verb !== "send" || !id || !name || !language || !person) throw new CommandMistake(usage);
  const values = valuesOf(pairs);
  return onPage(id, (page, service) => send(service, page, person, renderUtility(contactId({ channel: "messenger", account: page.account, person }), { name, language }, { values })));
}

/** Acts for one page; what Meta refuses is said in one sentence. */
function onPage(id: string, act: (page: MessengerChannel, service: Service) => Promise<void>): Promise<number> {
  return withService({ work: false }, async (service) => {
    try {
      await act(pageOf(service, id), service);
      return 0;
    } catch (error) {
      if (!(error instanceof SendError)) throw error;
      print(`Meta did not do it: ${error.code}${error.platformCode ? ` (${error.platformCode})` : ""}.`);
      return 1;
    }
  });
}

function pageOf(service: Service, id: string): MessengerChannel {
  const page = messengerPage(service.channel("messenger", id));
  if (!page) throw new CommandMistake(`There is no Facebook page ${id} here.`);
  return page;
}

async function list(page: MessengerChannel): Promise<void> {
  const states = await page.api.templates.list();
  for (const { name, language, status, category } of states) print(`${name.padEnd(32)} ${language.padEnd(6)} ${status.padEnd(10)} ${category}`);
  if (states.length === 0) print("The page has no templates.");
}

async function create(page: MessengerChannel, template: UtilityTemplate): Promise<void> {
  const { name, status } = await page.api.templates.create(template);
  print(`${name}: ${status}.`);
}

async function send({ lanes }: Service, page: MessengerChannel, person: string, call: PlatformCall): Promise<void> {
  const { messageId } = await page.send(call);
  // Templates carry no mark of ours: by its id the echo is known for our own, and silences nobody.
  if (messageId) await lanes.leaveTrail(contactId({ channel: "messenger", account: page.account, person }), [{ messageId, id: `template:${messageId}` }]);
  print("Sent.");
}

/** `placeholder=value` pairs. */
function valuesOf(pairs: string[]): Record<string, string> {
  return Object.fromEntries(pairs.map((pair) => {
    const [, name, value] = /^([^=]+)=(.*\S.*)$/su.exec(pair) ?? [];
    if (name === undefined || value === undefined) throw new CommandMistake(`${pair} is no placeholder=value.`);
    return [name, value];
  }));
}

const templateFile = z.strictObject({
  name: z.string(),
  language: z.string().default("vi"),
  text: z.string(),
  examples: z.record(z.string(), z.coerce.string()).default({}),
  buttons: z.array(z.strictObject({ label: z.string(), payload: z.string() })).optional(),
});

/** A template as YAML or JSON: name, language, text with {{placeholders}}, examples, buttons. */
function readTemplate(file: string): UtilityTemplate {
  let content: unknown;
  try {
    content = parse(readFileSync(file, "utf8"));
  } catch {
    throw new CommandMistake(`${file} cannot be read as YAML.`);
  }
  const { data, error } = templateFile.safeParse(content);
  if (!data) throw new CommandMistake(`${file}: ${error.issues.map((issue) => `${issue.path.join(".") || "the file"}: ${issue.message}`).join("; ")}.`);
  const faults = templateFaults(data);
  if (faults.length > 0) throw new CommandMistake(`${file}: ${faults.join(" ")}`);
  return data;
}

async function subscribe(page: MessengerChannel): Promise<void> {
  const { changed, fields, templates: field } = await page.api.ensureSubscribed();
  print(`${changed ? "Subscribed" : "Subscribed already"}: ${fields.join(", ")}.`);
  if (!field) print("The page does not tell of template states.");
}

function deletions([verb, code]: string[]): Promise<number> {
  if (verb === "list") return withService({ work: false }, listDeletions);
  if ((verb !== "done" && verb !== "refuse") || !code) throw new CommandMistake(usage);
  return withService({ work: false }, async ({ stores }) => {
    if (!(await closeDeletionRequest(deletionRequestModel(stores.mongo), code, verb === "done" ? "done" : "refused", Date.now()))) throw new CommandMistake(`There is no open request ${code}.`);
    print("Closed; the person's page says so.");
    return 0;
  });
}

async function listDeletions({ stores }: Service): Promise<number> {
  const open = await openDeletionRequests(deletionRequestModel(stores.mongo));
  for (const { _id, userId, requestedAt } of open) print(`${_id}  ${new Date(requestedAt).toISOString().slice(0, 10)}  app-scoped user ${userId}`);
  if (open.length === 0) print("Nobody waits for a deletion.");
  return 0;
}
