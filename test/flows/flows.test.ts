import { describe, expect, it } from "vitest";
import { checkFlows } from "../../src/conversation/check-flows.ts";
import { formatProblem } from "../../src/conversation/problem.ts";
import { loadTexts } from "../../src/runtime/texts.ts";
import { localesFolder, readProjectFlows } from "./flow-files.ts";
import { effects, sources } from "./promised.ts";

describe("the project's flows", () => {
  const flows = readProjectFlows();
  const texts = loadTexts(localesFolder);

  it("have no mistake the check can find", () => {
    const problems = checkFlows(flows, {
      effects: new Map(Object.entries(effects)),
      sources: new Set(sources),
      text: texts.source,
      textParams: texts.params,
      locales: ["vi", "en"],
      // Zalo shows five buttons, Messenger twenty characters on each; 2,000 characters fit into a message everywhere.
      limits: { maxChoices: 5, maxLabelCharacters: 20, maxTextCharacters: 2000 },
    });
    expect(problems.map(formatProblem)).toEqual([]);
  });

  /** Free words, buttons and links start these by name (src/answers/data/intents.yaml, src/turns/opening.ts). */
  it("are all there that other rooms start by name", () => {
    const started = ["welcome", "menu", "join-club", "leave-club", "register-dialogue", "cancel-dialogue", "ask-question", "question-status", "answer", "suggest", "not-found",
      "language", "stop-messages", "start-messages", "my-data", "delete-my-data", "withdraw-consent", "talk-to-person", "activities", "my-activities", "cancel-activity", "check-in", "activity-feedback", "link-account", "unlink-account", "join-union", "transfer", "residence", "my-branch", "my-cases", "club-request", "invitation", "link-staff", "remind-me", "send-notice"];
    expect(started.filter((name) => !flows.some((flow) => flow.name === name))).toEqual([]);
  });

  it("take what a link or button can hand in as the first variable", () => {
    const takes = Object.fromEntries(flows.filter((flow) => flow.takes.length > 0).map((flow) => [flow.name, flow.takes[0]]));
    expect(takes).toEqual({
      "about-you": "again", activities: "activity", "activity-feedback": "activity", "cancel-activity": "activity", "check-in": "code", answer: "answer", "ask-question": "to", "cancel-dialogue": "dialogue", "club-request": "code", invitation: "activity", "link-staff": "code", "my-branch": "text", "join-club": "club", "leave-club": "club",
      "not-found": "text", "question-status": "code", "register-dialogue": "dialogue", "stop-messages": "purpose", "remind-me": "gathering", suggest: "text", "talk-to-person": "urgent",
    });
  });
});
