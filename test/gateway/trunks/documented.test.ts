import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { parseTrunkConfig } from "../../../gateway/trunks/config-file.js";
import { NO_TRUNKS } from "../../../gateway/trunks/config-schema.js";
import { dialledAs } from "../../../gateway/trunks/number-format.js";

const text = readFileSync(resolve(__dirname, "../../../docs/sip-trunk.md"), "utf8");
const examples = [...text.matchAll(/^```json\n([\s\S]*?)^```$/gm)].map(([, json = ""]) => json);

describe("docs/sip-trunk.md", () => {
  it("has examples that the gateway takes", () => {
    expect(examples).toHaveLength(4);
    for (const example of examples) expect(parseTrunkConfig(example, "an example").trunks.length).toBeGreaterThan(0);
  });

  it("dials as it says", () => {
    const formats = examples.flatMap((example) =>
      parseTrunkConfig(example, "an example").trunks.map(({ name, numberFormat }) => [name, numberFormat] as const),
    );
    const dialled = Object.fromEntries(formats.map(([name, format]) => [name, dialledAs("442079460018", format)]));
    expect(dialled).toMatchObject({
      main: "+442079460018",
      "office-switch": "902079460018",
      "by-address-and-technical-prefix": "12345678*442079460018",
      "own-switch": "442079460018",
    });
  });

  it("names the limits that hold", () => {
    expect(text).toContain(`${NO_TRUNKS.limits.maxCalls} (\`limits.maxCalls\`)`);
    expect(text).toContain(`${NO_TRUNKS.limits.callsPerMinutePerApp} (\`limits.callsPerMinutePerApp\`)`);
  });
});
