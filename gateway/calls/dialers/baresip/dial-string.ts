import { type ApiError, badRequest } from "../../../errors.js";
import { parseSipUri } from "../../../wire/sip-uri.js";
import type { SipTarget } from "./target.js";

/** The URI that baresip is given, or why it cannot be given. baresip takes it from a command line, so nothing may stand in it that means more there. Pure. */

/** baresip dials `sip:` alone; longer ones would not fit its buffers. */
const MAX_LENGTH = 1_000;
const HARMLESS = /^[\x21-\x7e]+$/;

/** Throws a 400 when the URI cannot be dialled as it is. */
export function dialString(target: SipTarget): string {
  const uri = parseSipUri(target.uri);
  if (uri === undefined || !HARMLESS.test(target.uri))
    throw cannotDial("A SIP or SIPS URI, such as sip:standup@sip.example.com.");
  if (uri.headers !== "") throw cannotDial("Headers in the URI (behind a ?) are not sent.");
  if (/[<>"\\^`{|}]/.test(target.uri)) throw cannotDial("It has characters that must be escaped with %.");
  if (uri.hostPort.startsWith("["))
    throw cannotDial("Hosts with IPv6 addresses cannot be called; give a name or an IPv4 address.");
  const given = transportOf(uri.parameters);
  if (given !== undefined && !["udp", "tcp", "tls"].includes(given)) {
    throw cannotDial("The transport must be udp, tcp or tls.");
  }
  if (uri.scheme === "sips" && given !== undefined && given !== "tls" && given !== "tcp") {
    throw cannotDial("A sips URI goes by TLS, so its transport cannot be another.");
  }
  const transport =
    uri.scheme === "sips" ? "tls" : (given ?? (target.proxy === undefined ? target.transport : undefined));
  const parameters = uri.parameters.replace(/;transport=[^;]*/gi, "");
  const userInfo = uri.user === undefined ? "" : `${uri.user}${uri.password === undefined ? "" : `:${uri.password}`}@`;
  const dialled = `sip:${userInfo}${uri.hostPort}${transport === undefined ? "" : `;transport=${transport}`}${parameters}`;
  if (dialled.length > MAX_LENGTH) throw cannotDial(`It must not be longer than ${MAX_LENGTH} characters.`);
  return dialled;
}

/** Where a call goes first. */
export interface Hop {
  readonly host: string;
  /** Absent where it is for the DNS, or the transport, to say. */
  readonly port: number | undefined;
  readonly transport: "udp" | "tcp" | "tls";
}

export function firstHop(target: SipTarget): Hop {
  const uri = parseSipUri(target.uri);
  const [, host = "", port] = /^(.*?)(?::(\d+))?$/.exec(target.proxy ?? uri?.hostPort ?? "") ?? [];
  const given = target.proxy === undefined ? transportOf(uri?.parameters ?? "") : undefined;
  const asked = given === "tcp" || given === "tls" || given === "udp" ? given : (target.transport ?? "udp");
  return {
    host,
    port: port === undefined ? undefined : Number(port),
    transport: uri?.scheme === "sips" ? "tls" : asked,
  };
}

function transportOf(parameters: string): string | undefined {
  return /;transport=([^;]*)/i.exec(parameters)?.[1]?.toLowerCase();
}

export function cannotDial(message: string): ApiError {
  return badRequest([{ path: "endpoint.uri", message }]);
}
