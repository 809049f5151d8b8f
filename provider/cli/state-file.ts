import { parseJson } from "../api/json.js";
import { stackOf } from "./urn.js";

/** What an export of a stack tells of the calls that its state has. */
export interface StateIds {
  /** Connection ids, and the keys of starts. */
  ids: ReadonlySet<string>;
  /** Stacks that it speaks for, as `stackOf` names them. */
  stacks: ReadonlySet<string>;
}

export type StateReading = { ok: true; state: StateIds } | { ok: false; problem: string };

/** Marks a secret in a state, and says which kind of marked value it is. Source: Pulumi SDK, `sig` of resource properties. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const ID_OUTPUTS = ["connectionId", "idempotencyKey"] as const;

/**
 * Reads the output of `pulumi stack export`. Whatever is not surely one is refused: to take it for a state that has no calls would hang up
 * those that it has.
 */
export function readStateExport(text: string): StateReading {
  // `trim` takes away the byte order mark, too, that some shells put before what they pipe.
  const trimmed = text.trim();
  if (trimmed === "") return refused("it is empty");
  const value = parseJson(trimmed);
  if (value === undefined) return refused("it is not JSON");
  if (!isObject(value) || !("deployment" in value)) return refused('it has no "deployment"');
  // A stack that never had an update.
  if (value.deployment === null) return { ok: true, state: { ids: new Set(), stacks: new Set() } };
  if (!isObject(value.deployment)) return refused('its "deployment" is no object');
  const resources = "resources" in value.deployment ? value.deployment.resources : [];
  if (resources === null) return { ok: true, state: { ids: new Set(), stacks: new Set() } };
  if (!Array.isArray(resources)) return refused('its "resources" are no list');
  return idsOf(resources);
}

function idsOf(resources: readonly unknown[]): StateReading {
  const ids = new Set<string>();
  const stacks = new Set<string>();
  for (const resource of resources) {
    if (!isObject(resource)) continue;
    const stack = "urn" in resource && typeof resource.urn === "string" ? stackOf(resource.urn) : undefined;
    if (stack !== undefined) stacks.add(stack);
    const outputs = "outputs" in resource ? resource.outputs : undefined;
    for (const name of ID_OUTPUTS) {
      const id = idIn(outputs, name);
      if (id.kind === "encrypted") {
        return { ok: false, problem: `It hides the ids of its calls: export it with --show-secrets` };
      }
      if (id.kind === "plain") ids.add(id.text);
    }
  }
  return { ok: true, state: { ids, stacks } };
}

type Id = { kind: "plain"; text: string } | { kind: "encrypted" } | { kind: "none" };

function idIn(outputs: unknown, name: string): Id {
  if (!isObject(outputs) || !Object.hasOwn(outputs, name)) return { kind: "none" };
  const value: unknown = Reflect.get(outputs, name);
  if (typeof value === "string" && value !== "") return { kind: "plain", text: value };
  if (!isObject(value) || !(SIGNATURE in value)) return { kind: "none" };
  const shown = "plaintext" in value && typeof value.plaintext === "string" ? parseJson(value.plaintext) : undefined;
  return typeof shown === "string" ? { kind: "plain", text: shown } : { kind: "encrypted" };
}

/** Several exports as one. */
export function together(states: readonly StateIds[]): StateIds {
  return {
    ids: new Set(states.flatMap(({ ids }) => [...ids])),
    stacks: new Set(states.flatMap(({ stacks }) => [...stacks])),
  };
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function refused(why: string): StateReading {
  return { ok: false, problem: `It is no output of \`pulumi stack export\`: ${why}` };
}
