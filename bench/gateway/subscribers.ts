import { once } from "node:events";
import { WebSocket } from "ws";
import type { Server } from "./servers.js";
import { startCall } from "./starts.js";

/** What it takes to tell many listeners of one call what is said on it. */
export interface Fanout {
  readonly listeners: number;
  /** Messages that each of them got; all get the same. */
  readonly messages: number;
  /** Microseconds of the server's processor a message and listener. */
  readonly cpu: number;
  /** Bytes of resident memory a listener. */
  readonly memory: number;
}

/** A simulated call whose people talk, and whose far end hangs up after the last word. */
const TALKING = "15005550011";

/** Rejects when a listener missed something that another got. */
export async function tellListeners(server: Server, count: number): Promise<Fanout> {
  const { resultWebSocketUrl } = await startCall(server, TALKING);
  const before = server.memory();
  const sockets: WebSocket[] = [];
  const heard = Array<number>(count).fill(0);
  for (let index = 0; index < count; index += 1) {
    const socket = new WebSocket(resultWebSocketUrl, { headers: { "x-api-key": server.token } });
    socket.on("message", () => {
      heard[index] = (heard[index] ?? 0) + 1;
    });
    sockets.push(socket);
    await once(socket, "open");
  }
  const memory = (server.memory() - before) / count;
  // What was said before the last had come; the others have it, and it is taken off.
  const early = [...heard];
  const cpu = server.cpu();
  await Promise.all(sockets.map((socket) => once(socket, "close")));
  const told = heard.map((messages, index) => messages - (early[index] ?? 0));
  const messages = Math.min(...told);
  // One that was on its way when the last came is not the same for all.
  if (Math.max(...told) - messages > 1)
    throw new Error(`listeners got from ${messages} to ${Math.max(...told)} messages`);
  return { listeners: count, messages, cpu: ((server.cpu() - cpu) * 1_000) / (count * messages), memory };
}
