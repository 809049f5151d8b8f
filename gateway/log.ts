import { destination, type Logger, pino } from "pino";
import { maskPath } from "./admin/mask.js";
import { currentRequestId } from "./http/request-id.js";

export const LOG_LEVELS = ["debug", "info", "warn", "error", "silent"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/**
 * A logger that writes JSON lines to standard error. Credentials and DTMF are taken out wherever an object might carry them; e-mail addresses and
 * tokens wherever they stand, for messages of mail servers and databases quote them.
 */
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
      mixin: () => {
        const reqId = currentRequestId();
        return reqId === undefined ? {} : { reqId };
      },
      // A line that names its request itself knows better.
      mixinMergeStrategy: (line, mixin) => ({ ...mixin, ...line }),
      hooks: { streamWrite: scrub },
    },
    // Asynchronous: a reader of the pipe that has stalled must not stall the calls.
    destination({ fd: 2, sync: false }),
  );
}

const E_MAIL = /[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w-]+(?:\.[\w-]+)+/g;
const JWT = /\beyJ[\w-]{1,2000}\.[\w-]{1,4000}\.[\w-]{1,1000}/g;
/** Of `scheme://user:password@host` and `sip:user:password@host`. */
const PASSWORD = /((?:\/\/|sips?:)[^\s/:@"]{0,200}:)[^\s/@"]{1,500}@/gi;

/** A line of the log without e-mail addresses, tokens and passwords. Pure. */
export function scrub(line: string): string {
  return line.replace(JWT, "***").replace(PASSWORD, "$1***@").replace(E_MAIL, "***@***");
}
