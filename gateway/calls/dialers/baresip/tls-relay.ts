import { resolveSrv } from "node:dns/promises";
import { once } from "node:events";
import { createServer, isIP, type Socket } from "node:net";
import { connect, type TLSSocket } from "node:tls";
import { shorten } from "./causes.js";
import type { Hop } from "./dial-string.js";
import { inward, outward, SipStream } from "./sip-edge.js";

/** How long the far end may take to agree on TLS. */
const HANDSHAKE_MS = 10_000;
/** Source: RFC 3261, section 19.1.2. */
const SIPS_PORT = 5_061;

/**
 * The TLS of one call. baresip 1.0 takes any certificate, so it speaks TCP to this, on 127.0.0.1, and this speaks TLS to the far end, with the certificate checked
 * as Node.js checks it.
 */
export interface TlsRelay {
  readonly port: number;
  /** Resolves, if so, to why there is no TLS with the far end; then it has got nothing. */
  readonly trouble: Promise<string>;
  close(): void;
}

export interface TlsTrust {
  /** PEM of certificate authorities to trust in place of Node's own. Default: those, and NODE_EXTRA_CA_CERTS. */
  readonly ca?: string | undefined;
}

export async function openTlsRelay(hop: Hop, trust: TlsTrust): Promise<TlsRelay> {
  const sockets = new Set<Socket | TLSSocket>();
  let agreed = false;
  let tell: (why: string) => void = () => {};
  const trouble = new Promise<string>((resolve) => {
    tell = resolve;
  });
  const server = createServer((near) => {
    sockets.add(near);
    near.once("close", () => sockets.delete(near));
    near.on("error", () => near.destroy());
    // Nothing is read from baresip before the certificate is known to be good.
    near.pause();
    handshake(hop, trust).then(
      (far) => {
        agreed = true;
        // Whoever wanted it is gone: no one would ever close it.
        if (near.destroyed) {
          far.destroy();
          return;
        }
        sockets.add(far);
        join(near, far, port);
      },
      (error: unknown) => {
        if (!agreed)
          tell(`No trusted TLS with ${hop.host}: ${shorten(error instanceof Error ? error.message : String(error))}`);
        near.destroy();
      },
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    port,
    trouble,
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

async function handshake(hop: Hop, { ca }: TlsTrust): Promise<TLSSocket> {
  const { host, port } = await locate(hop);
  const socket = connect({
    ...{ host, port },
    // The name that was asked for counts, not the one that a DNS record led to.
    ...(isIP(hop.host) === 0 ? { servername: hop.host } : {}),
    ...(ca === undefined ? {} : { ca }),
  });
  const impatience = setTimeout(() => socket.destroy(new Error("it took too long")), HANDSHAKE_MS);
  try {
    await once(socket, "secureConnect");
    return socket;
  } finally {
    clearTimeout(impatience);
  }
}

/** Source: RFC 3263, section 4.2. */
async function locate({ host, port }: Hop): Promise<{ readonly host: string; readonly port: number }> {
  if (port !== undefined || isIP(host) !== 0) return { host, port: port ?? SIPS_PORT };
  const records = await resolveSrv(`_sips._tcp.${host}`).catch(() => []);
  const [best] = [...records].sort((one, other) => one.priority - other.priority || other.weight - one.weight);
  return best === undefined ? { host, port: SIPS_PORT } : { host: best.name, port: best.port };
}

function join(near: Socket, far: TLSSocket, port: number): void {
  const lanes = [
    [near, far, new SipStream((head) => outward(head, port))],
    [far, near, new SipStream((head) => inward(head, port))],
  ] as const;
  for (const [from, to, stream] of lanes) {
    from.on("data", (chunk: Buffer) => {
      try {
        to.write(stream.push(chunk));
      } catch {
        from.destroy();
      }
    });
    from.on("error", () => from.destroy());
    from.once("close", () => to.destroy());
  }
  near.resume();
}
