import type { Clock } from "./clock.js";
import { damagedStart, errorStatus, type Fault } from "./faults.js";
import { type Arriving, html, isAnswer, json, type Reply, targetOf, textIn } from "./messages.js";

/** A call in the server's own ledger: the judge of all that is promised. */
export interface Call {
  connectionId: string;
  conversationId: string;
  /** The number that was called: one a session. */
  number: string;
  key: string;
  startedAt: number;
  ended?: { at: number; by: "stop" | "remote" | "restart" };
}

/** How this server behaves, for its whole life. */
export interface Nature {
  /** Knows `Idempotency-Key` and `GET /v1/starts/{key}`. */
  keys: boolean;
  /** What a stop of an ended call gets: 200 as with the gateway, or 404 since its id is "no longer valid". */
  stopOfEnded: 200 | 404;
  /** How long placing a call takes, in milliseconds. */
  placing: number;
}

type KeyState =
  | { kind: "running"; since: number }
  | { kind: "answered"; answer: Record<string, string>; since: number }
  | { kind: "burnt"; since: number };

/** Told of what happens at the server, at that very moment. */
export interface Witness {
  /** `from` is the address of the engine whose host sent it. */
  startArrives(number: string, key: string, from: string): void;
  placed(call: Call): void;
  stopArrives(call: Call | undefined, from: string): void;
  /** A start's fate was told to whoever asked. */
  told(key: string): void;
}

const DAY_MS = 24 * 60 * 60 * 1000;
const LATE_MS = [300, 3_000, 40_000, 90_000] as const;

/** A Symbl-compatible server, faults included. */
export class Server {
  readonly calls: Call[] = [];
  #faults: Fault[] = [];
  readonly #keys = new Map<string, KeyState>();
  /** Starts that are still on their way. */
  readonly #late = new Map<string, Arriving>();
  #count = 0;
  /** Goes up with each restart: what began before it is lost. */
  #life = 0;
  #tokens = 0;

  constructor(
    readonly url: string,
    readonly nature: Nature,
    readonly clock: Clock,
    readonly witness: Witness,
  ) {}

  fail(fault: Fault): void {
    this.#faults.push({ ...fault });
  }

  heal(): void {
    this.#faults = [];
  }

  live(number?: string): Call[] {
    return this.calls.filter((call) => call.ended === undefined && (number === undefined || call.number === number));
  }

  /** The other side hangs up. */
  remoteHangUp(number?: string): void {
    for (const call of this.live(number)) call.ended = { at: this.clock.now(), by: "remote" };
  }

