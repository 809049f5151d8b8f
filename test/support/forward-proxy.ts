import { createServer, type IncomingMessage } from "node:http";
import { connect, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { listening } from "./listening.js";

/** A proxy as it stands between a company and the rest of the world: it knows names that nobody else does, and makes tunnels to them. */
export interface ForwardProxy {
  readonly port: number;
  /** The targets that it was asked for, such as `api.example.com:443`. */
  readonly asked: readonly string[];
  /** Cuts every tunnel in the moment in which the next answer comes through it. */
  cutAtNextAnswer(): void;
  close(): Promise<void>;
}

export interface ForwardProxyOptions {
  /** Where its targets really are: a port of 127.0.0.1 each. Others it refuses with a 403. */
  readonly routes: Readonly<Record<string, number>>;
  /** `user:password`, where it wants them. */
  readonly credentials?: string;
}

export async function forwardProxy({ routes, credentials }: ForwardProxyOptions): Promise<ForwardProxy> {
  const asked: string[] = [];
  let cutting = false;

  function onConnect({ url = "", headers }: IncomingMessage, client: Duplex): void {
    asked.push(url);
    client.on("error", () => undefined);
    const wanted = credentials === undefined ? undefined : `Basic ${Buffer.from(credentials).toString("base64")}`;
    const port = routes[url];
    if (wanted !== undefined && headers["proxy-authorization"] !== wanted) refuse(client, "407 Who are you");
    else if (port === undefined) refuse(client, "403 No");
    else makeTunnel(client, port);
  }

  function makeTunnel(client: Duplex, port: number): void {
    const server: Socket = connect({ host: "127.0.0.1", port });
    server.once("connect", () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      client.pipe(server);
    });
    server.on("data", (chunk: Buffer) => {
      if (!cutting) return void client.write(chunk);
      cutting = false;
      client.destroy();
    });
    server.on("error", () => client.destroy());
    server.once("close", () => client.destroy());
    client.once("close", () => server.destroy());
  }

  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    response.writeHead(405).end();
  });
  server.on("connect", onConnect);
  const { port, close } = await listening(server);
  return {
    port,
    asked,
    cutAtNextAnswer: () => {
      cutting = true;
    },
    close,
  };
}

function refuse(client: Duplex, status: string): void {
  client.end(`HTTP/1.1 ${status}\r\ncontent-length: 0\r\n\r\n`);
}
