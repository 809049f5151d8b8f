import type { ServiceError } from "@grpc/grpc-js";
import type {
  CheckResponse,
  CreateResponse,
  DiffResponse,
  ReadResponse,
  UpdateResponse,
} from "@pulumi/pulumi/proto/provider_pb.js";
import type { JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import { grpc, provider, providerServices, statuses, structs } from "./pulumi-grpc.js";

/** What goes over the wire: plain JSON. */
export type Properties = Record<string, JavaScriptValue>;

export interface CheckFailure {
  readonly property: string;
  readonly reason: string;
}

export interface DiffAnswer {
  readonly changes: "some" | "none" | "unknown";
  readonly replaces: readonly string[];
  readonly deleteBeforeReplace: boolean;
}

/** A resource as the engine saves it. */
export interface Saved {
  readonly id: string;
  readonly properties: Properties;
}

/** A call that the host answered with an error. */
export class HostCallError extends Error {
  /** gRPC status code. */
  readonly code: number;
  /** With this the engine saves the resource although the operation failed. */
  readonly initFailed: (Saved & { readonly reasons: readonly string[] }) | undefined;

  constructor(error: ServiceError) {
    super(error.details);
    this.name = "HostCallError";
    this.code = error.code;
    this.initFailed = initFailedOf(error);
  }
}

/** The engine's calls to a host. */
export interface HostClient {
  /** Gives the stack's config, every namespace of it. */
  configure(config: Properties): Promise<void>;
  /** `news` are the inputs of the program. */
  check(olds: Properties, news: Properties): Promise<{ inputs: Properties; failures: CheckFailure[] }>;
  /** `olds` are the outputs in the state, `news` checked inputs. */
  diff(id: string, olds: Properties, news: Properties): Promise<DiffAnswer>;
  create(inputs: Properties): Promise<Saved>;
  /** `outputs` are those in the state. */
  read(id: string, outputs: Properties): Promise<Saved>;
  update(id: string, olds: Properties, news: Properties): Promise<Properties>;
  delete(id: string, outputs: Properties): Promise<void>;
  close(): void;
}

/** Calls the host that listens on `port`. `said` is given every text by which it tells what is wrong. */
export function hostClient(port: string, said: (...texts: string[]) => void): HostClient {
  const client = new providerServices.ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  const call = <Answer>(send: (done: (error: ServiceError | null, answer: Answer) => void) => void): Promise<Answer> =>
    new Promise((resolve, reject) => {
      send((error, answer) => {
        if (error === null) return resolve(answer);
        const failure = new HostCallError(error);
        said(failure.message, ...(failure.initFailed?.reasons ?? []));
        reject(failure);
      });
    });
  return {
    async configure(config) {
      const request = new provider.ConfigureRequest().setArgs(struct(config)).setAcceptsecrets(true);
      await call((done) => client.configure(request, done));
    },
    async check(olds, news) {
      const request = new provider.CheckRequest().setOlds(struct(olds)).setNews(struct(news));
      const answer = await call<CheckResponse>((done) => client.check(request, done));
      const failed = answer.getFailuresList().map((one) => ({ property: one.getProperty(), reason: one.getReason() }));
      said(...failed.map(({ reason }) => reason));
      return { inputs: plain(answer.getInputs()), failures: failed };
    },
    async diff(id, olds, news) {
      const request = new provider.DiffRequest().setId(id).setOlds(struct(olds)).setNews(struct(news));
      return toDiffAnswer(await call<DiffResponse>((done) => client.diff(request, done)));
    },
    async create(inputs) {
      const request = new provider.CreateRequest().setProperties(struct(inputs));
      const answer = await call<CreateResponse>((done) => client.create(request, done));
      return { id: answer.getId(), properties: plain(answer.getProperties()) };
    },
    async read(id, outputs) {
      const request = new provider.ReadRequest().setId(id).setProperties(struct(outputs));
      const answer = await call<ReadResponse>((done) => client.read(request, done));
      return { id: answer.getId(), properties: plain(answer.getProperties()) };
    },
    async update(id, olds, news) {
      const request = new provider.UpdateRequest().setId(id).setOlds(struct(olds)).setNews(struct(news));
      return plain((await call<UpdateResponse>((done) => client.update(request, done))).getProperties());
    },
    async delete(id, outputs) {
      const request = new provider.DeleteRequest().setId(id).setProperties(struct(outputs));
      await call((done) => client.delete(request, done));
    },
    close: () => client.close(),
  };
}

function struct(properties: Properties): Struct {
  return structs.Struct.fromJavaScript(properties);
}

function plain(message: Struct | undefined): Properties {
  return message?.toJavaScript() ?? {};
}

function toDiffAnswer(answer: DiffResponse): DiffAnswer {
  const { DIFF_SOME, DIFF_NONE } = provider.DiffResponse.DiffChanges;
  const changes = answer.getChanges();
  return {
    changes: changes === DIFF_SOME ? "some" : changes === DIFF_NONE ? "none" : "unknown",
    replaces: answer.getReplacesList(),
    deleteBeforeReplace: answer.getDeletebeforereplace(),
  };
}

/** The error's details, as the engine unpacks them. */
function initFailedOf(error: ServiceError): HostCallError["initFailed"] {
  const [bytes] = error.metadata.get("grpc-status-details-bin");
  if (bytes === undefined || typeof bytes === "string") return undefined;
  const [packed] = statuses.Status.deserializeBinary(bytes).getDetailsList();
  if (packed?.getTypeName() !== "pulumirpc.ErrorResourceInitFailed") return undefined;
  const detail = provider.ErrorResourceInitFailed.deserializeBinary(packed.getValue_asU8());
  return { id: detail.getId(), properties: plain(detail.getProperties()), reasons: detail.getReasonsList() };
}
