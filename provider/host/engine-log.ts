import { createRequire } from "node:module";
import { redact } from "../api/redact.js";

/** Messages on a resource's own row. None of them can fail an operation: a message that cannot be delivered is dropped. */
export interface EngineLog {
  /** A warning that stays in the output. */
  warn(text: string): Promise<void>;
  /** What is being waited for; shown while the operation runs, then gone. */
  status(text: string): void;
}

const DELIVERY_MS = 2_000;

/** The log of the engine that started this host. Without an engine, or outside a host, messages go nowhere. */
export function engineLog(urn: string | undefined): EngineLog {
  const send = (text: string, kind: "warning" | "status"): Promise<void> =>
    deliver(urn ?? "", redact(text), kind).catch(() => undefined);
  return {
    warn: (text) => send(text, "warning"),
    status: (text) => void send(text, "status"),
  };
}

type Client = InstanceType<typeof import("@pulumi/pulumi/proto/engine_grpc_pb.js").EngineClient>;
type Grpc = typeof import("@grpc/grpc-js");
let connected: { address: string; client: Client; grpc: Grpc } | undefined;

async function deliver(urn: string, text: string, kind: "warning" | "status"): Promise<void> {
  const address = engineAddress();
  if (address === undefined) return;
  const messages = await import("@pulumi/pulumi/proto/engine_pb.js");
  const { client, grpc } = await connect(address);
  const message = new messages.LogRequest();
  message.setSeverity(kind === "warning" ? messages.LogSeverity.WARNING : messages.LogSeverity.INFO);
  message.setEphemeral(kind === "status");
  message.setMessage(text);
  message.setUrn(urn);
  await new Promise<void>((resolve) => {
    client.log(message, new grpc.Metadata(), { deadline: Date.now() + DELIVERY_MS }, () => resolve());
  });
}

async function connect(address: string): Promise<{ client: Client; grpc: Grpc }> {
  if (connected?.address === address) return connected;
  const services = await import("@pulumi/pulumi/proto/engine_grpc_pb.js");
  // Pulumi brings grpc along; it need not be reachable from this package's own folder.
  const grpc: Grpc = createRequire(require.resolve("@pulumi/pulumi"))("@grpc/grpc-js");
  connected = { address, client: new services.EngineClient(address, grpc.credentials.createInsecure()), grpc };
  return connected;
}

/** The engine gives its address to the host as the first argument. */
function engineAddress(): string | undefined {
  const address = process.argv[2];
  return address !== undefined && /^[\w.[\]:-]+:\d{1,5}$/.test(address) ? address : undefined;
}
