import { answer } from "../../../support/sip/scenarios.js";

/** What sipp says to OPTIONS, as its XML. */

const RECEIVED = '<recv request="OPTIONS"/>';

function scenario(...steps: readonly string[]): string {
  return `<?xml version="1.0" encoding="ISO-8859-1" ?>\n<scenario name="options">\n${steps.join("\n")}\n</scenario>\n`;
}

export function answersOptions(status: string, ...headers: readonly string[]): string {
  return scenario(RECEIVED, answer(status, ...headers));
}

export function silent(): string {
  return scenario(RECEIVED, '<recv request="OPTIONS"/>', '<pause milliseconds="60000"/>');
}

/** Asks for a password; the answer is checked by sipp. */
export function wantsPassword({ user, password }: { user: string; password: string }): string {
  return scenario(
    RECEIVED,
    challenge(401),
    `<recv request="OPTIONS"><action><verifyauth assign_to="good" username="${user}" password="${password}"/></action></recv>`,
    '<nop hide="true" test="good" next="good"/>',
    challenge(401),
    '<nop next="end"/>',
    '<label id="good"/>',
    answer("200 OK"),
    '<label id="end"/>',
  );
}

/** Asks for a password as proxies do, and then says `status`: sipp checks no Proxy-Authorization. */
export function proxyWantsPassword(status: "200 OK" | 407): string {
  return scenario(RECEIVED, challenge(407), RECEIVED, status === 407 ? challenge(407) : answer(status));
}

function challenge(status: 401 | 407): string {
  const digest = 'Digest realm="trunk.test", nonce="5f1e0b", algorithm=MD5, qop="auth"';
  return status === 401
    ? answer("401 Unauthorized", `WWW-Authenticate: ${digest}`)
    : answer("407 Proxy Authentication Required", `Proxy-Authenticate: ${digest}`);
}
