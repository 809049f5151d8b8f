import { connect, createServer, type Socket } from "node:net";
import { onTestFinished } from "vitest";

/** Stands before a server, and can be shut: the server lives on behind it, its calls too, but nobody reaches it. */
export interface Door {
  readonly url: string;
  /** Cuts every connection and refuses new ones. */
  shut(): Promise<void>;
  /** Listens again, at the same address. */
  open(): Promise<void>;
  /** Lets the next request that contains `text` through, and cuts the connection before its answer. */
  loseAnswerTo(text: string): void;
}

/** A door before the server at `url`, gone after the test. */
export async function doorBefore(url: string): Promise<Door> {
  const { hostname, port: innerPort } = new URL(url);
  const sockets = new Set<Socket>();
  let losing: string | undefined;

  const server = createServer((outer) => {
    const inner = connect(Number(innerPort), hostname);
    let lose = false;
    for (const [socket, other] of [
      [outer, inner],
      [inner, outer],
    ] as const) {
      sockets.add(socket);
      socket.on("error", () => other.destroy());
      socket.on("close", () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
    outer.on("data", (chunk) => {
      if (losing !== undefined && chunk.toString("latin1").includes(losing)) {
        lose = true;
        losing = undefined;
      }
      inner.write(chunk);
    });
    inner.on("data", (chunk) => {
      if (lose) outer.destroy();
      else outer.write(chunk);
    });
  });
  const listen = (port: number): Promise<void> =>
    new Promise((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, "127.0.0.1", resolve);
    });
  const shut = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });

  await listen(0);
  onTestFinished(() => (server.listening ? shut() : undefined));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the door does not listen");
  const { port } = address;
  return {
    url: `http://127.0.0.1:${port}`,
    shut,
    open: () => listen(port),
    loseAnswerTo: (text) => {
      losing = text;
    },
  };
}
