import { afterEach, describe, expect, it } from "vitest";
import { type SymblClient, symblClient } from "../../../provider/api/client.js";
import { deadlineIn } from "../../../provider/api/deadline.js";
import { type Answer, json, type ScriptedServer, scriptedServer } from "../../support/scripted-server.js";

let server: ScriptedServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const GRANT = json(200, { accessToken: "t-1", expiresIn: 3600 });

async function client(...tokens: Answer[]): Promise<SymblClient> {
  server = await scriptedServer({ token: tokens, endpoint: [json(200, {})] });
  return symblClient(server.url, { kind: "app", appId: "app-1", appSecret: "the-app-secret" });
}

describe("a token that was asked for beforehand", () => {
  it("is the one that the next request takes", async () => {
    const symbl = await client(GRANT);
    symbl.prepare(deadlineIn(5_000));
    symbl.prepare(deadlineIn(5_000));
    expect(await symbl.stop("c-1", deadlineIn(5_000))).toMatchObject({ kind: "answer", status: 200 });
    expect(await symbl.stop("c-1", deadlineIn(5_000))).toMatchObject({ kind: "answer", status: 200 });
    expect(server?.to("token")).toHaveLength(1);
  });

  it("counts as the request's own attempt when there is none to be had, and the next attempt asks anew", async () => {
    const symbl = await client(json(500, { message: "out of order" }), GRANT);
    symbl.prepare(deadlineIn(5_000));
    expect(await symbl.stop("c-1", deadlineIn(5_000))).toMatchObject({ kind: "not-sent", retryable: true });
    expect(server?.to("token")).toHaveLength(1);
    expect(await symbl.stop("c-1", deadlineIn(5_000))).toMatchObject({ kind: "answer", status: 200 });
    expect(server?.to("token")).toHaveLength(2);
  });
});
