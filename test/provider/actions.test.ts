import { describe, expect, it } from "vitest";
import { sendSummaryEmail } from "../../provider/actions.js";
import { checkArgs } from "../../provider/session/args.js";

describe("the action that mails a summary", () => {
  it("is one that the API takes, as the call stops", () => {
    expect(sendSummaryEmail(["ada@example.com"])).toEqual({
      invokeOn: "stop",
      name: "sendSummaryEmail",
      parameters: { emails: ["ada@example.com"] },
    });
    expect(
      checkArgs({
        endpoint: { type: "pstn", phoneNumber: "14082924837" },
        actions: [sendSummaryEmail(["ada@example.com"])],
      }),
    ).toEqual([]);
  });

  it("goes out when the program says", () => {
    expect(sendSummaryEmail(["ada@example.com"], { invokeOn: "start" }).invokeOn).toBe("start");
  });
});
