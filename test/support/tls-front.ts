import { connect } from "node:net";
import { createServer } from "node:tls";
import type { Identity } from "./certificates.js";
import { listening } from "./listening.js";

/** A server's TLS: what comes out of it goes to the server as it is. */
export interface TlsFront {
  readonly port: number;
  /** How many clients were shown the certificate and went on. */
  handshakes(): number;
  close(): Promise<void>;
}

/** Stands before the server at `url`, on a free port of 127.0.0.1. */
export async function tlsFront(url: string, identity: Identity): Promise<TlsFront> {
  const { hostname, port } = new URL(url);
  let handshakes = 0;
  const server = createServer({ ...identity }, (incoming) => {
    handshakes += 1;
    const outgoing = connect({ host: hostname, port: Number(port) });
    for (const [one, other] of [
      [incoming, outgoing],
      [outgoing, incoming],
    ] as const) {
      one.on("error", () => other.destroy());
      one.once("close", () => other.destroy());
      one.pipe(other);
    }
  });
  server.on("tlsClientError", () => undefined);
  const { port: own, close } = await listening(server);
  return { port: own, handshakes: () => handshakes, close };
}
