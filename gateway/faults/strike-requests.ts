import type { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { LiveCalls } from "../calls/live-calls.js";
import { badToken, stopping } from "../errors.js";
import type { App } from "../http/app.js";
import { operationOf } from "../http/operations.js";
import { LONGEST_TIMER_MS } from "../timers.js";
import type { Effect } from "../wire/faults.js";
import type { FaultRules, Strike } from "./fault-rules.js";
import { drip, malformed, withoutField } from "./spoil.js";

export interface StrikeParts {
  readonly faults: FaultRules;
  readonly calls: Pick<LiveCalls, "simulateRemoteHangUp">;
  /** How much faster than a telephone network the calls go. */
  readonly speed: number;
}

/** Lets the faults strike the requests of a scope whose routes are added later. Add it behind the authentication: who is not let in is not struck. */
export function strikeRequests(scope: App, { faults, calls, speed }: StrikeParts): void {
  const stop = new AbortController();
  const hangUps = new Set<NodeJS.Timeout>();
  const struckSockets = new WeakMap<IncomingMessage, Strike>();

  scope.addHook("preValidation", (request, reply, done) => {
    const strike = strikeOf(faults, request);
    if (strike === undefined) return done();
    strikeBefore(request, reply, strike).then(() => done(), done);
  });

  async function strikeBefore(request: FastifyRequest, reply: FastifyReply, strike: Strike): Promise<void> {
    request.strike = strike;
    if (request.journalEntry !== null) request.journalEntry.fault = strike.id;
    const { effect, delay } = strike.rule;
    if (request.ws) struckSockets.set(request.raw, strike);
    if (effect.type === "short-token") request.tokenTtlSeconds = effect.seconds;
    if (!strikesBefore(effect)) return;
    await pause(delay, stop.signal);
    strike.done = true;
    switch (effect.type) {
      case "reset":
        cutOff(request, reply, strike);
        return;
      case "status":
        answer(reply, effect).send(textOf(effect));
        return;
      case "token-expired":
        throw badToken(["A fault has the token taken for expired."]);
      default:
        return;
    }
  }

  scope.addHook("onSend", (request, reply, payload, done) => {
    const { strike } = request;
    if (strike === null || strike.done || request.ws) return done(null, payload);
    strikeAnswer(request, reply, strike, payload).then((spoilt) => done(null, spoilt), done);
  });

  async function strikeAnswer(
    request: FastifyRequest,
    reply: FastifyReply,
    strike: Strike,
    payload: unknown,
  ): Promise<unknown> {
    strike.done = true;
    await pause(strike.rule.delay, stop.signal);
    const text = typeof payload === "string" ? payload : "";
    const { effect } = strike.rule;
    switch (effect.type) {
      case "reset":
        cutOff(request, reply, strike);
        return payload;
      case "status":
        answer(reply, effect);
        return textOf(effect);
      case "drip":
        return drip(text, effect.interval);
      case "malformed-json":
        return malformed(text);
      case "missing-field":
        return withoutField(text, effect.field);
      case "hang-up":
        hangUpLater(text, effect.after);
        return payload;
      case "delay":
      case "short-token":
      case "token-expired":
        return payload;
    }
  }

  scope.websocketServer.on("connection", (_socket, request: IncomingMessage) => {
    const strike = struckSockets.get(request);
    if (strike === undefined || strike.done || strike.rule.effect.type !== "reset") return;
    strike.done = true;
    pause(strike.rule.delay, stop.signal).then(
      () => reset(request),
      () => {},
    );
  });

  scope.addHook("preClose", async () => {
    stop.abort();
    for (const timer of hangUps) clearTimeout(timer);
  });

  function hangUpLater(startAnswer: string, seconds: number): void {
    const connectionId = /"connectionId":"([^"]+)"/.exec(startAnswer)?.[1];
    if (connectionId === undefined) return;
    const timer = setTimeout(
      () => {
        hangUps.delete(timer);
        // Keeping the end of a call is watched elsewhere.
        calls.simulateRemoteHangUp(connectionId).catch(() => {});
      },
      Math.min((seconds * 1_000) / speed, LONGEST_TIMER_MS),
    );
    hangUps.add(timer);
  }
}

function strikeOf(faults: FaultRules, request: FastifyRequest): Strike | undefined {
  const operation = operationOf(request.url, request.body);
  if (operation === null) return undefined;
  return faults.strike(operation, request.journalEntry?.appId ?? request.appId);
}

/** Whether the fault comes before what was asked is done. */
function strikesBefore(effect: Effect): boolean {
  return "when" in effect ? effect.when === "before" : effect.type === "token-expired";
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (milliseconds === 0) return;
  await wait(milliseconds, undefined, { signal }).catch(() => {
    throw stopping();
  });
}

function cutOff(request: FastifyRequest, reply: FastifyReply, strike: Strike): void {
  strike.cutOff = true;
  reply.hijack();
  reset(request.raw);
}

function reset({ socket }: IncomingMessage): void {
  // With a RST rather than an orderly end, where the socket can.
  if (socket instanceof Socket && !socket.destroyed) socket.resetAndDestroy();
}

function answer(
  reply: FastifyReply,
  { status, headers = {}, body }: Extract<Effect, { type: "status" }>,
): FastifyReply {
  const type = typeof body === "string" ? "text/plain; charset=utf-8" : "application/json; charset=utf-8";
  return reply.code(status).header("content-type", type).headers(headers);
}

function textOf({ body }: Extract<Effect, { type: "status" }>): string {
  if (body === undefined) return "";
  return typeof body === "string" ? body : JSON.stringify(body);
}
