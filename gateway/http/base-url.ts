import { hostName } from "./loopback.js";

/**
 * The base of the URLs in an answer: the configured public URL, else where the caller found the gateway (its `Host` header; behind 0.0.0.0 the
 * listener has no address of its own to name), else the listener. Pure.
 */
export function baseUrl(options: {
  readonly publicUrl: string | undefined;
  readonly host: string | undefined;
  readonly listenUrl: string;
}): string {
  if (options.publicUrl !== undefined) return options.publicUrl.replace(/\/+$/, "");
  return hostName(options.host) === undefined ? options.listenUrl : `http://${options.host}`;
}
