import { isIP } from "node:net";

/**
 * SIP and SIPS URIs. Source: RFC 3261, sections 19.1 and 25.1. No reason repeats the URI: it may carry a password.
 *
 * `sip:user:password@host:port;parameters?headers`
 */

const LONGEST = 2000;

const UNRESERVED = "-A-Za-z0-9_.!~*'()";
const ESCAPED = "%[0-9A-Fa-f]{2}";
const USER = charactersOf("&=+$,;?/");
const PASSWORD = charactersOf("&=+$,");
const PARAMETER = charactersOf("[\\]/:&+$");
const HEADER = charactersOf("[\\]/?:+$");
const HOST_LABEL = /^[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?$/;

function charactersOf(more: string): RegExp {
  return new RegExp(`^(?:[${UNRESERVED}${more}]|${ESCAPED})*$`);
}

/** What is wrong with a URI: the first of its parts that no SIP server would take. */
export function sipUriProblem(text: string): string | undefined {
  if (text.length > LONGEST) return `is longer than ${LONGEST} characters`;
  if (/[<>"]/.test(text)) return "has angle brackets or quotes: write the URI alone, without a name";
  if (/\s/.test(text)) return "contains white space: write the URI alone, %20 for a space";
  if (/\p{Cc}/u.test(text)) return "contains a control character";
  return schemeProblem(text) ?? partsProblem(split(text));
}

/** The same URI with scheme and host in lower case, which mean the same in either. Source: RFC 3261, section 19.1.4. */
export function canonicalSipUri(text: string): string {
  if (sipUriProblem(text) !== undefined) return text;
  const { scheme, user, hostAndPort, rest } = split(text);
  return `${scheme.toLowerCase()}:${user === undefined ? "" : `${user}@`}${hostAndPort.toLowerCase()}${rest}`;
}

function schemeProblem(text: string): string | undefined {
  if (/^tel:/i.test(text)) return 'is a telephone number: write endpoint: { type: "pstn", phoneNumber: … }';
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(text)?.[1]?.toLowerCase();
  if (scheme !== "sip" && scheme !== "sips") return 'must start with sip: or sips:, such as "sip:bot@example.com"';
  return /^sips?:\/\//i.test(text)
    ? "has // after its scheme: SIP URIs have none, as in sip:bot@example.com"
    : undefined;
}

interface Parts {
  scheme: string;
  /** User and password. */
  user: string | undefined;
  hostAndPort: string;
  /** Parameters and headers, with the signs that start them. */
  rest: string;
}

/** A user may hold `;` and `?`, but no `@`: so the first `@` ends it. */
function split(text: string): Parts {
  const colon = text.indexOf(":");
  const at = text.indexOf("@", colon);
  const host = text.slice(at < 0 ? colon + 1 : at + 1);
  const end = host.search(/[;?]/);
  return {
    scheme: text.slice(0, colon),
    user: at < 0 ? undefined : text.slice(colon + 1, at),
    hostAndPort: end < 0 ? host : host.slice(0, end),
    rest: end < 0 ? "" : host.slice(end),
  };
}

function partsProblem(parts: Parts): string | undefined {
  const question = parts.rest.indexOf("?");
  const parameters = question < 0 ? parts.rest : parts.rest.slice(0, question);
  const headers = question < 0 ? undefined : parts.rest.slice(question + 1);
  return (
    userProblem(parts.user) ??
    hostAndPortProblem(parts.hostAndPort) ??
    parametersProblem(parameters) ??
    (headers === undefined ? undefined : headersProblem(headers))
  );
}

function userProblem(userInfo: string | undefined): string | undefined {
  if (userInfo === undefined) return undefined;
  const colon = userInfo.indexOf(":");
  const user = colon < 0 ? userInfo : userInfo.slice(0, colon);
  if (user === "") return "has nothing before the @";
  if (!USER.test(user)) return "has a character in its user that must be written as %XX";
  if (colon >= 0 && !PASSWORD.test(userInfo.slice(colon + 1)))
    return "has a character in its password that must be written as %XX";
  return undefined;
}

function hostAndPortProblem(text: string): string | undefined {
  if (text === "") return "has no host";
  if (text.includes("@")) return "has more than one @: write %40 for one in the user";
  if (isIP(text) === 6) return "has an IPv6 address without square brackets: write them, as in sip:bot@[2001:db8::1]";
  const match = /^(\[[^\]]*\]|[^:[\]]*)(?::(.*))?$/.exec(text);
  if (match === null) return "has no readable host: an IPv6 address stands in square brackets, such as [2001:db8::1]";
  const [, host = "", port] = match;
  return hostProblem(host) ?? (port === undefined ? undefined : portProblem(port));
}

function hostProblem(host: string): string | undefined {
  if (host === "") return "has no host";
  if (host.startsWith("["))
    return isIP(host.slice(1, -1)) === 6 && !host.includes("%")
      ? undefined
      : "has no IPv6 address in its square brackets";
  if (isIP(host) === 4) return undefined;
  const labels = host.replace(/\.$/, "").split(".");
  if (!labels.every((label) => HOST_LABEL.test(label)))
    return "has a host that is no host name: letters, digits and dashes between dots";
  return /^[A-Za-z]/.test(labels.at(-1) ?? "")
    ? undefined
    : "has a host that is neither a host name nor an IPv4 address";
}

function portProblem(port: string): string | undefined {
  const valid = /^\d{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65_535;
  return valid ? undefined : "has a port that is not between 1 and 65535";
}

function parametersProblem(text: string): string | undefined {
  if (text === "") return undefined;
  const seen = new Set<string>();
  for (const parameter of text.slice(1).split(";")) {
    const equals = parameter.indexOf("=");
    const name = (equals < 0 ? parameter : parameter.slice(0, equals)).toLowerCase();
    const value = equals < 0 ? undefined : parameter.slice(equals + 1);
    if (name === "" || value === "") return "has a parameter without a name or value";
    if (!PARAMETER.test(name) || (value !== undefined && !PARAMETER.test(value)))
      return "has a character in a parameter that must be written as %XX";
    if (seen.has(name)) return "has a parameter twice";
    seen.add(name);
  }
  return undefined;
}

function headersProblem(text: string): string | undefined {
  for (const header of text.split("&")) {
    const equals = header.indexOf("=");
    if (equals <= 0) return "has a header (after the ?) that is not name=value";
    if (!HEADER.test(header.slice(0, equals)) || !HEADER.test(header.slice(equals + 1)))
      return "has a character in a header (after the ?) that must be written as %XX";
  }
  return undefined;
}
