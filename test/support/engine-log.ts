import type { LogRequest } from "@pulumi/pulumi/proto/engine_pb.js";
import { empties, engine, engineServices, grpc } from "./pulumi-grpc.js";

/** One message as an engine would show it. */
export interface LogMessage {
  readonly severity: "debug" | "info" | "warning" | "error";
  readonly urn: string;
  /** Shown while the operation runs, then gone. */
  readonly ephemeral: boolean;
  readonly message: string;
}

/** The log of an engine: a real gRPC service on 127.0.0.1 that remembers what it is told. */
export interface RecordingEngineLog {
  /** `127.0.0.1:<port>`, as an engine gives it to a host. */
  readonly address: string;
  readonly messages: readonly LogMessage[];
  warnings(): readonly LogMessage[];
  close(): void;
}

/** Starts the log service; close it in `finally` or afterEach. */
export async function recordingEngineLog(): Promise<RecordingEngineLog> {
  const messages: LogMessage[] = [];
  const server = new grpc.Server();
  server.addService(
    { log: engineServices.EngineService.log },
    {
      log: ((call, callback) => {
        messages.push(toMessage(call.request));
        callback(null, new empties.Empty());
      }) satisfies import("@grpc/grpc-js").handleUnaryCall<LogRequest, InstanceType<typeof empties.Empty>>,
    },
  );
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  return {
    address: `127.0.0.1:${port}`,
    messages,
    warnings: () => messages.filter(({ severity }) => severity === "warning"),
    close: () => server.forceShutdown(),
  };
}

function toMessage(request: LogRequest): LogMessage {
  return {
    severity: severityOf(request),
    urn: request.getUrn(),
    ephemeral: request.getEphemeral(),
    message: request.getMessage(),
  };
}

function severityOf(request: LogRequest): LogMessage["severity"] {
  switch (request.getSeverity()) {
    case engine.LogSeverity.DEBUG:
      return "debug";
    case engine.LogSeverity.INFO:
      return "info";
    case engine.LogSeverity.WARNING:
      return "warning";
    default:
      return "error";
  }
}
