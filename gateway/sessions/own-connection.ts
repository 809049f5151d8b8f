import { isLive } from "../calls/call.js";
import { connectionNotFound } from "../errors.js";
import type { Connection } from "../store/store.js";
import type { SessionContext } from "./context.js";

/** The app's own connection, live or ended; another app's is as unknown as one that never was. */
export async function ownConnection(context: SessionContext, appId: string, connectionId: string): Promise<Connection> {
  const connection = await context.store.connection(connectionId);
  if (connection === undefined || connection.appId !== appId) throw connectionNotFound();
  return connection;
}

/** The app's own connection while its call is live: an ended one's id is no longer valid. */
export async function ownLiveConnection(
  context: SessionContext,
  appId: string,
  connectionId: string,
): Promise<Connection> {
  const connection = await ownConnection(context, appId, connectionId);
  if (!isLive(connection.call)) throw connectionNotFound();
  return connection;
}
