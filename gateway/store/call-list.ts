import type { Connection } from "./store.js";

/** Which calls someone looks for; what is absent does not matter. */
export interface CallQuery {
  /** Words that stand, in any case, in the meeting's name, the endpoint, an id, the app or the cause. */
  readonly text?: string | undefined;
  readonly live?: boolean | undefined;
  readonly connectionId?: string | undefined;
  readonly conversationId?: string | undefined;
  /** Those whose start came before this connection's. */
  readonly before?: string | undefined;
  /** The latest so many. */
  readonly limit: number;
}

/** A call with the name of its meeting. */
export interface ListedCall {
  readonly connection: Connection;
  readonly name: string;
}

/** The words of a search, each of which has to be found. Pure. */
export function wordsOf(text: string | undefined): readonly string[] {
  return (text ?? "")
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "")
    .slice(0, 10);
}

/** What a call is searched by. Pure. */
export function searchedText({ connection, name }: ListedCall): string {
  const { connectionId, conversationId, appId, endpoint, call } = connection;
  const { phoneNumber, uri } = endpoint;
  return [name, connectionId, conversationId, appId, call.cause ?? "", call.state, phoneNumber ?? "", uri ?? ""]
    .join("\n")
    .toLowerCase();
}
