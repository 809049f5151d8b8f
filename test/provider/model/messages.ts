import type { Target } from "./faults.js";

/** A request as it arrives. */
export interface Arriving {
  method: string;
  path: string;
  headers: Readonly<Record<string, string>>;
  body: string | null;
  /** Address of the engine whose host sends it. */
  from: string;
}

/** What the other end of the connection sees. */
export type Reply =
  | { kind: "answer"; status: number; headers: Record<string, string>; text: string; complete: boolean }
  | { kind: "cut" }
  | { kind: "silence" };

export function targetOf({ method, path, body }: Pick<Arriving, "method" | "path" | "body">): Target {
  if (path.includes("/oauth2/")) return "token";
  if (path.includes("/v1/starts/")) return "look-up";
  if (path.includes("/v1/conversations/")) return "conversation";
  if (method !== "POST") throw new Error(`no such request: ${method} ${path}`);
  return textIn(body, "operation") === "stop" ? "stop" : "start";
}

export function textIn(body: string | null, key: string): string {
  const value: unknown = JSON.parse(body ?? "{}");
  const field: unknown = typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
  return typeof field === "string" ? field : "";
}

export function isAnswer(value: unknown): value is Record<string, string> {
  return typeof value === "object" && value !== null && "resultWebSocketUrl" in value;
}

export function json(status: number, value: unknown, headers: Record<string, string> = {}): Reply {
  const text = JSON.stringify(value);
  return { kind: "answer", status, headers: { "content-type": "application/json", ...headers }, text, complete: true };
}

export function html(status: number, text: string): Reply {
  return { kind: "answer", status, headers: { "content-type": "text/html" }, text, complete: true };
}
