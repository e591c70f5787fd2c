/** What staff may do. One name for console, API and the matrix test. */
export const rights = [
  "people.read", "people.write", "people.export", "people.import", "people.delete",
  "units.read", "units.write",
  "clubs.read", "clubs.write", "clubs.approve",
  "cases.read", "cases.advance", "cases.approve",
  "privacy.read", "privacy.answer",
  "activities.read", "activities.write",
  "dialogues.read", "dialogues.write",
  "questions.read", "questions.answer",
  "broadcasts.read", "broadcasts.write", "broadcasts.approve",
  "conversations.read", "conversations.answer",
  "pages.read", "pages.write",
  "staff.read", "staff.write",
  "audit.read",
  "settings.write",
  "reports.read",
] as const;
export type Right = (typeof rights)[number];

export const roles = ["owner", "provincial-viewer", "commune-secretary", "officer", "branch-secretary", "dialogue-organiser", "club-leader"] as const;
export type Role = (typeof roles)[number];

const officer: Right[] = [
  "people.read", "people.write", "people.import", "units.read", "clubs.read", "clubs.write", "clubs.approve", "cases.read", "cases.advance", "privacy.read",
  "activities.read", "activities.write", "dialogues.read", "questions.read", "questions.answer", "broadcasts.read", "broadcasts.write", "conversations.read", "conversations.answer", "pages.read", "reports.read",
];

/** A provincial viewer sees figures and units, never a person. */
const rightsOf: Record<Role, readonly Right[]> = {
  owner: rights,
  "provincial-viewer": ["units.read", "clubs.read", "activities.read", "dialogues.read", "pages.read", "reports.read"],
  "commune-secretary": rights.filter((right) => right !== "settings.write"),
  officer,
  "branch-secretary": ["people.read", "people.write", "units.read", "clubs.read", "cases.read", "cases.advance", "dialogues.read", "questions.read", "broadcasts.read", "broadcasts.write", "activities.read", "activities.write"],
  "dialogue-organiser": ["units.read", "activities.read", "dialogues.read", "dialogues.write", "questions.read", "questions.answer", "broadcasts.read", "broadcasts.write", "conversations.read", "conversations.answer", "reports.read"],
  "club-leader": ["clubs.read", "clubs.approve", "activities.read", "activities.write", "broadcasts.read", "broadcasts.write"],
};

/** Kinds of scope: a branch secretary's ends at the branch, a leader's at the club, the others' is a unit with all below it. */
export const scopeKind: Record<Role, "installation" | "unit" | "branch" | "club"> = {
  owner: "installation", "provincial-viewer": "unit", "commune-secretary": "unit", officer: "unit", "branch-secretary": "branch", "dialogue-organiser": "unit", "club-leader": "club",
};

export function roleHas(role: Role, right: Right): boolean {
  return rightsOf[role].includes(right);
}

export function rightsOfRole(role: Role): readonly Right[] {
  return rightsOf[role];
}
