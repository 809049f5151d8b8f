import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readStateExport, together } from "../../../provider/cli/state-file.js";
import { stackExport } from "./support.js";

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

const read = (text: string): { ids: string[]; stacks: string[] } | string => {
  const reading = readStateExport(text);
  return reading.ok ? { ids: [...reading.state.ids], stacks: [...reading.state.stacks] } : reading.problem;
};
const withResources = (resources: unknown): string => JSON.stringify({ version: 3, deployment: { resources } });

describe("an export of a stack", () => {
  it("tells the connections and the keys of its resources, and its stack", () => {
    const outputs = [
      { connectionId: "c-1", idempotencyKey: "k-1" },
      { idempotencyKey: "k-2", status: "unknown" },
    ];
    expect(read(stackExport(outputs))).toEqual({ ids: ["c-1", "k-1", "k-2"], stacks: ["dev::meetings"] });
  });

  it.each(["healthy", "failed"])("as Pulumi itself wrote it tells the ids of every session (%s)", (name) => {
    const text = readFileSync(resolve(__dirname, `../../corpus/0.1.0/${name}.json`), "utf8");
    const resources: { outputs?: Record<string, string> }[] = JSON.parse(text).deployment.resources;
    const ids = resources.flatMap(({ outputs }) => [outputs?.connectionId, outputs?.idempotencyKey]);
    const reading = read(text);
    expect(reading).toMatchObject({ stacks: [expect.stringMatching(/^[\w-]+::[\w-]+$/)] });
    expect(reading).toHaveProperty("ids", [...new Set(ids.filter((id) => id !== undefined))]);
    expect(reading).toHaveProperty(
      "ids.length",
      expect.toSatisfy((count: number) => count > 0),
    );
  });

  it.each<[string, string]>([
    ["never had an update", '{"version":3,"deployment":null}'],
    ["has no resources", '{"version":3,"deployment":{"manifest":{}}}'],
    ["has null for resources", withResources(null)],
    ["has an empty list of resources", withResources([])],
    ["begins with a byte order mark and blanks", `\ufeff\n ${withResources([])}`],
  ])("has no ids when it %s", (_what, text) => {
    expect(read(text)).toEqual({ ids: [], stacks: [] });
  });

  it("passes over resources and outputs of any other shape", () => {
    const odd = [null, 1, "x", [], {}, { outputs: null }, { outputs: [] }, { outputs: "x", urn: 1 }];
    const values = ["", 1, null, [], {}, { connectionId: "deep" }];
    const resources = [...odd, ...values.map((connectionId) => ({ outputs: { connectionId } }))];
    expect(read(withResources([...resources, { outputs: { connectionId: "c-1" } }]))).toEqual({
      ids: ["c-1"],
      stacks: [],
    });
  });

  it("does not take inherited names for outputs", () => {
    expect(read('{"version":3,"deployment":{"resources":[{"outputs":{"__proto__":{"connectionId":"c-1"}}}]}}')).toEqual(
      {
        ids: [],
        stacks: [],
      },
    );
  });

  it("is read where a secret id is shown, and refused where it is encrypted", () => {
    const secret = (more: object): string =>
      withResources([{ outputs: { connectionId: { [SIGNATURE]: SECRET, ...more } } }]);
    expect(read(secret({ plaintext: '"c-1"' }))).toEqual({ ids: ["c-1"], stacks: [] });
    for (const hidden of [{ ciphertext: "v1:x" }, {}, { plaintext: "not JSON" }]) {
      expect(read(secret(hidden))).toBe("It hides the ids of its calls: export it with --show-secrets");
    }
  });

  it.each([
    ["", "it is empty"],
    [" \n", "it is empty"],
    ["error: no stack", "it is not JSON"],
    ['{"version":3,"deployment":{"resources":[', "it is not JSON"],
    ["null", 'it has no "deployment"'],
    ["[]", 'it has no "deployment"'],
    ["{}", 'it has no "deployment"'],
    ['{"deployment":[]}', 'its "deployment" is no object'],
    ['{"deployment":{"resources":{}}}', 'its "resources" are no list'],
  ])("is refused when it is %j", (text, why) => {
    expect(read(text)).toBe(`It is no output of \`pulumi stack export\`: ${why}`);
  });

  it("never throws, whatever the JSON, and finds every id there is", () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.uuid(), (noise, id) => {
        const reading = readStateExport(withResources([...noise, { outputs: { connectionId: id } }]));
        expect(!reading.ok || reading.state.ids.has(id)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
    fc.assert(
      fc.property(fc.json(), (text) => {
        readStateExport(text);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("several exports", () => {
  it("count as one", () => {
    const of = (id: string, stack: string): { ids: Set<string>; stacks: Set<string> } => ({
      ids: new Set([id]),
      stacks: new Set([stack]),
    });
    expect(together([of("a", "dev"), of("b", "prod")])).toEqual({
      ids: new Set(["a", "b"]),
      stacks: new Set(["dev", "prod"]),
    });
  });
});
