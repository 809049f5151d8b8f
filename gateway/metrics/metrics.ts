import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Call } from "../calls/call.js";
import { outcomeOf } from "./outcomes.js";

/** What is read when someone asks for the metrics. */
export interface Readings {
  /** Calls that this process has up, by state. */
  readonly calls: () => Readonly<Record<string, number>>;
  readonly sockets: () => number;
  readonly watchers: () => number;
  /** E-mails that wait to be sent; rejects when the storage is away. */
  readonly mailsWaiting: () => Promise<number>;
}

/** Seconds. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const PREFIX = "symbl_gateway_";

/** What Prometheus is told of this process. No label has more values than the gateway's own words. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #requests: Histogram<"method" | "route" | "status">;
  readonly #operations: Counter<"operation" | "outcome">;
  readonly #ended: Counter<"outcome">;
  readonly #talk: Histogram;
  readonly #mails: Counter<"outcome">;
  readonly #storeFailures: Counter;
  /** What Node.js tells of the process is measured from the first scrape on: it costs a little, all the time. */
  #scraped = false;

  constructor() {
    const registers = [this.#registry];
    this.#requests = new Histogram({
      name: `${PREFIX}http_request_duration_seconds`,
      help: "Time to answer a request, by the route's template.",
      labelNames: ["method", "route", "status"],
      buckets: BUCKETS,
      registers,
    });
    this.#operations = new Counter({
      name: `${PREFIX}operations_total`,
      help: "Starts and stops that were asked for, and what came of them.",
      labelNames: ["operation", "outcome"],
      registers,
    });
    this.#ended = new Counter({
      name: `${PREFIX}calls_ended_total`,
      help: "Calls of this process that have ended, by why.",
      labelNames: ["outcome"],
      registers,
    });
    this.#talk = new Histogram({
      name: `${PREFIX}call_duration_seconds`,
      help: "From the answer to the end of calls that were answered.",
      buckets: [1, 10, 30, 60, 300, 900, 1_800, 3_600, 7_200, 14_400],
      registers,
    });
    this.#mails = new Counter({
      name: `${PREFIX}mails_total`,
      help: "Attempts to send an e-mail.",
      labelNames: ["outcome"],
      registers,
    });
    this.#storeFailures = new Counter({
      name: `${PREFIX}store_failures_total`,
      help: "Questions to the storage that it could not answer.",
      registers,
    });
    // Shown from the first scrape on, so that a first failure is a rise.
    this.#mails.inc({ outcome: "sent" }, 0);
    this.#mails.inc({ outcome: "failed" }, 0);
  }

  /** Adds what is read at each scrape. */
  read(readings: Readings): void {
    const registers = [this.#registry];
    const calls = new Gauge({
      name: `${PREFIX}calls`,
      help: "Calls that this process has up, by state.",
      labelNames: ["state"],
      registers,
      collect: () => {
        for (const [state, count] of Object.entries(readings.calls())) calls.set({ state }, count);
      },
    });
    const sockets: Gauge = new Gauge({
      name: `${PREFIX}websockets`,
      help: "WebSockets that are open.",
      registers,
      collect: () => sockets.set(readings.sockets()),
    });
    const watchers: Gauge = new Gauge({
      name: `${PREFIX}watchers`,
      help: "Those who watch the calls on the page.",
      registers,
      collect: () => watchers.set(readings.watchers()),
    });
    const waiting: Gauge = new Gauge({
      name: `${PREFIX}mails_waiting`,
      help: "E-mails among the latest 1000 that are to be sent; NaN while the storage is away.",
      registers,
      collect: async () => waiting.set(await readings.mailsWaiting().catch(() => Number.NaN)),
    });
  }

  request(
    request: { readonly method: string; readonly route: string; readonly status: number },
    seconds: number,
  ): void {
    this.#requests.observe({ ...request, status: String(request.status) }, seconds);
  }

  operation(operation: "start" | "stop", outcome: string): void {
    this.#operations.inc({ operation, outcome });
  }

  callEnded({ cause, times }: Call): void {
    this.#ended.inc({ outcome: outcomeOf(cause) });
    if (times.answered !== undefined && times.ended !== undefined)
      this.#talk.observe((times.ended - times.answered) / 1_000);
  }

  mail(outcome: "sent" | "failed"): void {
    this.#mails.inc({ outcome });
  }

  storeFailed(): void {
    this.#storeFailures.inc();
  }

  /** In Prometheus's text format. */
  text(): Promise<string> {
    if (!this.#scraped) collectDefaultMetrics({ register: this.#registry });
    this.#scraped = true;
    return this.#registry.metrics();
  }
}
