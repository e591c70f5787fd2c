import { raiseAlert, stopPage, type NewAlert, type PageModels } from "../pages/index.ts";
import type { Logger } from "../runtime/logger.ts";

type Trouble = "token" | "quota" | "warned";

/**
 * The platform refuses an account itself, or warns it. Refused credentials stop it until they work again; a quota that is used up is only shown,
 * it comes back by itself; a warning stays until staff have seen it. The outbox keeps an account's messages for a day.
 */
export function createAccountTrouble(pages: PageModels, logger: Logger) {
  return async (account: string, code: Trouble, platformCode: string | undefined): Promise<void> => {
    const now = Date.now();
    const shown = platformCode === undefined ? code : `${code} ${platformCode}`;
    if (code === "token") await stopPage(pages, account, { code, ...(platformCode === undefined ? {} : { platformCode }) }, now);
    if (await raiseAlert(pages, { page: account, ...alertOf(code, shown) }, now)) logger.error({ account, code, platformCode }, "an account is in trouble");
  };
}

function alertOf(code: Trouble, shown: string): Omit<NewAlert, "page"> {
  if (code === "token") return { kind: "stopped", severity: "alert", detail: `The platform refuses its credentials (${shown}); nothing is sent.` };
  if (code === "quota") return { kind: "quota", severity: "warning", detail: `Its quota or money is used up (${shown}); messages wait.` };
  return { kind: "warned", severity: "alert", detail: `The platform warns it of abuse (${shown}): the person concerned gets no more, look at what was sent.` };
}
