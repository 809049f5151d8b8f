type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The environment for everything that the demo starts: without the person's own Symbl account and gateway settings, without their Pulumi
 * login and stack, and without a proxy between two programs on this machine. The demo never dials through a real account.
 */
export function withoutOwnSettings(env: Environment): Record<string, string> {
  const clean: Record<string, string> = {};
  for (const [name, value] of Object.entries(env))
    if (value !== undefined && !/^(SYMBL|PULUMI)_|_proxy$/i.test(name)) clean[name] = value;
  return clean;
}

/** The names that `withoutOwnSettings` leaves out, to be unset by a shell. */
export function ownSettings(env: Environment): string[] {
  const clean = withoutOwnSettings(env);
  return Object.keys(env).filter((name) => env[name] !== undefined && !(name in clean));
}

/** For sh: in single quotes unless it needs none. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
