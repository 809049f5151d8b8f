import { createRequire } from "node:module";
import { redact } from "../api/redact.js";
import { engineAddress } from "./engine-address.js";

/** Messages on a resource's own row. None of them can fail an operation: a message that cannot be delivered is dropped. */
export interface EngineLog {
  /** A warning that stays in the output. */
  warn(text: string): Promise<void>;
  /** A plain message that stays in the output. */
  note(text: string): Promise<void>;
  /** What is being waited for; shown while the operation runs, then gone. */
  status(text: string): void;
}

type Kind = "warning" | "note" | "status";

const DELIVERY_MS = 2_000;

/** The log of the engine that started this host. Without an engine, or outside a host, messages go nowhere. */
export function engineLog(urn: string | undefined): EngineLog {
  const send = (text: string, kind: Kind): Promise<void> =>
    deliver(urn ?? "", redact(text), kind).catch(() => undefined);
  return {
    warn: (text) => send(text, "warning"),
    note: (text) => send(text, "note"),
    status: (text) => void send(text, "status"),
  };
}

type Messages = typeof import("@pulumi/pulumi/proto/engine_pb.js");
type Services = typeof import("@pulumi/pulumi/proto/engine_grpc_pb.js");
type Grpc = typeof import("@grpc/grpc-js");

interface Connected {
  address: string;
  client: InstanceType<Services["EngineClient"]>;
  messages: Messages;
  grpc: Grpc;
}
let connected: Connected | undefined;

async function deliver(urn: string, text: string, kind: Kind): Promise<void> {
  const address = engineAddress();
  if (address === undefined) return;
  const { client, messages, grpc } = connect(address);
  const message = new messages.LogRequest();
  message.setSeverity(kind === "warning" ? messages.LogSeverity.WARNING : messages.LogSeverity.INFO);
  message.setEphemeral(kind === "status");
  message.setMessage(text);
  message.setUrn(urn);
  await new Promise<void>((resolve) => {
    client.log(message, new grpc.Metadata(), { deadline: Date.now() + DELIVERY_MS }, () => resolve());
  });
}

function connect(address: string): Connected {
  if (connected?.address === address) return connected;
  // Pulumi brings grpc along; it need not be reachable from this package's own folder. Required, since `import()` finds no names in generated files.
  const requireOfPulumi = createRequire(require.resolve("@pulumi/pulumi"));
  const messages: Messages = requireOfPulumi("./proto/engine_pb.js");
  const services: Services = requireOfPulumi("./proto/engine_grpc_pb.js");
  const grpc: Grpc = requireOfPulumi("@grpc/grpc-js");
  // The engine is on this machine: gRPC would ask a proxy for it.
  const client = new services.EngineClient(address, grpc.credentials.createInsecure(), { "grpc.enable_http_proxy": 0 });
  connected = { address, client, messages, grpc };
  return connected;
}
