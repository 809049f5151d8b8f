import type { ShownRequest, TestGateway } from "../support/gateway.js";

/** A request of the journal in a word or two: `token`, `start 14082924837`, `stop <connection>`, `conversation <id>`. */
export function inShort({ operation, path, body }: ShownRequest): string {
  if (operation === "start") return `start ${field(field(body, "endpoint"), "phoneNumber")}`;
  if (operation === "stop") return `stop ${field(body, "connectionId")}`;
  if (path.startsWith("/oauth2/")) return "token";
  return path.replace(/^\/v1\/(\w+?)s?\//, "$1 ");
}

/** What arrives at the gateway from now on, each time it is asked for; tokens left out. */
export async function watched(gateway: TestGateway): Promise<() => Promise<readonly string[]>> {
  let seen = (await gateway.requests()).length;
  return async () => {
    const requests = await gateway.requests();
    const fresh = requests.slice(seen).map(inShort);
    seen = requests.length;
    return fresh.filter((what) => what !== "token");
  };
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
