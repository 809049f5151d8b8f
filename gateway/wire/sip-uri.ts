/** SIP and SIPS URIs. Source: RFC 3261, section 19.1. Pure. */

export interface SipUri {
  readonly scheme: "sip" | "sips";
  /** Absent for a URI of a host alone. */
  readonly user?: string;
  readonly password?: string;
  /** Host with its port. */
  readonly hostPort: string;
  /** From the first `;` behind the host on, `""` when there are none. */
  readonly parameters: string;
  /** From the `?` on, `""` when there are none. */
  readonly headers: string;
}

const MAX_LENGTH = 2_048;
const USER = /^(?:[A-Za-z0-9\-_.!~*'()&=+$,;?/#]|%[0-9A-Fa-f]{2})+$/;
const PASSWORD = /^(?:[A-Za-z0-9\-_.!~*'()&=+$,]|%[0-9A-Fa-f]{2})*$/;
const HOST_PORT = /^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,253}[A-Za-z0-9.])?|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?$/;
const PARAMETERS = /^(?:;[^\s;?@<>"]+)*$/;
const HEADERS = /^(?:\?[^\s<>"]+)?$/;

/** The parts of `uri`, or `undefined` when it is not a SIP or SIPS URI. */
export function parseSipUri(uri: string): SipUri | undefined {
  if (uri.length > MAX_LENGTH) return undefined;
  const colon = uri.indexOf(":");
  const scheme = uri.slice(0, colon).toLowerCase();
  if (scheme !== "sip" && scheme !== "sips") return undefined;
  const rest = uri.slice(colon + 1);
  // "@" may stand unescaped between user and host only, so the last one before the headers divides them.
  const at = rest.lastIndexOf("@");
  const userInfo = at === -1 ? undefined : rest.slice(0, at);
  const behind = rest.slice(at + 1);
  const hostEnd = behind.search(/[;?]/);
  const hostPort = hostEnd === -1 ? behind : behind.slice(0, hostEnd);
  const tail = hostEnd === -1 ? "" : behind.slice(hostEnd);
  const question = tail.indexOf("?");
  const parameters = question === -1 ? tail : tail.slice(0, question);
  const headers = question === -1 ? "" : tail.slice(question);
  if (!HOST_PORT.test(hostPort) || !PARAMETERS.test(parameters) || !HEADERS.test(headers)) return undefined;
  if (userInfo === undefined) return { scheme, hostPort, parameters, headers };

  const divider = userInfo.indexOf(":");
  const user = divider === -1 ? userInfo : userInfo.slice(0, divider);
  if (!USER.test(user)) return undefined;
  if (divider === -1) return { scheme, user, hostPort, parameters, headers };
  const password = userInfo.slice(divider + 1);
  return PASSWORD.test(password) ? { scheme, user, password, hostPort, parameters, headers } : undefined;
}
