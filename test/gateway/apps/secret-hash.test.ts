import { describe, expect, it } from "vitest";
import { AppRegistry } from "../../../gateway/apps/app-registry.js";
import { hashSecret, matchesScrypt, NOBODY, parseScrypt, sha256 } from "../../../gateway/apps/secret-hash.js";

const SECRET = "a-secret-of-some-length";
/** Cheap, so that the tests are quick: ln=10. Of the secret above. */
const CHEAP = "$scrypt$ln=10,r=8,p=1$c2FsdHNhbHRzYWx0c2FsdA$";

describe("hashes of secrets", () => {
  it("are of the secret that they were made of, and each has a salt of its own", async () => {
    const [one, other] = [await hashSecret(SECRET), await hashSecret(SECRET)];
    expect(one).toMatch(/^\$scrypt\$ln=15,r=8,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    expect(one).not.toBe(other);
    const parsed = parseScrypt(one) ?? NOBODY;
    expect(await matchesScrypt(SECRET, parsed)).toBe(true);
    expect(await matchesScrypt(`${SECRET} `, parsed)).toBe(false);
  });

  it("agree with RFC 7914", async () => {
    // Section 12: "pleaseletmein", "SodiumChloride", N = 16384, r = 8, p = 1.
    const hex =
      "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2" +
      "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887";
    const hash = Buffer.from(hex, "hex").toString("base64").replace(/=+$/, "");
    const parsed = parseScrypt(`$scrypt$ln=14,r=8,p=1$U29kaXVtQ2hsb3JpZGU$${hash}`) ?? NOBODY;
    expect(await matchesScrypt("pleaseletmein", parsed)).toBe(true);
  });

  it.each([
    "",
    SECRET,
    "$2b$12$abcdefghijklmnopqrstuv",
    `${CHEAP}short`,
    `$scrypt$ln=9,r=8,p=1$c2FsdHNhbHRzYWx0c2FsdA$${"a".repeat(43)}`,
    `$scrypt$ln=20,r=8,p=1$c2FsdHNhbHRzYWx0c2FsdA$${"a".repeat(43)}`,
    `$scrypt$ln=17,r=16,p=1$c2FsdHNhbHRzYWx0c2FsdA$${"a".repeat(43)}`,
    `$scrypt$ln=15,r=8,p=9$c2FsdHNhbHRzYWx0c2FsdA$${"a".repeat(43)}`,
  ])("are refused when they are none, or would take too long: %j", (phc) => {
    expect(parseScrypt(phc)).toBeUndefined();
  });
});

describe("apps whose secrets are hashed", () => {
  it("are known by the secret, and by nothing else", async () => {
    const registry = new AppRegistry([
      { appId: "sha", appSecretSha256: sha256(SECRET).toString("hex") },
      { appId: "scrypt", appSecretScrypt: await hashSecret(SECRET) },
    ]);
    for (const appId of ["sha", "scrypt"]) {
      // The second time from memory.
      for (const _time of [1, 2]) expect(await registry.verify({ appId, appSecret: SECRET })).toBe(true);
      expect(await registry.verify({ appId, appSecret: "another-secret-of-length" })).toBe(false);
    }
    expect(await registry.verify({ appId: "nobody", appSecret: SECRET })).toBe(false);
  });

  it("are asked for leave before each costly check, however many come at once", async () => {
    const registry = new AppRegistry([{ appId: "a", appSecretScrypt: await hashSecret(SECRET) }]);
    let allowed = 3;
    const mayCheck = () => {
      allowed -= 1;
      return allowed >= 0;
    };
    const guesses = Array.from({ length: 200 }, (_, index) =>
      registry.verify({ appId: "a", appSecret: `guess-number-${index}` }, mayCheck),
    );
    const right = registry.verify({ appId: "a", appSecret: SECRET }, mayCheck);
    expect(new Set(await Promise.all(guesses))).toEqual(new Set([false]));
    expect(await right, "it came behind too many guesses").toBe(false);
    expect(await registry.verify({ appId: "a", appSecret: SECRET })).toBe(true);
  });
});
