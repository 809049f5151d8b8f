/**
 * What saved states depend on for ever: delete and read run the provider text that stands in the state, whatever version is installed.
 * None of this may ever change.
 */

/** Evaluated by Pulumi's dynamic host: loads the installed package from the program's directory. A constant, so nothing is captured. */
export const PROVIDER_TEXT =
  'exports.handler=()=>require("module").createRequire(process.cwd()+"/_")("pulumi-symbl-telephony/provider");';

/** Type token of the resource. */
export const SESSION_TYPE = "pulumi-nodejs:dynamic/symbl:TelephonySession";

/** Input that carries the provider text; Pulumi's host reads it. */
export const PROVIDER_KEY = "__provider";

/** Input that carries the session's identity; diff ignores it. */
export const IDENTITY_KEY = "__session";

/** Begins the id of a resource whose start has an unknown outcome; the rest is the intent's UUID. */
export const UNKNOWN_ID_PREFIX = "unknown-";