  /** The calls of a server end with it; what it kept on disk may be lost too. */
  restart(losesData: boolean): void {
    this.#life++;
    this.#late.clear();
    for (const call of this.live()) call.ended = { at: this.clock.now(), by: "restart" };
    for (const [key, state] of this.#keys) if (state.kind === "running") this.#keys.delete(key);
    if (!losesData) return;
    this.#keys.clear();
    this.calls.length = 0;
  }

  /** Keys of starts that may still place a call. */
  pending(): string[] {
    const running = [...this.#keys].flatMap(([key, state]) => (state.kind === "running" ? [key] : []));
    const late = [...this.#late.keys()].filter((key) => this.#keyState(key)?.kind !== "burnt");
    return [...running, ...late];
  }

  /** The fault that awaits this request, taken off the list. */
  fault(request: Arriving): Fault | undefined {
    const target = targetOf(request);
    const fault = this.#faults.find((one) => one.target === target);
    if (fault !== undefined && --fault.times <= 0) this.#faults.splice(this.#faults.indexOf(fault), 1);
    return fault;
  }

  async receive(request: Arriving, fault: Fault | undefined): Promise<Reply> {
    const life = this.#life;
    const reply = fault === undefined ? await this.#act(request) : await this.#misbehave(request, fault);
    if (this.#life !== life) return { kind: "cut" };
    if (targetOf(request) === "start" && reply.kind === "answer") this.#tell(request, reply);
    return reply;
  }

  async #misbehave(request: Arriving, { kind, variety }: Fault): Promise<Reply> {
    switch (kind) {
      case "refused":
      case "cut-before":
        return { kind: "cut" };
      case "cut-after":
        await this.#act(request);
        return { kind: "cut" };
      case "late": {
        const life = this.#life;
        const delay = LATE_MS[variety % LATE_MS.length] ?? 0;
        const key = request.headers["idempotency-key"];
        if (key !== undefined) this.#late.set(key, request);
        this.clock.after(delay, () => {
          if (this.#life !== life) return;
          if (key !== undefined) this.#late.delete(key);
          void this.#act(request);
        });
        return { kind: "cut" };
      }
      case "error-before":
        return html(errorStatus(variety), "<h1>Bad gateway</h1>");
      case "error-after":
        await this.#act(request);
        return json(errorStatus(variety), { message: "Something went wrong" });
      case "too-many": {
        const headers: Record<string, string> = variety % 2 === 0 ? { "retry-after": "3" } : {};
        return json(429, { message: "This API has a limit of maximum of `5` number of concurrent jobs" }, headers);
      }
      case "damaged":
        return this.#damage(request, variety);
      case "silence-before":
        return { kind: "silence" };
      case "silence-after":
        await this.#act(request);
        return { kind: "silence" };
      case "foreign":
        return html(404, "<h1>No such page</h1>");
      case "unauthorised":
        this.#tokens++;
        return json(401, { message: "Token validation failed for provided token." });
    }
  }

  async #damage(request: Arriving, variety: number): Promise<Reply> {
    const reply = await this.#act(request);
    if (reply.kind !== "answer" || reply.status > 299) return reply;
    const value: unknown = JSON.parse(reply.text);
    const named = isAnswer(value)
      ? damagedStart(value, variety)
      : { text: reply.text.slice(0, 5), complete: variety % 2 === 0 };
    return { ...reply, ...named };
  }

  async #act(request: Arriving): Promise<Reply> {
    const path = new URL(request.path, this.url).pathname;
    switch (targetOf(request)) {
      case "token":
        return json(200, { accessToken: `token-${this.#tokens}-of-the-model`, expiresIn: 86_400 });
      case "conversation":
        return this.#conversation(decodeURIComponent(path.slice("/v1/conversations/".length)));
      case "look-up":
        return this.#lookUp(decodeURIComponent(path.slice("/v1/starts/".length)));
      case "stop":
        return this.#stop(textIn(request.body, "connectionId"), request.from);
      case "start":
        return this.#start(request);
    }
  }

  async #start(request: Arriving): Promise<Reply> {
    const key = request.headers["idempotency-key"] ?? "";
    const number = /"phoneNumber":"(\d+)"/.exec(request.body ?? "")?.[1] ?? "";
    const known = this.#keyState(key);
    if (known?.kind === "answered") return json(201, known.answer, { "idempotency-replayed": "true" });
    if (known !== undefined) return json(409, { code: known.kind === "burnt" ? "KEY_BURNT" : "START_RUNNING" });
    this.witness.startArrives(number, key, request.from);
    const since = this.clock.now();
    this.#keys.set(key, { kind: "running", since });
    const life = this.#life;
    if (this.nature.placing > 0) await this.clock.sleep(this.nature.placing);
    if (life !== this.#life) return { kind: "cut" };
    const count = ++this.#count;
    const call: Call = {
      connectionId: `connection-${count}`,
      conversationId: `${51_356_000 + count}`,
      number,
      key,
      startedAt: this.clock.now(),
    };
    this.calls.push(call);
    this.witness.placed(call);
    const answer = {
      eventUrl: `${this.url}/v1/event/${call.connectionId}`,
      resultWebSocketUrl: `${this.url.replace("http", "ws")}/events/${call.connectionId}`,
      connectionId: call.connectionId,
      conversationId: call.conversationId,
    };
    this.#keys.set(key, { kind: "answered", answer, since });
    return json(201, answer);
  }

  #lookUp(key: string): Reply {
    if (!this.nature.keys) return json(404, { message: "Cannot GET this path" });
    const known = this.#keyState(key);
    if (known?.kind === "running") return json(202, { code: "START_RUNNING" });
    this.witness.told(key);
    if (known?.kind === "answered") return json(200, known.answer);
    this.#keys.set(key, { kind: "burnt", since: this.clock.now() });
    return json(404, { code: "START_NOT_FOUND" });
  }

  #stop(connectionId: string, from: string): Reply {
    const call = this.calls.find((one) => one.connectionId === connectionId);
    this.witness.stopArrives(call, from);
    if (call === undefined || (call.ended !== undefined && this.nature.stopOfEnded === 404)) {
      return json(404, { message: "The connectionId is either invalid or does not exist." });
    }
    call.ended ??= { at: this.clock.now(), by: "stop" };
    return json(200, { connectionId, conversationId: call.conversationId, summaryInfo: [] });
  }

  #conversation(id: string): Reply {
    const call = this.calls.find((one) => one.conversationId === id);
    if (call === undefined) return json(404, { message: "The conversationId is either invalid or does not exist." });
    const at = (time: number): string => new Date(time).toISOString();
    const endTime = call.ended === undefined ? {} : { endTime: at(call.ended.at) };
    return json(200, { id, type: "meeting", startTime: at(call.startedAt), ...endTime, metadata: {} });
  }

  /** Keys are kept for a day, and no start that runs is forgotten. */
  #keyState(key: string): KeyState | undefined {
    const state = this.#keys.get(key);
    if (state === undefined || !this.nature.keys) return undefined;
    if (state.kind !== "running" && this.clock.now() - state.since >= DAY_MS) {
      this.#keys.delete(key);
      return undefined;
    }
    return state;
  }

  /** An answer that says whether there is a call. */
  #tell(request: Arriving, reply: Extract<Reply, { kind: "answer" }>): void {
    const { status, text } = reply;
    const names = /"connectionId":"[^"]+"|\/v1\/event\/[^"]+"/.test(text);
    const rejects = status >= 400 && status < 500 && status !== 408 && status !== 409;
    if (rejects || (status < 300 && names)) this.witness.told(request.headers["idempotency-key"] ?? "");
  }
}
