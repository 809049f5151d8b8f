import { connect, createServer, type Server, type Socket } from "node:net";
import { Worker } from "node:worker_threads";

/** Base URLs of servers to which no request ever gets: it fails before its first byte. */
export interface DeadDoors {
  /** Nothing listens there. */
  readonly refused: string;
  /** The name does not exist. */
  readonly noSuchHost: string;
  /** Takes no connection, and does not refuse it either. */
  readonly silent: string;
  /** Resets every connection during the TLS handshake. */
  readonly reset: string;
  /** Takes a connection, and never shakes hands. */
  readonly noHandshake: string;
  close(): Promise<void>;
}

export async function deadDoors(): Promise<DeadDoors> {
  const resetting = await listen((socket) => void socket.resetAndDestroy());
  const mute = await listen(() => undefined);
  const full = await fullBacklog();
  return {
    // tcpmux (RFC 1078), which nobody runs.
    refused: "http://127.0.0.1:1",
    noSuchHost: "http://no-such-host.invalid",
    silent: `http://127.0.0.1:${full.port}`,
    reset: `https://127.0.0.1:${resetting.port}`,
    noHandshake: `https://127.0.0.1:${mute.port}`,
    close: async () => {
      await Promise.all([resetting.close(), mute.close(), full.close()]);
    },
  };
}

interface Listening {
  readonly port: number;
  close(): Promise<void>;
}

async function listen(onConnection: (socket: Socket) => void): Promise<Listening> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    onConnection(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: portOf(server),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server does not listen");
  return address.port;
}

/** Listens with the shortest of queues, and never comes to take anybody out of it. */
const NEVER_ACCEPTS = `
  const { parentPort } = require("node:worker_threads");
  const server = require("node:net").createServer().listen({ host: "127.0.0.1", port: 0, backlog: 1 }, () => {
    parentPort.postMessage(server.address().port);
    setTimeout(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0), 0);
  });
`;

/** A port whose queue is full: the kernel drops whoever asks for a connection. */
async function fullBacklog(): Promise<Listening> {
  const worker = new Worker(NEVER_ACCEPTS, { eval: true });
  const port = await new Promise<number>((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
  });
  // More than any queue of one takes; the rest go on asking.
  const waiting = Array.from({ length: 8 }, () => connect({ host: "127.0.0.1", port }).on("error", () => undefined));
  const isFull = async (): Promise<boolean> => {
    const socket = connect({ host: "127.0.0.1", port }).on("error", () => undefined);
    waiting.push(socket);
    return new Promise((resolve) => {
      socket.once("connect", () => resolve(false));
      setTimeout(() => resolve(true), 250);
    });
  };
  // The kernel lets one in now and then while it is about to be full.
  for (let inVain = 0; inVain < 3; ) inVain = (await isFull()) ? inVain + 1 : 0;
  return {
    port,
    close: async () => {
      for (const socket of waiting) socket.destroy();
      await worker.terminate();
    },
  };
}
