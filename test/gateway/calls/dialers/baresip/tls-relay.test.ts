import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { afterEach, describe, expect, it } from "vitest";
import { openTlsRelay } from "../../../../../gateway/calls/dialers/baresip/tls-relay.js";
import { listening } from "../../../../support/listening.js";
import { selfSigned } from "../../../../support/self-signed.js";

describe("the TLS of a call", () => {
  const closers: (() => unknown)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0)) await close();
  });

  it("leaves no connection to the far end behind that is agreed on when the call is over", async () => {
    const identity = selfSigned();
    const tls = createTlsServer({ ...identity });
    // A far end that takes its time: what it is sent lies there until it goes on.
    const front = createServer();
    const { port, close } = await listening(front);
    closers.push(close);
    const relay = await openTlsRelay({ host: "127.0.0.1", port, transport: "tls" }, { ca: identity.cert });
    const came = once(front, "connection");
    const near = connect(relay.port, "127.0.0.1");
    near.on("error", () => undefined).resume();
    closers.push(() => near.destroy());
    const [held]: Socket[] = await came;
    relay.close();
    await once(near, "close");
    closers.push(() => held?.destroy());
    const left = new Promise<true>((resolve) => held?.once("close", () => resolve(true)));
    // It goes on.
    tls.on("secureConnection", (far) => far.on("error", () => undefined).resume());
    tls.on("tlsClientError", () => undefined);
    tls.emit("connection", held);
    expect(await left).toBe(true);
  });
});
