import { afterAll, beforeAll, expect } from "vitest";
import { type Accounts, stackAccounts } from "../../../provider/accounts.js";
import { type ScriptedServer, scriptedServer } from "../../support/scripted-server.js";

/** A real server that whatever is sent would reach: fuzzed inputs must send nothing. */
export function silentServer(): { url(): string; accounts(): Accounts } {
  let server: ScriptedServer | undefined;
  const url = (): string => {
    if (server === undefined) throw new Error("the server is started in beforeAll");
    return server.url;
  };
  beforeAll(async () => {
    server = await scriptedServer({});
  });
  afterAll(async () => {
    const arrived = server?.arrived.length;
    const connections = server?.connections();
    await server?.close();
    expect({ arrived, connections }).toEqual({ arrived: 0, connections: 0 });
  });
  return {
    url,
    accounts: () => {
      const config: Record<string, string> = {
        "symbl:baseUrl": url(),
        "symbl:appId": "app",
        "symbl:appSecret": "the-secret-of-the-app",
      };
      return stackAccounts((key) => config[key]);
    },
  };
}
