import { expect, it } from "vitest";
import { newTypedCode } from "../../src/core/typed-code.ts";
import { normalise } from "../../src/lib/vietnamese/index.ts";
import { newCheckInCode } from "../../src/activities/index.ts";

it("makes codes that a Vietnamese keyboard leaves alone, and that are no words", () => {
  for (let i = 0; i < 2000; i++) {
    const code = newTypedCode(5);
    expect(code).toMatch(/^[chkmnpt](?=.*[2-9])[chkmnpt2-9]{4}$/);
    expect(normalise(code)).toBe(code);
  }
  expect(newCheckInCode()).toMatch(/^[CHKMNPT][CHKMNPT2-9]{4}$/);
});
