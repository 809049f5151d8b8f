import type { SipTarget } from "./target.js";

/** The two files that a baresip process reads. Pure; they hold the trunk's password. */

export interface CallPorts {
  /** SIP by UDP and TCP; by TLS it is the next one, which baresip takes in any case. */
  readonly sip: number;
  readonly control: number;
}

export interface CallSetup {
  readonly target: SipTarget;
  readonly ports: CallPorts;
  /** IPv4 address of this machine on the way to the far end. */
  readonly address: string;
  /** Folder of this call alone; its name is known to nobody else. */
  readonly folder: string;
  readonly modules: string;
  readonly rtpPorts: readonly [number, number];
  /** Seconds without any RTP after which the call ends. */
  readonly mediaTimeout: number;
  readonly codecs: readonly Codec[];
}

export type Codec = "pcmu" | "pcma" | "opus" | "l16";

const MODULE_OF: Readonly<Record<Codec, string>> = { pcmu: "g711", pcma: "g711", opus: "opus", l16: "l16" };

/** As accounts name them: what is not 8 kHz mono must say so. */
const IN_ACCOUNTS: Readonly<Record<Codec, string>> = {
  pcmu: "pcmu",
  pcma: "pcma",
  opus: "opus/48000/2",
  l16: "l16/16000/1",
};

export function configFile(setup: CallSetup): string {
  const { ports, address, folder, modules } = setup;
  const codecModules = [...new Set(setup.codecs.map((codec) => MODULE_OF[codec]))];
  return lines([
    "poll_method epoll",
    `sip_listen ${address}:${ports.sip}`,
    `net_interface ${address}`,
    "call_max_calls 1",
    // Of a pair: what the far end says must not come back to it, so the source is muted at once.
    "audio_player aubridge,first",
    "audio_source aubridge,first",
    "audio_alert aubridge,alert",
    // Announcements are of this form, whatever the far end speaks.
    ...["ausrc_srate 8000", "ausrc_channels 1", "auplay_srate 8000", "auplay_channels 1"],
    // No sounds are there; by this name the control connection is known to be this process's.
    `audio_path ${plain(folder)}`,
    `rtp_ports ${setup.rtpPorts[0]}-${setup.rtpPorts[1]}`,
    `rtp_timeout ${setup.mediaTimeout}`,
    "jitter_buffer_delay 5-10",
    `module_path ${plain(modules)}`,
    ...codecModules.map((name) => `module ${name}.so`),
    ...["aufile", "aubridge", "sndfile"].map((name) => `module ${name}.so`),
    "module_tmp account.so",
    ...["menu", "debug_cmd", "ctrl_tcp"].map((name) => `module_app ${name}.so`),
    `ctrl_tcp_listen 127.0.0.1:${ports.control}`,
    "ringback_disabled yes",
    "statmode_default off",
    "menu_bell no",
    `snd_path ${plain(folder)}`,
  ]);
}

export function accountsFile({ target, address, codecs }: CallSetup): string {
  const { from, credentials, proxy } = target;
  const user = token(from?.user ?? credentials?.user ?? "symbl-gateway");
  const host = plain(from?.host ?? address);
  const name = from?.displayName === undefined ? "" : `"${displayName(from.displayName)}" `;
  return lines([
    [
      `${name}<sip:${user}@${host}>`,
      "regint=0",
      // A far end that transfers the call would have us dial whom it likes.
      "call_transfer=no",
      `audio_codecs=${codecs.map((codec) => IN_ACCOUNTS[codec]).join(",")}`,
      ...(proxy === undefined
        ? []
        : [`outbound="sip:${plain(proxy)}${target.transport === undefined ? "" : `;transport=${target.transport}`}"`]),
      ...(credentials === undefined
        ? []
        : [`auth_user=${quoted(credentials.user)}`, `auth_pass=${quoted(credentials.password)}`]),
    ].join(";"),
  ]);
}

/** Whether baresip can be told this name or password: it knows no escapes, so a quotation mark keeps spaces and semicolons out. */
export function canBeTold(value: string): boolean {
  return value !== "" && !/\p{Cc}/u.test(value) && !(value.includes('"') && /[\s;]|^"/.test(value));
}

function quoted(value: string): string {
  if (!canBeTold(value)) throw new Error("The user or the password has characters that baresip cannot take.");
  return value.includes('"') ? value : `"${value}"`;
}

const PLAIN = /^[^\s;,"<>\\\p{Cc}]+$/u;

function plain(value: string): string {
  if (!PLAIN.test(value))
    throw new Error("A value of the call's configuration has characters that baresip cannot take.");
  return value;
}

/** The user part of a URI, escaped. */
function token(user: string): string {
  return user
    .replace(/\p{Cs}/gu, "")
    .replace(/[^A-Za-z0-9\-_.!~*'()+]/gu, (character) => encodeURIComponent(character));
}

/** Within quotes, in one line. */
function displayName(name: string): string {
  return name.replace(/[^\x20-\x7e]|["\\<>;,]/g, " ").trim();
}

function lines(all: readonly string[]): string {
  return `${all.join("\n")}\n`;
}
