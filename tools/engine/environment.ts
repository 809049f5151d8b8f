import { delimiter } from "node:path";
import { pulumiSdkDirectory } from "./recipe.js";
import type { Engine } from "./types.js";

export interface EngineEnvironmentOptions {
  /** `PULUMI_HOME`: plugins, credentials, logs. Default: the person's own `~/.pulumi`. */
  readonly home?: string;
  /** `PULUMI_BACKEND_URL`, such as `file:///tmp/state`. Default: whatever `pulumi login` chose. */
  readonly backendUrl?: string;
  /** `PULUMI_CONFIG_PASSPHRASE`; the empty string is a passphrase too. Default: unset. */
  readonly passphrase?: string;
  /** Added last, so it wins; `undefined` removes a variable. */
  readonly extra?: Readonly<Record<string, string | undefined>>;
  /** Default: `process.env`. */
  readonly base?: Readonly<Record<string, string | undefined>>;
}

/**
 * The environment in which `engine.command` works offline and finds its own plugins. Every `PULUMI_*` variable of `base`
 * is left out: a stray `PULUMI_STACK` or `PULUMI_CONFIG` would change what the demo and the tests see.
 */
export function engineEnvironment(engine: Engine, options: EngineEnvironmentOptions = {}): Record<string, string> {
  const base = options.base ?? process.env;
  const merged: Record<string, string | undefined> = {
    ...Object.fromEntries(Object.entries(base).filter(([name]) => !name.startsWith("PULUMI_"))),
    // The SDK's directory comes last: it has the dynamic provider's plugin, should the engine lack one.
    PATH: [engine.binDirectory, base.PATH, pulumiSdkDirectory()].filter(Boolean).join(delimiter),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_HOME: options.home,
    PULUMI_BACKEND_URL: options.backendUrl,
    PULUMI_CONFIG_PASSPHRASE: options.passphrase,
    ...options.extra,
  };
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(merged)) if (value !== undefined) environment[name] = value;
  return environment;
}
