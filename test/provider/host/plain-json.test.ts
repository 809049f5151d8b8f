import fc from "fast-check";
import { expect, it } from "vitest";
import { plainJson } from "../../../provider/host/plain-json.js";
import { structs } from "../../support/pulumi-grpc.js";

it("what Pulumi's host cannot put on the wire is gone or in a form that it can", () => {
  const tricky = {
    missing: undefined,
    callback: () => 1,
    symbol: Symbol("s"),
    big: 12345678901234567890n,
    date: new Date(Date.UTC(2027, 0, 11, 9)),
    notANumber: Number.NaN,
    endless: Number.POSITIVE_INFINITY,
    list: [undefined, () => 1, 1n, [undefined]],
    deep: { a: { b: undefined, c: null, d: new Map([[1, 2]]) } },
    bytes: new Uint8Array([1]),
  };
  const plain = plainJson(tricky);
  expect(plain).toStrictEqual({
    big: "12345678901234567890",
    date: "2027-01-11T09:00:00.000Z",
    notANumber: null,
    endless: null,
    list: [null, null, "1", [null]],
    deep: { a: { c: null, d: {} } },
    bytes: { "0": 1 },
  });
});

it("whatever goes in, what comes out is JSON, reads back as itself, and leaves the original alone", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.anything({ withBigInt: true, withDate: true, maxDepth: 4 })), (value) => {
      const plain = plainJson(value);
      expect(plainJson(plain)).toStrictEqual(plain);
      expect(JSON.parse(JSON.stringify(plain))).toStrictEqual(plain);
    }),
  );
  const frozen = Object.freeze({ list: Object.freeze(["a"]) });
  expect(plainJson(frozen).list).not.toBe(frozen.list);
});

it("what comes out goes through Pulumi's wire form unchanged", () => {
  // Pulumi's own wire form loses a key of this name, at any depth.
  const lossless = fc
    .dictionary(fc.string({ minLength: 1 }), fc.jsonValue({ noUnicodeString: false }))
    .filter((value) => !JSON.stringify(value).includes('"__proto__":'));
  fc.assert(
    fc.property(lossless, (value) => {
      const plain = plainJson(value);
      const sent: { [key: string]: null | string | number | boolean | object } = JSON.parse(JSON.stringify(plain));
      expect(structs.Struct.fromJavaScript(sent).toJavaScript()).toEqual(plain);
    }),
    { numRuns: 50 },
  );
});
