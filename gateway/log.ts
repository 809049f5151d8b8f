import { destination, type Logger, pino } from "pino";
import { maskPath } from "./admin/mask.js";

export const LOG_LEVELS = ["debug", "info", "warn", "error", "silent"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** A logger that writes JSON lines to standard error. Credentials and DTMF are taken out wherever an object might carry them. */
export function createLog(level: LogLevel): Logger {
  return pino(
    {
      level,
      redact: {
        paths: [
          "headers",
          "*.headers",
          "dtmf",
          "*.dtmf",
          "*.*.dtmf",
          "appSecret",
          "*.appSecret",
          "accessToken",
          "*.accessToken",
        ],
        censor: "***",
      },
      serializers: {
        req: (request: { readonly method: string; readonly url: string }) => ({
          method: request.method,
          url: maskPath(request.url),
        }),
      },
    },
    // Asynchronous: a reader of the pipe that has stalled must not stall the calls.
    destination({ fd: 2, sync: false }),
  );
}
