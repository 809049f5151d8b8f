import { createRequire } from "node:module";

/** Pulumi's own gRPC stubs, and the grpc library that they were made for. Required, since `import` finds no names in generated files. */

const requireOfPulumi = createRequire(createRequire(__filename).resolve("@pulumi/pulumi"));

export const grpc: typeof import("@grpc/grpc-js") = requireOfPulumi("@grpc/grpc-js");
export const structs: typeof import("google-protobuf/google/protobuf/struct_pb.js") = requireOfPulumi(
  "google-protobuf/google/protobuf/struct_pb.js",
);
export const empties: typeof import("google-protobuf/google/protobuf/empty_pb.js") = requireOfPulumi(
  "google-protobuf/google/protobuf/empty_pb.js",
);
export const engine: typeof import("@pulumi/pulumi/proto/engine_pb.js") = requireOfPulumi("./proto/engine_pb.js");
export const engineServices: typeof import("@pulumi/pulumi/proto/engine_grpc_pb.js") =
  requireOfPulumi("./proto/engine_grpc_pb.js");
export const provider: typeof import("@pulumi/pulumi/proto/provider_pb.js") = requireOfPulumi("./proto/provider_pb.js");
export const providerServices: typeof import("@pulumi/pulumi/proto/provider_grpc_pb.js") =
  requireOfPulumi("./proto/provider_grpc_pb.js");
export const statuses: typeof import("@pulumi/pulumi/proto/status_pb.js") = requireOfPulumi("./proto/status_pb.js");

/** What `pulumi` runs for a dynamic resource. */
export const hostScript: string = requireOfPulumi.resolve("./cmd/dynamic-provider");
