import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";
import { SendError } from "../core/send-error.ts";
import { zaloOa } from "../service/zalo-oa.ts";
import { CommandMistake, print } from "./command.ts";
import { withService } from "./with-service.ts";

const usage = "Say `zalo article OA FILE`, `zalo broadcast OA ARTICLE`, `zalo template OA show TEMPLATE` or `zalo template OA send TEMPLATE PERSON|+84... [name=value ...]`.";
type Oa = NonNullable<ReturnType<typeof zaloOa>>;

const articleFile = z.strictObject({
  title: z.string(), author: z.string(), description: z.string(), coverUrl: z.url(), paragraphs: z.array(z.string()).min(1), hidden: z.boolean().optional(), comments: z.boolean().optional(),
});

/** Hands an article in, waits until Zalo has it, and prints the id `zalo broadcast` needs. */
export function article([oa, file]: string[]): Promise<number> {
  if (!oa || !file) throw new CommandMistake(usage);
  const content = readArticle(file);
  return onOa(oa, async ({ articles }) => {
    const id = await articles.untilReady(await articles.create(content));
    print(`${id}: ready. Send it to everybody with: zalo broadcast ${oa} ${id}`);
  });
}

export function broadcastArticle([oa, id]: string[]): Promise<number> {
  if (!oa || !id) throw new CommandMistake(usage);
  return onOa(oa, async ({ articles }) => {
    await articles.broadcast(id);
    print("Handed to Zalo, which sends it to the OA's followers.");
  });
}

export function template([oa, verb, id, to, ...pairs]: string[]): Promise<number> {
  if (oa && verb === "show" && id) return onOa(oa, async ({ templates, spent }) => print(JSON.stringify({ ...(await templates.template(id)), spentThisMonth: await spent() })));
  if (!oa || verb !== "send" || !id || !to) throw new CommandMistake(usage);
  const data = Object.fromEntries(pairs.map((pair) => {
    const [, name, value] = /^([^=]+)=(.*\S.*)$/su.exec(pair) ?? [];
    if (name === undefined || value === undefined) throw new CommandMistake(`${pair} is no name=value.`);
    return [name, value];
  }));
  return onOa(oa, async ({ templates }) => {
    if (to.startsWith("+84")) await templates.toPhone(to, id, data, { tracking: `cli-${Date.now()}` });
    else await templates.toUser(to, id, data);
    print("Sent.");
  });
}

function onOa(id: string, act: (oa: Oa) => Promise<void>): Promise<number> {
  return withService({ work: false }, async (service) => {
    const oa = zaloOa(service, id);
    if (!oa) throw new CommandMistake(`There is no Official Account ${id} here.`);
    try {
      await act(oa);
      return 0;
    } catch (error) {
      if (error instanceof RangeError) throw new CommandMistake(`Zalo would not take it: ${error.message}.`);
      if (!(error instanceof SendError)) throw error;
      print(refusal(error, id));
      return 1;
    }
  });
}

function refusal({ code, platformCode, retryAfterMs }: SendError, id: string): string {
  if (platformCode === "no-budget") return `Not sent: the month's budget of zalo:${id} is used up or none is set (monthlyBudget in \`pages add zalo\`).`;
  if (platformCode === "no-price") return `Not sent: zalo:${id} has no price for this (templatePrice, templatePhonePrice in \`pages add zalo\`).`;
  if (platformCode === "quiet-hours") return `Not sent: Zalo sends no articles at night; try again in ${Math.ceil((retryAfterMs ?? 0) / 60_000)} minutes.`;
  return `Zalo did not do it: ${code}${platformCode ? ` (${platformCode})` : ""}.`;
}

function readArticle(file: string): z.infer<typeof articleFile> & { hidden?: boolean; comments?: boolean } {
  let content: unknown;
  try {
    content = parse(readFileSync(file, "utf8"));
  } catch {
    throw new CommandMistake(`${file} cannot be read as YAML.`);
  }
  const { data, error } = articleFile.safeParse(content);
  if (!data) throw new CommandMistake(`${file}: ${error.issues.map((issue) => `${issue.path.join(".") || "the file"}: ${issue.message}`).join("; ")}.`);
  return data;
}
