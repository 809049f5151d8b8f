import type { Dispatcher } from "undici";
import { SymblError } from "./errors.js";

/** How requests get on their way: through which proxy, and whom they trust. */

const CONNECT_TIMEOUT_MS = 10_000;

type Environment = Readonly<Record<string, string | undefined>>;

interface Variable {
  name: string;
  value: string;
}

const VARIABLES = { http: ["http_proxy", "HTTP_PROXY"], https: ["https_proxy", "HTTPS_PROXY"] } as const;

/** A proxy would take these for itself; and what goes to a server on this machine must not leave it. */
const OWN_MACHINE = ["localhost", "127.0.0.1", "[::1]"];

/** Said aloud, since NODE_TLS_REJECT_UNAUTHORIZED=0 would switch it off: credentials go to nobody who cannot show who they are. */
const CONNECT = { timeout: CONNECT_TIMEOUT_MS, rejectUnauthorized: true };
const OPTIONS = { connect: CONNECT, headersTimeout: 0, bodyTimeout: 0 };

/** `reused` for requests one after the other, `fresh` for one of its own for each, closed afterwards. */
export type Connections = "reused" | "fresh";

function optionsOf(connections: Connections): typeof OPTIONS & { pipelining?: number } {
  // undici: "Set to 0 to disable keep-alive connections".
  return connections === "fresh" ? { ...OPTIONS, pipelining: 0 } : OPTIONS;
}

/** Straight to the server. Timeouts are the deadline's business. */
export function directDispatcher(
  { Agent }: Pick<typeof import("undici"), "Agent">,
  connections: Connections = "reused",
): Dispatcher {
  return new Agent(optionsOf(connections));
}

/** Whether requests may have to go through a proxy. */
export function namesProxy(env: Environment = process.env): boolean {
  return (variableIn(env, "http") ?? variableIn(env, "https")) !== undefined;
}

/**
 * Timeouts are the deadline's business; `NODE_EXTRA_CA_CERTS` and the proxy variables are honoured. Throws `SYMBL_INVALID_SETTINGS` for a variable that names
 * no proxy.
 */
export function newDispatcher(
  undici: Pick<typeof import("undici"), "Agent" | "EnvHttpProxyAgent">,
  env: Environment = process.env,
  connections: Connections = "reused",
): Dispatcher {
  const [httpProxy, httpsProxy] = [proxyIn(env, "http"), proxyIn(env, "https")];
  if (httpProxy === undefined && httpsProxy === undefined) return directDispatcher(undici, connections);
  return new undici.EnvHttpProxyAgent({
    ...optionsOf(connections),
    requestTls: CONNECT,
    proxyTls: CONNECT,
    httpProxy: httpProxy ?? "",
    httpsProxy: httpsProxy ?? "",
    noProxy: withOwnMachine(env.no_proxy ?? env.NO_PROXY ?? ""),
  });
}

/** The variable whose proxy requests to `baseUrl` go through, unless `NO_PROXY` exempts it. */
export function proxyVariable(baseUrl: string, env: Environment = process.env): string | undefined {
  const { protocol, hostname } = new URL(baseUrl);
  if (OWN_MACHINE.includes(hostname)) return undefined;
  const https = protocol === "https:" || protocol === "wss:" ? variableIn(env, "https") : undefined;
  return (https ?? variableIn(env, "http"))?.name;
}

function withOwnMachine(noProxy: string): string {
  return noProxy.trim() === "*" ? "*" : [noProxy, ...OWN_MACHINE].join(",");
}

/** The lower-case name goes first, even when it is set to nothing: that is how one proxy is switched off. */
function variableIn(env: Environment, scheme: keyof typeof VARIABLES): Variable | undefined {
  for (const name of VARIABLES[scheme]) {
    const value = env[name]?.trim();
    if (value !== undefined) return value === "" ? undefined : { name, value };
  }
  return undefined;
}

function proxyIn(env: Environment, scheme: keyof typeof VARIABLES): string | undefined {
  const variable = variableIn(env, scheme);
  if (variable === undefined) return undefined;
  const { name, value } = variable;
  // As other programs do, `proxy.example.com:3128` is taken too.
  const url = value.includes("://") ? value : `http://${value}`;
  if (URL.canParse(url) && /^(?:https?|socks5?):$/.test(new URL(url).protocol)) return url;
  // The value may hold a password.
  throw new SymblError(
    "SYMBL_INVALID_SETTINGS",
    `The environment variable ${name} is no proxy's URL. Set it to one such as http://proxy.example.com:3128, or unset it`,
  );
}
