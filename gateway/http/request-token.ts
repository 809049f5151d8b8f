import type { IncomingHttpHeaders } from "node:http";

/**
 * Where a request may carry its token: `X-API-KEY`, `Authorization: Bearer`; a WebSocket also in the query as `access_token`, or as its
 * `Sec-WebSocket-Protocol`. Pure. Source: Symbl, "Authentication"; Symbl's SDKs.
 */
export function requestToken(headers: IncomingHttpHeaders): string | undefined {
  const key = headers["x-api-key"];
  if (typeof key === "string" && key !== "") return key;
  return bearerToken(headers.authorization);
}

/** As `requestToken`, for a WebSocket. */
export function webSocketToken(headers: IncomingHttpHeaders, url: string): string | undefined {
  const inHeader = requestToken(headers);
  if (inHeader !== undefined) return inHeader;
  const query = new URLSearchParams(/\?([^#]*)/.exec(url)?.[1]).get("access_token");
  if (query !== null && query !== "") return query;
  const [protocol] = (headers["sec-websocket-protocol"] ?? "").split(",");
  return protocol === undefined || protocol.trim() === "" ? undefined : protocol.trim();
}

export function bearerToken(authorization: string | undefined): string | undefined {
  return /^Bearer +(\S+)$/i.exec(authorization ?? "")?.[1];
}
