import { randomUUID } from "node:crypto";
import { Journal } from "./admin/journal.js";
import { Watch } from "./admin/watch.js";
import { AppRegistry } from "./apps/app-registry.js";
import { AttemptLimit } from "./apps/attempt-limit.js";
import { chooseApps, DEVELOPMENT_APP } from "./apps/development.js";
import { Tokens } from "./apps/tokens.js";
import { buildApp } from "./build-app.js";
import { isLive, warned } from "./calls/call.js";
import { END_CAUSE } from "./calls/causes.js";
import { SimulatedDialer } from "./calls/dialers/simulated.js";
import { LiveCalls } from "./calls/live-calls.js";
import { Readings } from "./conversation/analysis/readings.js";
import { StartupError } from "./errors.js";
import { EventHub } from "./events/hub.js";
import { FaultRules } from "./faults/fault-rules.js";
import { DEFAULT_LIMITS } from "./http/limits.js";
import { cannotListen, listenUrl } from "./http/listening.js";
import { isLoopbackAddress } from "./http/loopback.js";
import { createLog } from "./log.js";
import { Postman } from "./mail/postman.js";
import { Metrics } from "./metrics/metrics.js";
import { observeStore } from "./metrics/observe.js";
import type { GatewayOptions } from "./options.js";
import { checkRecording } from "./recordings/policy.js";
import type { SessionContext } from "./sessions/context.js";
import { openEars } from "./sessions/open-ears.js";
import { selfAmongPeers } from "./sessions/self.js";
import { endStrays } from "./sessions/strays.js";
import { Transcripts } from "./sessions/transcripts.js";
import { Housekeeping } from "./store/housekeeping.js";
import { openMemory } from "./store/storage.js";

/** A gateway that listens. */
export interface RunningGateway {
  /** Base URL, such as `http://127.0.0.1:8787`. */
  readonly url: string;
  /** The development credentials; absent when apps are configured. */
  readonly appId?: string;
  readonly appSecret?: string;
  /** Sends a result message to every WebSocket of a connection; returns how many there are. */
  publish(connectionId: string, message: object): number;
  /** Ends the live calls (cause `gateway stopped`), closes every socket and stops listening. Again: the same promise. */
  close(): Promise<void>;
}

/** How long requests that are still being answered may hold up the stop. */
const CLOSE_GRACE_MS = 500;

