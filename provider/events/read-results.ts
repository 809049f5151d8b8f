import { setTimeout as delay } from "node:timers/promises";
import { commonHeaders } from "../api/client.js";
import type { Deadline } from "../api/deadline.js";
import { SymblError } from "../api/errors.js";
import type { TokenSource } from "../api/token.js";
import type { Access } from "./access.js";
import { PING, PONG, readFrame } from "./frames.js";
import { KeepAlive } from "./keep-alive.js";
import type { ResultMessage } from "./messages.js";
import type { SubscribeLimits } from "./options.js";
import type { Outlet } from "./outbox.js";
import { afterConnection, type ConnectionEnd, Outage, pauseAfter } from "./reconnect.js";
import { sharedTokens, withoutToken } from "./tokens.js";
import { openSocket } from "./web-socket.js";

/** How long one attempt to connect may take, the token included. */
const ATTEMPT_MS = 10_000;

export interface Reader {
  opened(outlet: Outlet): void;
  shut(): void;
  /** `false` when the reader has no room for it. */
  message(message: ResultMessage, size: number): boolean;
}

/**
 * Keeps a connection to a call's results, until the call ends or `stop` aborts. Throws the `SymblError` that says why there will be no
 * more results though the call may go on.
 */
export async function readResults(
  access: Access,
  limits: SubscribeLimits,
  reader: Reader,
  stop: AbortSignal,
): Promise<void> {
  const tokens = sharedTokens(access);
  const outage = new Outage(limits);
  let connectedBefore = false;
  let renewed = false;

  while (!stop.aborted) {
    const attempt = await connect(access, limits, tokens, reader, stop);
    if (stop.aborted) return;
    if (attempt.overflowed) throw tooSlow(limits.maxWaiting);
    if (attempt.stood) {
      connectedBefore = true;
      renewed = false;
    }
    if (attempt.lasted) outage.over();
    const next = afterConnection(attempt.end, access.origin, connectedBefore);
    switch (next.kind) {
      case "end":
        return;
      case "fail":
        throw next.error;
      case "unauthorized":
        if (renewed || attempt.token === undefined || !tokens.refused(attempt.token)) throw next.error;
        renewed = true;
        break;
      case "again": {
        const pause = pauseAfter(attempt.end, outage.failures);
        outage.failed(performance.now());
        if (!outage.allows(performance.now(), pause)) {
          throw outage.givenUp(access.origin, performance.now(), next.error);
        }
        await delay(pause, undefined, { signal: stop }).catch(() => undefined);
      }
    }
  }
}

interface Attempt {
  end: ConnectionEnd;
  token: string | undefined;
  /** It was open. */
  stood: boolean;
  /** Something came after the other end had been asked whether it is there. */
  lasted: boolean;
  /** It was given up because the reader had no room. */
  overflowed: boolean;
}

/** One connection, from its token to its end. */
async function connect(
  access: Access,
  limits: SubscribeLimits,
  tokens: TokenSource,
  reader: Reader,
  stop: AbortSignal,
): Promise<Attempt> {
  const attempt: Attempt = {
    end: { kind: "gone" },
    token: undefined,
    stood: false,
    lasted: false,
    overflowed: false,
  };
  const { deadline, release } = attemptDeadline(Math.min(ATTEMPT_MS, limits.within), stop);
  let timer: NodeJS.Timeout | undefined;
  let close: (() => void) | undefined;
  const stopped = (): void => close?.();
  stop.addEventListener("abort", stopped);
  try {
    const answer = await tokens.token(deadline);
    if (!answer.ok) return { ...attempt, end: { kind: "refused", exchange: withoutToken(answer, deadline) } };
    attempt.token = answer.token;
    let asked = false;
    let gone = false;
    const keepAlive = new KeepAlive(limits.keepAlive, performance.now());
    const socket = openSocket({
      url: access.url,
      headers: commonHeaders(answer.token, undefined),
      deadline,
      onOpen: () => {
        attempt.stood = true;
        timer = setInterval(() => {
          if (keepAlive.tick(performance.now()) === "ask") {
            asked = true;
            return socket.send(PING);
          }
          gone = true;
          socket.terminate();
        }, limits.keepAlive);
        reader.opened(socket);
      },
      onFrame: (data) => {
        keepAlive.heard();
        if (asked) attempt.lasted = true;
        const frame = readFrame(data);
        switch (frame.kind) {
          case "ping":
            return socket.send(PONG);
          case "pong":
            return;
          case "message":
            if (attempt.overflowed || reader.message(frame.message, frame.size)) return;
            attempt.overflowed = true;
            socket.close();
        }
      },
    });
    close = () => socket.close();
    const end = await socket.ended;
    // A line that was cut after the other end had said goodbye ended with that goodbye.
    attempt.end = gone && end.kind === "closed" && end.code === 1006 ? { kind: "gone" } : end;
  } finally {
    clearInterval(timer);
    stop.removeEventListener("abort", stopped);
    release();
    reader.shut();
  }
  return attempt;
}

/** A deadline that also is over when `stop` aborts. */
function attemptDeadline(milliseconds: number, stop: AbortSignal): { deadline: Deadline; release: () => void } {
  const over = new AbortController();
  const abort = (): void => over.abort();
  const end = performance.now() + milliseconds;
  const timer = setTimeout(abort, milliseconds);
  stop.addEventListener("abort", abort);
  if (stop.aborted) abort();
  return {
    deadline: {
      signal: over.signal,
      allowed: milliseconds,
      remaining: () => (over.signal.aborted ? 0 : Math.max(0, end - performance.now())),
    },
    release: () => {
      clearTimeout(timer);
      stop.removeEventListener("abort", abort);
    },
  };
}

function tooSlow(maxWaiting: number): SymblError {
  return new SymblError(
    "SYMBL_SUBSCRIPTION_FAILED",
    `options.maxWaiting: the program takes results more slowly than they come, and ${maxWaiting} messages or 16 MiB of them wait already. ` +
      "Take them faster, for instance by not awaiting slow work in the loop, or raise it",
  );
}
