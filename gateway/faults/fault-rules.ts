import type { Operation } from "../http/operations.js";
import { seededRandom } from "../random.js";
import { type FaultRule, type FaultSet, fits } from "../wire/faults.js";

/** A rule that has struck a request. */
export interface Strike {
  readonly id: string;
  readonly rule: FaultRule;
  /** Its effect is over, or is to be left out. */
  done: boolean;
  /** The connection was reset, so there is no answer. */
  cutOff: boolean;
}

interface RuleInForce {
  readonly id: string;
  readonly rule: FaultRule;
  readonly random: () => number;
  matched: number;
  struck: number;
}

/** The faults in force in this process, and how often each has struck. */
export class FaultRules {
  readonly #defaultSeed: number;
  readonly #first: FaultSet;
  #seed: number;
  #rules: readonly RuleInForce[] = [];

  /** `seed` is for sets that name none. */
  constructor(seed: number, set: FaultSet = { rules: [] }) {
    this.#defaultSeed = seed;
    this.#first = set;
    this.#seed = seed;
    this.replace(set);
  }

  /** Puts these rules in force and no others; all counting begins anew. */
  replace({ seed = this.#defaultSeed, rules }: FaultSet): void {
    this.#seed = seed;
    this.#rules = rules.map((rule, index) => ({
      id: rule.id ?? `rule-${index + 1}`,
      rule,
      // A die of its own, so that rules do not change each other's luck.
      random: seededRandom(seed + index * 7_919),
      matched: 0,
      struck: 0,
    }));
  }

  /** As at the beginning. */
  reset(): void {
    this.replace(this.#first);
  }

  get inForce() {
    return {
      seed: this.#seed,
      rules: this.#rules.map(({ id, rule, matched, struck }) => ({ ...rule, id, matched, struck })),
    };
  }

  /** The rule that strikes a request of `appId` with `operation`, if any; it counts as having struck. */
  strike(operation: Operation, appId: string): Strike | undefined {
    for (const entry of this.#rules) {
      const { id, rule } = entry;
      if (rule.operation === undefined ? !fits(rule.effect, operation) : rule.operation !== operation) continue;
      if (rule.appId !== undefined && rule.appId !== appId) continue;
      entry.matched += 1;
      if (rule.count !== undefined && entry.struck >= rule.count) continue;
      if (rule.probability < 1 && entry.random() >= rule.probability) continue;
      entry.struck += 1;
      return { id, rule, done: false, cutOff: false };
    }
    return undefined;
  }
}
