import type { Trunk } from "../config-schema.js";
import { type Answer, Silence } from "./ask.js";
import type { SipResponse } from "./sip-message.js";

/** What a check of a trunk found, in words for whoever set it up. Pure. */
export interface Finding {
  /** `note` is nothing wrong, but something to know. */
  readonly mood: "ok" | "note" | "problem";
  readonly text: string;
}

const ok = (text: string): Finding => ({ mood: "ok", text });
const note = (text: string): Finding => ({ mood: "note", text });
const problem = (text: string): Finding => ({ mood: "problem", text });

export function notResolved(trunk: Trunk, code: string): Finding {
  return problem(
    `The name of ${trunk.proxy} cannot be resolved (${code}). Check how proxy is spelt, and the DNS of this machine.`,
  );
}

export function resolved(trunk: Trunk, addresses: readonly string[]): Finding {
  return ok(`${trunk.proxy} is ${addresses.join(", ")}.`);
}

export function findingsOf(trunk: Trunk, at: string, answer: Answer): readonly Finding[] {
  if (answer.kind === "failed") return [problem(failureText(trunk, at, answer.error, answer.connected))];
  const { response, challenge } = answer;
  const words = statusLine(response);
  const secured = trunk.transport === "tls" ? [ok("Its certificate is trusted and is of that host.")] : [];
  switch (challenge) {
    case "no credentials":
      return [
        ...secured,
        problem(`It asks for a user and a password (${words}). Add user, and password or passwordEnv, to the trunk.`),
      ];
    case "not understood":
      return [
        ...secured,
        problem(
          `It asks for a kind of authentication that is none of digest MD5 and SHA-256 (${words}). Have the provider offer one of them, or let this machine in by its address.`,
        ),
      ];
    case "refused":
      return [
        ...secured,
        problem(
          `It does not take the credentials (${words}). Check user and password; some providers have other ones for SIP than for their website.`,
        ),
      ];
    case "taken":
      return [...secured, ok(`It takes the credentials: ${words}.`), ...afterwards(response)];
    case "none":
      return [...secured, ...open(trunk, response, words)];
  }
}

/** An answer that came without a challenge. */
function open(trunk: Trunk, response: SipResponse, words: string): readonly Finding[] {
  const { status } = response;
  if (status === 403) {
    return [
      problem(
        `It refuses this machine (${words}). Have the provider allow the address that this machine's requests come from, or check user, fromDomain and callerId.`,
      ),
    ];
  }
  const rest = afterwards(response);
  if (rest.some(({ mood }) => mood === "problem")) return rest;
  const asked =
    trunk.credentials === undefined
      ? note("It asks for no password here; whether it knows this machine by its address shows at the first call.")
      : note("It asks for no password here, so user and password are not tested; they are at the first call.");
  return [ok(`It answers: ${words}.`), ...rest, asked];
}

/** What a final answer to OPTIONS says besides that there is someone. */
function afterwards(response: SipResponse): readonly Finding[] {
  const { status } = response;
  const words = statusLine(response);
  if (status < 300) return [];
  if (status < 400) return [problem(`It sends elsewhere (${words}). Name that server as proxy.`)];
  // What many say who answer calls, but no OPTIONS, or none without a user.
  if ([404, 405, 480, 481, 484, 486, 501].includes(status)) {
    return [note(`It is there, but has no answer to OPTIONS (${words}); calls may do well.`)];
  }
  if (status === 403)
    return [problem(`It refuses what it is asked (${words}), though the credentials are right. Ask the provider.`)];
  return [problem(`It is there, but not well (${words}). Try again later, or ask the provider.`)];
}

function failureText(trunk: Trunk, at: string, error: Error, connected: boolean): string {
  const { transport, proxy } = trunk;
  const over = transport.toUpperCase();
  if (error instanceof Silence) {
    return connected
      ? `Nothing comes back from ${at} over ${over}. Check port and transport, that a firewall lets ${over} out and its answers in, and whether the provider has to know this machine's address.`
      : `No connection to ${at} over ${over} comes about. Check port and transport, and that a firewall lets ${over} out.`;
  }
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  if (code === "ECONNREFUSED") {
    return `Nobody listens at ${at} over ${over}. Check port and transport: SIP is at 5060 by UDP and TCP, at 5061 by TLS, unless the provider says otherwise.`;
  }
  if (/^(?:ENETUNREACH|EHOSTUNREACH|EADDRNOTAVAIL)$/.test(code)) {
    return `There is no way from this machine to ${at} (${code}). Check its network and its firewall.`;
  }
  if (transport === "tls") return tlsText(proxy, at, code, plain(error.message));
  return `The connection to ${at} broke off (${code || plain(error.message)}). Check port and transport.`;
}

function tlsText(proxy: string, at: string, code: string, message: string): string {
  if (/SELF_SIGNED|UNABLE_TO_(?:VERIFY|GET_ISSUER)/.test(code)) {
    return `The certificate of ${at} is signed by nobody whom this machine trusts (${code}). Name the file of its authority in NODE_EXTRA_CA_CERTS, if it is your own server; otherwise do not use it.`;
  }
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID") {
    return `The certificate of ${at} is not of ${proxy}. Name the host as the provider writes it, not its address; otherwise do not use it.`;
  }
  if (/CERT_(?:HAS_EXPIRED|NOT_YET_VALID)/.test(code)) {
    return `The certificate of ${at} is out of date (${code}). Check the clock of this machine, and ask the provider.`;
  }
  return `No TLS comes about with ${at} (${code || message}). Check that the port is the one for TLS, often 5061.`;
}

/** `200 OK`, and who says so. */
function statusLine({ status, reason, headers }: SipResponse): string {
  const who = headers.get("server")?.[0] ?? headers.get("user-agent")?.[0];
  const words = reason === "" ? String(status) : `${status} ${plain(reason)}`;
  return who === undefined ? words : `${words}, says ${plain(who)}`;
}

/** What others write must not steer a terminal. */
function plain(text: string): string {
  return text.replace(/[^\x20-\x7e]+/g, "?").slice(0, 100);
}