/** Starts a gateway; rejects with a `StartupError` that says why it cannot. */
export async function startGateway(options: GatewayOptions = {}): Promise<RunningGateway> {
  const host = options.host ?? "127.0.0.1";
  const clock = options.clock ?? Date.now;
  const dialer = options.dialer ?? new SimulatedDialer({ clock });
  if (options.faults !== undefined && dialer.placesRealCalls) {
    throw new StartupError(
      "BAD_OPTION",
      `Faults are for simulated calls only; the dialer ${dialer.name} places real ones.`,
    );
  }
  const { apps, development } = chooseApps({ configured: options.apps ?? [], host, dialer });
  checkRecording(options.recordings, dialer);
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const log = createLog(options.logLevel ?? "silent");
  const processId = randomUUID();
  const metrics = new Metrics();
  const storage = await (options.openStorage ?? openMemory)(processId, {
    onTrouble: (error, what) => log.warn({ err: error }, what),
  });
  const { signingKey, peers } = storage;
  const store = observeStore(storage.store, metrics);
  const hub = new EventHub();
  const publish = async (connectionId: string, results: readonly object[]): Promise<void> => {
    for (const result of results) hub.publish(connectionId, result);
    const told = await Promise.allSettled(results.map((result) => peers.publish(connectionId, result)));
    for (const each of told) if (each.status === "rejected") log.warn({ err: each.reason, connectionId }, "publish");
  };
  const readings = new Readings();
  const transcripts = new Transcripts({
    store,
    readings,
    publish,
    onTrouble: (error, connectionId) => log.warn({ err: error, connectionId }, "what was said"),
  });
  const { ears, recordings } = await openEars(options, {
    ...{ storage, store, transcripts, clock, log },
    warn: (connectionId, text) => calls.warn(connectionId, text),
  });
  const journal = new Journal(clock);
  const calls = new LiveCalls({
    dialer,
    limits: options.callLimits ?? {},
    clock,
    onDialled: (connectionId) => watch.changed(connectionId),
    onDtmf: (connectionId, progress) => watch.pressed(connectionId, progress),
    onChange: async (connectionId, state) => {
      log.info({ connectionId, state: state.state, cause: state.cause }, "call");
      // The results of what was said last come before the end.
      const call = isLive(state) ? state : warned(state, await ears.end(connectionId));
      try {
        await store.saveCall(connectionId, call);
      } finally {
        watch.changed(connectionId);
        if (!isLive(call)) metrics.callEnded(call);
        if (!isLive(call)) hub.end(connectionId, call.cause ?? "");
      }
    },
    onSpeech: (connectionId, speech) => transcripts.take(connectionId, speech),
    onMedia: (connectionId, media) => ears.take(connectionId, media),
    onAnnouncing: (connectionId) => ears.announcing(connectionId),
    onError: (error, connectionId) => log.error({ err: error, connectionId }, "call"),
  });
  const watch = new Watch({
    store,
    calls,
    clock,
    onTrouble: (error) => log.warn({ err: error }, "the page"),
  });
  hub.onMessage = (connectionId, message) => watch.result(connectionId, message);
  hub.onEnd = (connectionId) => watch.changed(connectionId);
  const postman =
    options.mailTransport === undefined
      ? undefined
      : new Postman({
          store,
          transport: options.mailTransport,
          clock,
          onTrouble: (error, mailId) => log.warn({ err: error, mailId }, "a mail"),
          onAttempt: (outcome) => metrics.mail(outcome),
        });
  const sessions: SessionContext = {
    store,
    calls,
    processId,
    peers,
    transcripts: ears,
    recordings,
    readings,
    mail: postman,
    onTrouble: (error) => log.warn({ err: error }, "a start's mails"),
    hashKey: signingKey,
    clock,
    maxConnections: options.maxConnections ?? 50,
    retryAfterSeconds: options.retryAfterSeconds ?? 5,
  };
  const housekeeping = new Housekeeping({
    store,
    clock,
    retainMs: options.retainMs,
    endStrays: () => endStrays(sessions),
    sweep: async () => recordings?.sweep(),
    onError: (error) => log.warn({ err: error }, "forgetting what is old"),
  });
  const tokens = new Tokens({
    key: signingKey,
    clock,
    ...(options.tokenTtlSeconds === undefined ? {} : { ttlSeconds: options.tokenTtlSeconds }),
  });

  // Known once it listens; no request comes before.
  let url = "";
  let listenerIsLoopback = false;
  const app = await buildApp({
    log,
    apps: new AppRegistry(apps),
    attempts: new AttemptLimit(limits, clock),
    limits,
    tokens,
    development,
    sessions,
    hub,
    journal,
    dialer,
    faults: new FaultRules(options.seed ?? 1, options.faults),
    watch,
    metrics,
    publicUrl: options.publicUrl,
    listenUrl: () => url,
    adminPolicy: {
      get listenerIsLoopback() {
        return listenerIsLoopback;
      },
      adminToken: options.adminToken,
    },
  });

  metrics.read({
    calls: () => calls.countByState(),
    sockets: () => app.websocketServer.clients.size,
    watchers: () => watch.watchers,
    mailsWaiting: async () => (await store.mails()).filter(({ dueAt }) => dueAt !== undefined).length,
  });

  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    housekeeping.stop();
    hub.close();
    await calls.close(END_CAUSE.gatewayStopped);
    const stragglers = setTimeout(() => app.server.closeAllConnections(), CLOSE_GRACE_MS);
    await app.close();
    clearTimeout(stragglers);
    await postman?.stop();
    await dialer.close();
    await recordings?.close();
    await peers.leave();
    await store.close();
  };

  try {
    await peers.join(selfAmongPeers({ calls, store, transcripts, hub, log }));
    housekeeping.start();
    postman?.start();
    await app.listen({ host, port: options.port ?? 0 });
    // Strings stand for pipes only.
    const addresses = app.addresses().filter((address) => typeof address !== "string");
    listenerIsLoopback = addresses.every(({ address }) => isLoopbackAddress(address));
    if (development && !listenerIsLoopback) {
      throw new StartupError(
        "NO_APPS",
        `${host} is not only this machine; name the apps with --apps FILE or SYMBL_GATEWAY_APPS.`,
      );
    }
    url = listenUrl(host, addresses);
  } catch (error) {
    await close();
    throw error instanceof StartupError ? error : cannotListen(error, host, options.port ?? 0);
  }

  return {
    url,
    ...(development ? DEVELOPMENT_APP : {}),
    publish: (connectionId, message) => {
      const listeners = hub.count(connectionId);
      publish(connectionId, [message]).catch((error: unknown) => log.warn({ err: error, connectionId }, "publish"));
      return listeners;
    },
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}
