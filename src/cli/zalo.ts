import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { RawRequest } from "../channels/contract.ts";
import { fittingVariant } from "../channels/zalo/signature-variants.ts";
import { loadConfig } from "../runtime/config.ts";
import { secretKey } from "../runtime/secret-key.ts";
import { zaloCallback } from "../web/connect-zalo.ts";
import { makeTicket } from "../web/connect-ticket.ts";
import { article, broadcastArticle, template } from "./zalo-oa.ts";
import { readCapture } from "./read-capture.ts";
import { CommandMistake, print, type Command } from "./command.ts";

export const command: Command = {
  summary: "zalo connect [--unit ID]: a link for an admin of the OA; zalo verify-signature FILE: which signature a captured webhook carries; zalo article|broadcast|template OA ...: what an OA sends besides talking",
  async run([verb, ...words]) {
    if (verb === "connect") return connect(words);
    if (verb === "verify-signature") return verifySignature(words);
    if (verb === "article") return article(words);
    if (verb === "broadcast") return broadcastArticle(words);
    if (verb === "template") return template(words);
    throw new CommandMistake("Say `zalo connect [--unit ID]` `zalo verify-signature FILE`, `zalo article`, `zalo broadcast` or `zalo template`.");
  },
};

/** Prints the link; whoever opens it within two hours may connect one OA. The service must run under PUBLIC_URL with the same secret. */
function connect(words: string[]): number {
  const unit = unitOf(words);
  const config = loadConfig();
  const missing = (["PUBLIC_URL", "ZALO_APP_ID", "ZALO_APP_SECRET"] as const).filter((name) => !config[name]);
  if (missing.length > 0) throw new CommandMistake(`Connecting an OA needs ${missing.join(", ")}: set ${missing.length > 1 ? "them" : "it"} first.`);
  const ticket = makeTicket(secretKey(config.SECRET_KEY, resolve(config.DATA_DIR)), Date.now(), unit);
  print("Open this link in a browser, as an admin of the Official Account, within two hours. It connects one account:");
  print(`  ${config.PUBLIC_URL}/connect/zalo?ticket=${ticket}`);
  print(`In Zalo's console "Official Account Callback Url" must be exactly ${zaloCallback(config.PUBLIC_URL!)}`);
  return 0;
}

function unitOf(words: string[]): string | undefined {
  if (words.length === 0) return undefined;
  const [flag, unit, ...rest] = words;
  if (flag !== "--unit" || !unit || rest.length > 0 || !/^[\w.-]{1,100}$/.test(unit)) throw new CommandMistake("Say `zalo connect` or `zalo connect --unit ID`.");
  return unit;
}

/** Exit code 0 only for the documented signature of this installation's app: everything else is refused by the service. */
async function verifySignature([file, ...rest]: string[]): Promise<number> {
  if (!file || rest.length > 0) throw new CommandMistake("Say which file holds the captured request: zalo verify-signature FILE.");
  const bytes = await readFile(file).catch(() => undefined);
  if (!bytes) throw new CommandMistake(`${file} cannot be read.`);
  const request = readCapture(bytes);
  if (!request) throw new CommandMistake(`${file} holds neither headers, an empty line and a body, nor JSON with "headers" and "body".`);
  const config = loadConfig();
  if (!config.ZALO_OA_SECRET_KEY) throw new CommandMistake("ZALO_OA_SECRET_KEY is not set: without it no signature can be checked.");
  return report(request, { oaSecretKey: config.ZALO_OA_SECRET_KEY, appSecret: config.ZALO_APP_SECRET, appId: config.ZALO_APP_ID });
}

function report(request: RawRequest, secrets: { oaSecretKey: string; appSecret?: string | undefined; appId?: string | undefined }): number {
  if (!Object.keys(request.headers).some((name) => name.toLowerCase() === "x-zevent-signature")) {
    print("The request carries no X-ZEvent-Signature: a probe of the console, or not from Zalo.");
    return 1;
  }
  const fitting = fittingVariant(request, secrets);
  if (!fitting) {
    print("No known variant fits. Either ZALO_OA_SECRET_KEY is not the key shown on the console's webhook page, or the body was changed on the way (captured after a parser, re-encoded, or with other line ends).");
    return 1;
  }
  print(`Fits: ${fitting.name}.`);
  print(`Meaning: ${fitting.meaning}.`);
  if (!fitting.documented) return 1;
  const hint = appIdHint(request, secrets.appId);
  print(hint ?? "The service takes webhooks like this one.");
  return hint ? 1 : 0;
}

/** The right key with another app's id would still be refused by the service. */
function appIdHint({ body }: RawRequest, appId: string | undefined): string | undefined {
  const given = /"app_id"\s*:\s*"?(\d+)/.exec(body.toString("utf8"))?.[1];
  return appId !== undefined && given !== undefined && given !== appId ? `But the request is for the app ${given} and ZALO_APP_ID is ${appId}: the service refuses it until they are the same.` : undefined;
}
