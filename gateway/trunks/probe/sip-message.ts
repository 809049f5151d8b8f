/** The few SIP messages that it takes to ask a server whether it is there. Source: RFC 3261, sections 7, 8.1, 11 and 18. Pure. */

export interface OptionsRequest {
  /** Host, and port if any, of the URI that is asked. */
  readonly hostPort: string;
  readonly transport: "udp" | "tcp" | "tls";
  /** Where the answer is to come to: `host:port` of this end. */
  readonly local: string;
  readonly from: { readonly user: string; readonly host: string };
  /** Of this one request. */
  readonly branch: string;
  readonly callId: string;
  readonly tag: string;
  readonly sequence: number;
  readonly userAgent: string;
  /** A header that answers a challenge. */
  readonly authorization?:
    | { readonly name: "Authorization" | "Proxy-Authorization"; readonly value: string }
    | undefined;
}

/** The URI that is asked. */
export function requestUri({ hostPort }: Pick<OptionsRequest, "hostPort">): string {
  return `sip:${hostPort}`;
}

export function optionsRequest(request: OptionsRequest): string {
  const { transport, local, from, branch, callId, tag, sequence, authorization } = request;
  const uri = requestUri(request);
  const user = from.user.replace(/[^A-Za-z0-9\-_.!~*'()+]/g, (character) => encodeURIComponent(character));
  return [
    `OPTIONS ${uri} SIP/2.0`,
    `Via: SIP/2.0/${transport.toUpperCase()} ${local};branch=${branch};rport`,
    "Max-Forwards: 70",
    `From: <sip:${user}@${from.host}>;tag=${tag}`,
    `To: <${uri}>`,
    `Call-ID: ${callId}`,
    `CSeq: ${sequence} OPTIONS`,
    `Contact: <sip:${user}@${local};transport=${transport}>`,
    "Accept: application/sdp",
    `User-Agent: ${request.userAgent}`,
    ...(authorization === undefined ? [] : [`${authorization.name}: ${authorization.value}`]),
    "Content-Length: 0",
    "",
    "",
  ].join("\r\n");
}

export interface SipResponse {
  readonly status: number;
  readonly reason: string;
  /** Values by the name in small letters, in the order of their lines. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
}

/** Short names of headers. Source: RFC 3261, section 7.3.3. */
const LONG_NAMES: Readonly<Record<string, string>> = {
  ...{ v: "via", f: "from", t: "to", i: "call-id", m: "contact", l: "content-length", k: "supported" },
};

/** Reads the head of a response; `undefined` for anything else. */
export function parseResponse(text: string): SipResponse | undefined {
  const head = text.split(/\r?\n\r?\n/, 1)[0] ?? "";
  // A line that begins with a blank goes on with the one before.
  const [first = "", ...lines] = head.replace(/\r?\n[ \t]+/g, " ").split(/\r?\n/);
  const [, status, reason = ""] = /^SIP\/2\.0 ([1-6]\d\d)(?: (.*))?$/i.exec(first) ?? [];
  if (status === undefined) return undefined;
  const headers = new Map<string, string[]>();
  for (const line of lines) {
    const colon = line.indexOf(":");
    if (colon < 1) continue;
    const short = line.slice(0, colon).trim().toLowerCase();
    const name = LONG_NAMES[short] ?? short;
    headers.set(name, [...(headers.get(name) ?? []), line.slice(colon + 1).trim()]);
  }
  return { status: Number(status), reason, headers };
}

/** Whether it answers this very request. Source: RFC 3261, section 17.1.3. */
export function answersRequest(
  response: SipResponse,
  { branch, callId, sequence }: Pick<OptionsRequest, "branch" | "callId" | "sequence">,
): boolean {
  const [via = ""] = response.headers.get("via") ?? [];
  const [cseq = ""] = response.headers.get("cseq") ?? [];
  return (
    response.headers.get("call-id")?.[0] === callId &&
    new RegExp(`^${sequence}\\s+OPTIONS$`, "i").test(cseq) &&
    new RegExp(`;\\s*branch\\s*=\\s*${branch}(?:[;,\\s]|$)`, "i").test(via)
  );
}

const MESSAGE_MAX = 65_536;

/** Cuts what arrives by TCP into messages; `undefined` when it is no SIP. Source: RFC 3261, section 18.3. */
export function cutMessages(
  buffered: string,
): { readonly messages: readonly string[]; readonly rest: string } | undefined {
  const messages: string[] = [];
  let rest = buffered;
  for (;;) {
    // Empty lines between messages keep the way open.
    rest = rest.replace(/^(?:\r\n)+/, "");
    const end = rest.indexOf("\r\n\r\n");
    if (end === -1) return rest.length > MESSAGE_MAX ? undefined : { messages, rest };
    const [, length = "0"] = /^(?:content-length|l)\s*:\s*(\d{1,9})\s*$/im.exec(rest.slice(0, end)) ?? [];
    const total = end + 4 + Number(length);
    if (total > MESSAGE_MAX) return undefined;
    if (rest.length < total) return { messages, rest };
    messages.push(rest.slice(0, total));
    rest = rest.slice(total);
  }
}
