/** What a URN tells of a session, as a person knows it. */
export interface SessionName {
  name: string;
  stack: string;
  project: string;
}

const PREFIX = "urn:pulumi:";

/** `urn:pulumi:<stack>::<project>::<types>::<name>`; a name may hold `::` itself. `undefined` when it is none. Source: Pulumi, "URNs". */
export function parseUrn(urn: string): SessionName | undefined {
  if (!urn.startsWith(PREFIX)) return undefined;
  const [stack, project, types, ...name] = urn.slice(PREFIX.length).split("::");
  if (stack === undefined || project === undefined || types === undefined || name.length === 0) return undefined;
  return { stack, project, name: name.join("::") };
}

/** Stack and project of a URN, for comparison. */
export function stackOf(urn: string): string | undefined {
  const parsed = parseUrn(urn);
  return parsed === undefined ? undefined : `${parsed.stack}::${parsed.project}`;
}
