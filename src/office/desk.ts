import type { Actor, Subject } from "../audit/index.ts";
import { writeAudit } from "../audit/index.ts";
import { raiseEvent } from "../hooks/index.ts";
import { roleHas, scopeOf, type Grant, type Right, type Scope } from "../staff/index.ts";
import type { UnitTree } from "../units/index.ts";
import { OfficeError } from "./office-error.ts";
import type { OfficePorts } from "./office-ports.ts";

/**
 * Somebody of staff (or a program with a token) at work: who they are, where each right reaches, and the log of what they do.
 * Every verb of this room takes one first; there is no other way to the data from console and API.
 */
export type Desk = {
  ports: OfficePorts;
  actor: Actor;
  locale: "vi" | "en";
  now: number;
  tree: UnitTree;
  can(right: Right): boolean;
  /** Throws 403 where the right is held nowhere. */
  scope(right: Right): Scope;
  /** Written before the answer; `look` for reading somebody's data. */
  audit(act: string, entry: { subject: Subject; commune?: string | undefined; before?: object; after?: object; look?: boolean }): Promise<void>;
};

export function openDesk(ports: OfficePorts, who: { actor: Actor; grants: readonly Grant[]; /** A token's own narrower list. */ only?: readonly Right[]; locale: "vi" | "en"; tree: UnitTree; now: number }): Desk {
  const { actor, grants, only, locale, tree, now } = who;
  const scopes = new Map<Right, Scope | undefined>();
  const find = (right: Right): Scope | undefined => {
    if (!scopes.has(right)) scopes.set(right, only && !only.includes(right) ? undefined : scopeOf(grants, right, tree));
    return scopes.get(right);
  };
  return {
    ports, actor, locale, now, tree,
    can: (right) => (!only || only.includes(right)) && grants.some((grant) => roleHas(grant.role, right)),
    scope(right) {
      const scope = find(right);
      if (!scope) throw new OfficeError(403, "not-allowed");
      return scope;
    },
    async audit(act, { subject, commune, before, after, look }) {
      const id = await writeAudit(ports.audit, { actor, act, subject, ...(commune === undefined ? {} : { commune }), ...(before ? { before: { ...before } } : {}), ...(after ? { after: { ...after } } : {}), ...(look ? { look } : {}) }, now);
      // Other programs hear of changes: what it is about, not what is in it.
      if (!look) await raiseEvent(ports.hooks, { id, event: act, commune, subject, at: now });
    },
  };
}
