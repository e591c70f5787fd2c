import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { stepKinds } from "../../../src/conversation/steps/step-kinds.ts";
import { fixture } from "../conversation.ts";

it.each(Object.keys(stepKinds))("the step kind %s has a fixture that uses it and a test", (kind) => {
  expect(fixture(kind).steps.some((step) => step.kind === kind)).toBe(true);
  expect(existsSync(join(import.meta.dirname, `${kind}.test.ts`))).toBe(true);
});
