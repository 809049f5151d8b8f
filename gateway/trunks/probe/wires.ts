import { createSocket } from "node:dgram";
import { isIPv6, type Socket, connect as tcpConnect } from "node:net";
import { connect as tlsConnect } from "node:tls";
import { cutMessages } from "./sip-message.js";

/** A way to a SIP server. */
export interface Wire {
  /** `host:port` of this end, as a URI has it. */
  readonly local: string;
  /** Sends, and again at once when it is asked to: only UDP loses what is sent. */
  readonly lossy: boolean;
  send(message: string): void;
  close(): void;
}

export interface Peer {
  readonly transport: "udp" | "tcp" | "tls";
  readonly address: string;
  readonly port: number;
  /** Name that a certificate has to be of. */
  readonly host: string;
  /** Certificates that are trusted besides those of Node.js. */
  readonly ca?: string | undefined;
}

export interface WireListener {
  readonly onMessage: (message: string) => void;
  /** No more comes. */
  readonly onEnd: (error: Error) => void;
}

/** Opens a way to the server; rejects when there is none, or its certificate is not to be trusted. */
export function openWire(peer: Peer, listener: WireListener, signal: AbortSignal): Promise<Wire> {
  return peer.transport === "udp" ? datagrams(peer, listener, signal) : stream(peer, listener, signal);
}

function datagrams({ address, port }: Peer, listener: WireListener, signal: AbortSignal): Promise<Wire> {
  const socket = createSocket(isIPv6(address) ? "udp6" : "udp4");
  return new Promise((resolve, reject) => {
    let closed = false;
    const close = (): void => {
      if (!closed) socket.close();
      closed = true;
    };
    const fail = (error: Error): void => {
      close();
      reject(error);
      listener.onEnd(error);
    };
    signal.addEventListener("abort", () => fail(abortion(signal)), { once: true });
    socket.on("error", fail);
    socket.on("message", (message) => listener.onMessage(message.toString("latin1")));
    // Connected, it hears its peer alone, and that nobody listens there.
    socket.connect(port, address, () => {
      const own = socket.address();
      resolve({
        local: hostPort(own.address, own.port),
        lossy: true,
        send: (message) =>
          socket.send(message, (error) => (error === null || error === undefined ? undefined : fail(error))),
        close,
      });
    });
  });
}

function stream(peer: Peer, listener: WireListener, signal: AbortSignal): Promise<Wire> {
  const { address, port, host, transport, ca } = peer;
  return new Promise((resolve, reject) => {
    const socket: Socket =
      transport === "tcp"
        ? tcpConnect({ host: address, port })
        : tlsConnect({
            ...{ host: address, port, minVersion: "TLSv1.2" },
            // An address cannot be asked for by name, but is compared all the same.
            ...(isAddress(host) ? {} : { servername: host }),
            ...(ca === undefined ? {} : { ca }),
          });
    let buffered = "";
    const fail = (error: Error): void => {
      socket.destroy();
      reject(error);
      listener.onEnd(error);
    };
    signal.addEventListener("abort", () => fail(abortion(signal)), { once: true });
    socket.on("error", fail);
    socket.on("close", () => fail(new Error("The server closed the connection.")));
    socket.on("data", (chunk) => {
      const cut = cutMessages(buffered + chunk.toString("latin1"));
      if (cut === undefined) {
        fail(new Error("What the server sends is no SIP."));
        return;
      }
      buffered = cut.rest;
      for (const message of cut.messages) listener.onMessage(message);
    });
    socket.on(transport === "tcp" ? "connect" : "secureConnect", () =>
      resolve({
        local: hostPort(socket.localAddress ?? "127.0.0.1", socket.localPort ?? 0),
        lossy: false,
        send: (message) => socket.write(message),
        close: () => socket.destroy(),
      }),
    );
  });
}

function abortion(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new Error(String(signal.reason));
}

function isAddress(host: string): boolean {
  return isIPv6(host) || /^\d+(?:\.\d+){3}$/.test(host);
}

function hostPort(address: string, port: number): string {
  return `${isIPv6(address) ? `[${address}]` : address}:${port}`;
}
