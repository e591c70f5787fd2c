import type { BroadcastModels, NoticeSettings } from "./model.ts";
import type { NoticeRules } from "./quiet-hours.ts";

const keptMs = 3_000;
const kept = new WeakMap<BroadcastModels, Map<string, { at: number; rules: Promise<NoticeRules> }>>();

/** The rules of a unit's notices, at most three seconds old; the installation's where it set none. */
export function rulesOf(models: BroadcastModels, commune: string | undefined, defaults: NoticeRules): Promise<NoticeRules> {
  if (commune === undefined) return Promise.resolve(defaults);
  const known = kept.get(models) ?? new Map<string, { at: number; rules: Promise<NoticeRules> }>();
  kept.set(models, known);
  const last = known.get(commune);
  if (last && performance.now() - last.at < keptMs) return last.rules;
  const rules = models.settings.findById(commune).lean<NoticeSettings>().then((own) => withDefaults(own, defaults));
  known.set(commune, { at: performance.now(), rules });
  rules.catch(() => known.delete(commune));
  return rules;
}

export async function settingsOf(models: BroadcastModels, commune: string): Promise<NoticeSettings | undefined> {
  return (await models.settings.findById(commune).lean<NoticeSettings>()) ?? undefined;
}

/** Writes a unit's settings where nobody changed them meanwhile. False: somebody did. */
export async function saveSettings(models: BroadcastModels, commune: string, changes: Omit<NoticeSettings, "_id" | "version">, version: number): Promise<boolean> {
  kept.get(models)?.delete(commune);
  if (version === 0) {
    try {
      await models.settings.create({ _id: commune, ...changes, version: 1 });
      return true;
    } catch (error) {
      if ((error as { code?: number }).code === 11000) return false;
      throw error;
    }
  }
  return (await models.settings.updateOne({ _id: commune, version }, { $set: { ...changes, version: version + 1 } })).matchedCount === 1;
}

/** A merged unit's settings are its successor's, where that one set none. Safe to repeat. */
export async function inheritSettings(models: BroadcastModels, from: string, to: string): Promise<void> {
  const own = await models.settings.findById(from).lean<NoticeSettings>();
  if (!own) return;
  const { _id: _, version: __, ...values } = own;
  await saveSettings(models, to, values, 0);
  kept.get(models)?.delete(from);
  await models.settings.deleteOne({ _id: from });
}

export function withDefaults(own: NoticeSettings | null | undefined, defaults: NoticeRules): NoticeRules {
  const set = Object.fromEntries(Object.entries(own ?? {}).filter(([name, value]) => name in defaults && value !== undefined && value !== null));
  return { ...defaults, ...set };
}
