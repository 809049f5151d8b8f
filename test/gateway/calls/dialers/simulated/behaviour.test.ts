import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { AGREED, behaviourOf } from "../../../../../gateway/calls/dialers/simulated/behaviour.js";

const pstn = (phoneNumber: string) => behaviourOf({ type: "pstn", phoneNumber });
const sip = (user: string) => behaviourOf({ type: "sip", uri: `sip:${user}@anywhere.example.com` });

describe("what the far end of a simulated call does", () => {
  it.each(AGREED)(
    "1 500 555 $digits does the same as sip:$user@…, with + and through a trunk",
    ({ digits, user, behaviour }) => {
      expect(pstn(`1500555${digits}`)).toEqual(behaviour);
      expect(pstn(`+1500555${digits}`)).toEqual(behaviour);
      expect(sip(user)).toEqual(behaviour);
      expect(sip(`+1500555${digits}`)).toEqual(behaviour);
      expect(behaviourOf({ type: "sip", uri: `sips:${user}:secret@192.0.2.7:5061;transport=tls` })).toEqual(behaviour);
    },
  );

  it.each([
    ["15005551005", "answer-after-5", { kind: "answers-after", seconds: 5 }],
    ["15005551000", "answer-after-0", { kind: "answers-after", seconds: 0 }],
    ["15005552090", "hang-up-after-90", { kind: "hangs-up-after", seconds: 90 }],
    ["15005552999", "hang-up-after-999", { kind: "hangs-up-after", seconds: 999 }],
  ])("%s and sip:%s@… carry their seconds", (number, user, behaviour) => {
    expect(pstn(number)).toEqual(behaviour);
    expect(sip(user)).toEqual(behaviour);
  });

  it("lets nobody wait for longer than a day", () => {
    expect(sip("answer-after-99999")).toEqual({ kind: "answers-after", seconds: 86_400 });
  });

  it.each(["15005550006", "15005553000", "15005559999"])(
    "%s, which is agreed on by nobody, is not allocated",
    (number) => {
      expect(pstn(number)).toEqual({ kind: "refuses", cause: "404 Not Found", rings: false });
    },
  );

  it.each(["14082924837", "150055500012", "25005550001", "115005550001"])("%s answers and stays up", (number) => {
    expect(pstn(number)).toEqual({ kind: "answers" });
  });

  it.each(["standup", "busybody", "Busy", "answer-after-", "answer-after-1.5", "939293.1234"])(
    "sip:%s@… answers and stays up",
    (user) => {
      expect(sip(user)).toEqual({ kind: "answers" });
    },
  );

  it("a SIP URI of a host alone answers and stays up", () => {
    expect(behaviourOf({ type: "sip", uri: "sip:busy" })).toEqual({ kind: "answers" });
  });

  it("stands in the README, line by line", () => {
    const readme = readFileSync(resolve(__dirname, "../../../../../gateway/README.md"), "utf8");
    for (const { digits, user } of AGREED)
      expect(readme).toMatch(new RegExp(`\`1500555${digits}\`.*\`sip:${user}@…\``));
  });
});
