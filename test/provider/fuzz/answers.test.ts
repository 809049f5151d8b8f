import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  exchangeError,
  inFewWords,
  isApiErrorBody,
  type Operation,
  unreadableAnswer,
} from "../../../provider/api/answers.js";
import { type SymblClient, symblClient } from "../../../provider/api/client.js";
import { deadlineIn } from "../../../provider/api/deadline.js";
import { SymblError } from "../../../provider/api/errors.js";
import type { Exchange } from "../../../provider/api/http.js";
import { afterStart, isTransient, retryAfter } from "../../../provider/api/retry.js";
import { type CallToEnd, hangUp } from "../../../provider/session/hang-up.js";
import { lookUpEarlierStart } from "../../../provider/session/look-up.js";
import { observe } from "../../../provider/session/observe.js";
import { readPlaced } from "../../../provider/session/placed.js";
import { scriptedServer } from "../../support/scripted-server.js";
import { conversationText, errorText, exchanges, retryAfterText, startText, tokenText } from "./exchanges.js";
import { oddString } from "./junk.js";
import { fuzz, runsOf } from "./runs.js";

const OPERATIONS = [
  "start",
  "stop",
  "look-up",
  "conversation",
  "token",
  "speaker event",
  "subscription",
] as const satisfies Operation[];
const LONGEST_MESSAGE = 20_000;
const BASE_URL = "https://api.example.com";

/** A client whose server answers everything so; a start is none of what it is for. */
function answering(exchange: Exchange): SymblClient {
  const answer = async (): Promise<Exchange> => exchange;
  const start = async (): Promise<never> => {
    throw new TypeError("a start was sent");
  };
  return {
    baseUrl: BASE_URL,
    fingerprint: "0123456789ab",
    prepare: () => undefined,
    start,
    lookUpStart: answer,
    stop: answer,
    conversation: answer,
  };
}

/** Nothing is waited for, and so nothing is tried a second time. */
const atOnce = deadlineIn(600_000, AbortSignal.abort());

describe("the answer to a start, whatever it is", () => {
  it(`names a call or does not, and what is kept of it is text without credentials (${runsOf(200)} answers)`, {
    timeout: 0,
  }, async () => {
    const kinds = new Set<string>();
    const tried = await fuzz(200, startText, (text) => {
      const placed = readPlaced(text);
      kinds.add(placed.kind);
      if (placed.kind === "nameless") return;
      expect(placed.call.connectionId).toMatch(/^.{1,200}$/s);
      for (const value of Object.values(placed.call)) expect(value).toBeTypeOf("string");
      for (const url of [placed.call.eventUrl, placed.call.resultWebSocketUrl]) {
        if (url === undefined || !URL.canParse(url)) continue;
        const { username, password, searchParams } = new URL(url);
        expect([username, password, searchParams.get("access_token")]).toEqual(["", "", null]);
      }
    });
    expect(tried).toBe(runsOf(200));
    expect([...kinds].sort()).toEqual(["damaged", "nameless", "whole"]);
  });
});

describe("any other answer, and none at all", () => {
  it(`becomes an error of the family that a person can read (${runsOf(130)} exchanges)`, { timeout: 0 }, async () => {
    const inputs = fc.tuple(fc.constantFrom(...OPERATIONS), exchanges(errorText));
    const tried = await fuzz(130, inputs, ([operation, exchange]) => {
      const errors = [exchangeError(operation, BASE_URL, exchange)];
      if (exchange.kind === "answer") errors.push(unreadableAnswer(operation, BASE_URL, exchange));
      for (const error of errors) {
        expect(error).toBeInstanceOf(SymblError);
        expect(error.message).toMatch(/\S/);
        expect(error.message.length).toBeLessThan(LONGEST_MESSAGE);
      }
      expect(["placed", "retry", "rejected", "unknown"]).toContain(afterStart(exchange));
      expect(isTransient(exchange)).toBeTypeOf("boolean");
      expect(inFewWords(exchange)).toBeTypeOf("string");
      if (exchange.kind === "answer") expect(isApiErrorBody(exchange.text)).toBeTypeOf("boolean");
    });
    expect(tried).toBe(runsOf(130));
  });

  it(`asks for a wait that is a number of milliseconds, or for none (${runsOf(70)} headers)`, {
    timeout: 0,
  }, async () => {
    const tried = await fuzz(70, fc.tuple(retryAfterText, fc.nat()), ([header, now]) => {
      const wait = retryAfter(header, now);
      if (wait !== undefined) expect(wait).toBeGreaterThanOrEqual(0);
      expect(wait).not.toBe(Number.POSITIVE_INFINITY);
    });
    expect(tried).toBe(runsOf(70));
  });

  it(`never makes a call pass for ended, or a start for not placed, unless it says so (${runsOf(60)} exchanges)`, {
    timeout: 0,
  }, async () => {
    const inputs = fc.tuple(exchanges(fc.oneof(conversationText, startText, errorText)), oddString);
    const tried = await fuzz(60, inputs, async ([exchange, id]) => {
      const client = answering(exchange);
      const seen = await observe(client, "5135600", atOnce);
      if (seen.status === "ended") expect(textOf(exchange, 200)).toContain("endTime");
      const start = { idempotencyKey: id, accountFingerprint: client.fingerprint, sentAt: new Date().toISOString() };
      const found = await lookUpEarlierStart(client, start, atOnce);
      if (found.kind === "never-placed") expect(textOf(exchange, 404)).toContain("START_NOT_FOUND");
      const call: CallToEnd = { connectionId: id, conversationId: "5135600", accountFingerprint: client.fingerprint };
      const ended = await hangUp(client, call, atOnce).then(
        () => true,
        (error: unknown) => {
          if (error instanceof SymblError) return false;
          throw error;
        },
      );
      const isDone =
        exchange.kind === "answer" &&
        (Math.floor(exchange.status / 100) === 2 || isApiErrorBody(textOf(exchange, 404)));
      expect(ended).toBe(isDone);
    });
    expect(tried).toBe(runsOf(60));
  });

  it(`over a real connection leads to no start (${runsOf(10)} answers)`, { timeout: 0 }, async () => {
    let body = "";
    const server = await scriptedServer({ "/": [(response) => response.writeHead(200).end(body)] });
    try {
      const tried = await fuzz(10, fc.tuple(tokenText, startText), async ([token, answer]) => {
        const client = symblClient(server.url, { kind: "app", appId: "app", appSecret: "a-secret" });
        body = token;
        const exchange = await client.lookUpStart("key", deadlineIn(4_000));
        body = answer;
        // A token that no header can hold is never sent.
        expect(["answer", "not-sent"]).toContain(exchange.kind);
        expect(exchangeError("look-up", server.url, exchange)).toBeInstanceOf(SymblError);
      });
      expect(tried).toBe(runsOf(10));
      expect(server.arrived.length).toBeGreaterThanOrEqual(tried);
      expect(server.to("endpoint:connect")).toEqual([]);
    } finally {
      await server.close();
    }
  });
});

/** Body of an answer with that status; nothing of any other. */
function textOf(exchange: Exchange, status: number): string {
  return exchange.kind === "answer" && exchange.status === status ? exchange.text : "";
}
