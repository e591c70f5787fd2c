import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createKeyRing, keyIdOf, seal, SealError, unseal } from "../../src/pages/index.ts";
import { checkConfig, loadConfig } from "../../src/runtime/config.ts";

const installation = "an-installation-secret-of-at-least-32-characters";
const keyOf = () => randomBytes(32).toString("base64");
const place = { page: "zalo:388613280878808645", name: "accessToken" };
const ringOf = (...keys: string[]) => createKeyRing(keys.map((one) => ({ id: one.split(":")[0]!, key: one.split(":")[1]! })), installation);

function failure(run: () => unknown): SealError {
  try {
    run();
  } catch (error) {
    return error as SealError;
  }
  throw new Error("it did not fail");
}

describe("a sealed secret", () => {
  const ring = ringOf(`k2:${keyOf()}`, `k1:${keyOf()}`);

  it("comes back as it was, whatever it is", () => {
    for (const value of ["EAAB-page-token", "x", "mật khẩu 🔑 có dấu", "a.b.c|d:e", "", "t".repeat(5000)]) expect(unseal(ring, place, seal(ring, place, value))).toBe(value);
  });

  it("shows its version and the key's id, and nothing of the value", () => {
    const sealed = seal(ring, place, "EAAB-page-token");
    expect(sealed).toMatch(/^v1\.k2\.[\w-]{16}\.[\w-]{22}\.[\w-]+$/);
    expect(Buffer.from(sealed.split(".")[4]!, "base64url").toString()).not.toContain("EAAB");
    expect(new Set(Array.from({ length: 1000 }, () => seal(ring, place, "same").split(".")[2])).size).toBe(1000);
  });

  it("opens with the older key it names", () => {
    const old = keyOf();
    const sealed = seal(ringOf(`k1:${old}`), place, "token");
    expect(unseal(ringOf(`k2:${keyOf()}`, `k1:${old}`), place, sealed)).toBe("token");
    expect(keyIdOf(sealed)).toBe("k1");
  });

  it("does not open in another place", () => {
    const sealed = seal(ring, place, "token");
    expect(() => unseal(ring, { ...place, page: "zalo:2" }, sealed)).toThrow(SealError);
    expect(() => unseal(ring, { ...place, name: "refreshToken" }, sealed)).toThrow(SealError);
  });

  it("does not open with any part changed", () => {
    const parts = seal(ring, place, "token-of-some-length").split(".");
    for (const [index, part] of parts.entries()) {
      for (let at = 0; at < part.length; at++) {
        const changed = part.slice(0, at) + (part[at] === "A" ? "B" : "A") + part.slice(at + 1);
        // The last letter of base64url holds bits that belong to no byte.
        if (Buffer.from(changed, "base64url").equals(Buffer.from(part, "base64url")) && index > 1) continue;
        expect(() => unseal(ring, place, parts.with(index, changed).join("."))).toThrow(SealError);
      }
    }
    for (const cut of ["", "v1", "v1.k2", "v1.k2.AAAA.AAAA.AAAA", parts.slice(0, 4).join(".")]) expect(() => unseal(ring, place, cut)).toThrow(SealError);
    // A shorter tag would be easier to guess.
    expect(() => unseal(ring, place, parts.with(3, parts[3]!.slice(0, 6)).join("."))).toThrow(SealError);
  });

  it("says which key is missing or wrong, and neither the key nor the value", () => {
    const sealed = seal(ring, place, "token-in-clear");
    const missing = failure(() => unseal(ringOf(`k9:${keyOf()}`), place, sealed));
    expect(missing.message).toBe("The secret accessToken of zalo:388613280878808645 was sealed with the key k2, which is not among ENCRYPTION_KEYS.");
    const other = failure(() => unseal(ringOf(`k2:${keyOf()}`), place, sealed));
    expect(other.message).toMatch(/the key k2, which does not fit/);
    expect([missing.cause, other.cause]).toEqual([undefined, undefined]);
    for (const error of [missing, other]) expect(`${error.message} ${JSON.stringify(error)} ${error.stack}`).not.toMatch(new RegExp(`token-in-clear|${sealed.split(".")[4]}`));
  });
});

describe("the key ring", () => {
  it("without ENCRYPTION_KEYS has one key of the installation's own, the same at every start", () => {
    const sealed = seal(createKeyRing(undefined, installation), place, "token");
    expect(keyIdOf(sealed)).toBe("s");
    expect(unseal(createKeyRing(undefined, installation), place, sealed)).toBe("token");
    expect(() => unseal(createKeyRing(undefined, `${installation}2`), place, sealed)).toThrow(/the key s, which does not fit/);
  });

  it("keeps that key when others are set, so that an installation can change over", () => {
    const sealed = seal(createKeyRing(undefined, installation), place, "token");
    const ring = ringOf(`k1:${keyOf()}`);
    expect(ring.current.id).toBe("k1");
    expect(unseal(ring, place, sealed)).toBe("token");
  });

  it("is read from the settings, and a wrong form is refused without showing it", () => {
    const [one, two] = [keyOf(), randomBytes(32).toString("base64url")];
    expect(loadConfig({ ENCRYPTION_KEYS: ` new:${one}, old:${two} ` }).ENCRYPTION_KEYS).toEqual([{ id: "new", key: one }, { id: "old", key: two }]);
    for (const wrong of ["new", `new:${one.slice(0, 20)}`, `new:${one},`, `s:${one}`, `new:${one},new:${two}`, `a b:${one}`]) {
      const [fault] = checkConfig({ ENCRYPTION_KEYS: wrong }).faults;
      expect(fault).toMatchObject({ name: "ENCRYPTION_KEYS", fatal: true });
      expect(fault!.sentence).not.toContain(one.slice(0, 8));
    }
  });
});
