import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { createServer } from "node:net";
import type { CallPorts } from "./configuration.js";

/** SIP, SIP by TLS, control. */
const PORTS_OF_A_CALL = 3;

export interface TakenPorts extends CallPorts {
  release(): void;
}

/**
 * Three ports in a row for each call. The gateways of a machine keep out of each other's way by a UDP socket on the number of the control port, which
 * whoever has the ports holds; what a foreign program has is seen by trying.
 */
export class CallPortPool {
  readonly #first: number;
  readonly #calls: number;
  #next: number;

  /** Begins anywhere in the range, so that gateways that start together seldom try the same. */
  constructor([first, last]: readonly [number, number], random: () => number = Math.random) {
    this.#first = first;
    this.#calls = Math.floor((last - first + 1) / PORTS_OF_A_CALL);
    this.#next = Math.floor(random() * this.#calls);
  }

  /** `undefined` when none are free. */
  async take(address: string): Promise<TakenPorts | undefined> {
    for (let tried = 0; tried < this.#calls; tried += 1) {
      const sip = this.#first + this.#next * PORTS_OF_A_CALL;
      const control = sip + 2;
      this.#next = (this.#next + 1) % this.#calls;
      const lock = await bindUdp(control, "127.0.0.1");
      if (lock === undefined) continue;
      lock.unref();
      if (await areFree(sip, address)) return { sip, control, release: onlyOnce(() => lock.close()) };
      lock.close();
    }
    return undefined;
  }
}

function onlyOnce(action: () => void): () => void {
  let done = false;
  return () => {
    if (!done) action();
    done = true;
  };
}

async function areFree(sip: number, address: string): Promise<boolean> {
  const [udp, ...tcp] = await Promise.all([
    bindUdp(sip, address),
    isFreeTcp(sip, address),
    isFreeTcp(sip + 1, address),
    isFreeTcp(sip + 2, "127.0.0.1"),
  ]);
  udp?.close();
  return udp !== undefined && !tcp.includes(false);
}

async function bindUdp(port: number, address: string): Promise<Socket | undefined> {
  const socket = createSocket("udp4");
  try {
    socket.bind({ port, address, exclusive: true });
    await once(socket, "listening");
    return socket;
  } catch {
    socket.close();
    return undefined;
  }
}

async function isFreeTcp(port: number, host: string): Promise<boolean> {
  const server = createServer();
  try {
    server.listen({ port, host, exclusive: true });
    await once(server, "listening");
    await new Promise((resolve) => server.close(resolve));
    return true;
  } catch {
    return false;
  }
}
