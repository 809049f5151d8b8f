import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { outboxFolder } from "../../../gateway/cli/outbox-folder.js";
import { waitFor } from "../../support/gateway.js";
import { type GatewayProcess, startGatewayProcess } from "../../support/gateway-process.js";
import { ENDPOINT, isRecord, send } from "../client.js";

describe("the folder that e-mails are written into", () => {
  const nowhere = { outbox: undefined, data: undefined, stateHome: undefined };
  it.each([
    ["is the one that is named", { outbox: "/mails", data: "/data", stateHome: "/state" }, "/mails"],
    ["stands beside the calls", { ...nowhere, data: "/data", stateHome: "/state" }, "/data/outbox"],
    ["is a person's own", { ...nowhere, stateHome: "/state" }, "/state/symbl-telephony-gateway/outbox"],
    ["is in the home", nowhere, join(homedir(), ".local/state/symbl-telephony-gateway/outbox")],
    [
      "is in the home, when the variable is empty",
      { ...nowhere, stateHome: "" },
      join(homedir(), ".local/state/symbl-telephony-gateway/outbox"),
    ],
  ])("%s", (_name, options, folder) => {
    expect(outboxFolder(options)).toBe(folder);
  });
});

describe("a gateway without any flag", () => {
  let state: string;
  let gateway: GatewayProcess;
  beforeEach(async () => {
    state = mkdtempSync(join(tmpdir(), "gateway-state-"));
    gateway = await startGatewayProcess([], { env: { XDG_STATE_HOME: state } });
  });
  afterEach(async () => {
    await gateway.kill();
    rmSync(state, { recursive: true, force: true });
  });

  it("writes the summary e-mail of a stop into it, and shows it", async () => {
    const token = await gateway.token();
    const actions = [{ invokeOn: "stop", name: "sendSummaryEmail", parameters: { emails: ["ada@example.com"] } }];
    const { body } = await send(gateway, "POST", "/v1/endpoint:connect", {
      token,
      body: { operation: "start", endpoint: ENDPOINT, actions, data: { session: { name: "Daily stand-up" } } },
    });
    const connectionId = isRecord(body) ? body.connectionId : undefined;
    await send(gateway, "POST", "/v1/endpoint:connect", { token, body: { operation: "stop", connectionId } });
    const mails = async (): Promise<readonly unknown[]> => {
      const answer = await send(gateway, "GET", "/_gateway/mails");
      return isRecord(answer.body) && Array.isArray(answer.body.mails) ? answer.body.mails : [];
    };
    const [mail] = await waitFor(mails, ([first]) => isRecord(first) && first.sentAt !== null);
    const file = join(state, "symbl-telephony-gateway/outbox", `${isRecord(mail) ? mail.mailId : ""}.eml`);
    expect(readFileSync(file, "utf8")).toContain("Subject: Summary of Daily stand-up");
  });
});
