import { proxyVariable } from "./dispatcher.js";
import { errorCode } from "./errors.js";

/** Why there was no answer, as a person may mend it. */

/** A few words on an error of the connection. */
export function whyNoAnswer(cause: unknown): string {
  const code = errorCode(cause);
  switch (code) {
    case "ECONNREFUSED":
      return "connection refused";
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return "no such host, or no name server";
    case "UND_ERR_CONNECT_TIMEOUT":
    case "ETIMEDOUT":
      return "no connection in time";
    case "ECONNRESET":
    case "UND_ERR_SOCKET":
    case "EPIPE":
      return "connection reset";
  }
  switch (certificateTrouble(code)) {
    case "authority":
      return "its certificate is signed by nobody whom this machine trusts";
    case "time":
      return "its certificate has expired, or is not valid yet";
    case "name":
      return "its certificate is another host's";
    case undefined:
      return (
        refusalOfProxy(cause) ??
        (cause instanceof Error ? [code, cause.message].filter(Boolean).join(": ") : "no connection")
      );
  }
}

/** What to do when no connection to `baseUrl` could be made; no full stop at its end. */
export function whatToCheck(baseUrl: string, cause: unknown): string {
  switch (certificateTrouble(errorCode(cause))) {
    case "authority":
      return (
        "If its authority is your own, let NODE_EXTRA_CA_CERTS name a file with that authority's certificate (PEM) before pulumi starts. " +
        "Certificates are always verified, whatever NODE_TLS_REJECT_UNAUTHORIZED says"
      );
    case "time":
      return "Check this machine's clock, or have the certificate renewed";
    case "name":
      return "Check the base URL (SYMBL_BASE_URL or symbl:baseUrl): its host must be one that the certificate names";
    case undefined:
      return `${throughProxy(baseUrl)}Check that the server runs, and the base URL (SYMBL_BASE_URL or symbl:baseUrl)`;
  }
}

function throughProxy(baseUrl: string): string {
  const variable = proxyVariable(baseUrl);
  if (variable === undefined) return "";
  return (
    `Requests to it go through the proxy that ${variable} names, unless NO_PROXY lists its host: check that the proxy runs, lets them through, and is given ` +
    "a user and a password in its URL if it wants them. "
  );
}

function certificateTrouble(code: string | undefined): "authority" | "time" | "name" | undefined {
  switch (code) {
    case "DEPTH_ZERO_SELF_SIGNED_CERT":
    case "SELF_SIGNED_CERT_IN_CHAIN":
    case "UNABLE_TO_GET_ISSUER_CERT":
    case "UNABLE_TO_GET_ISSUER_CERT_LOCALLY":
    case "UNABLE_TO_VERIFY_LEAF_SIGNATURE":
    case "CERT_UNTRUSTED":
      return "authority";
    case "CERT_HAS_EXPIRED":
    case "CERT_NOT_YET_VALID":
      return "time";
    case "ERR_TLS_CERT_ALTNAME_INVALID":
      return "name";
    default:
      return undefined;
  }
}

/** undici gives the status of a proxy's refusal in its message only. */
function refusalOfProxy(cause: unknown): string | undefined {
  const status = cause instanceof Error ? /^Proxy response \((\d{3})\)/.exec(cause.message)?.[1] : undefined;
  if (status === undefined) return undefined;
  return `the proxy answered ${status}${status === "407" ? ", it wants a user and a password" : ""}`;
}
