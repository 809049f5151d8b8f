import type { Program, Session } from "./program.js";

/** A resource as the engine's state has it. */
export interface Resource {
  readonly id: string;
  readonly inputs: Record<string, unknown>;
  readonly outputs: Record<string, unknown>;
  /** Its creation failed half-way, for these reasons. */
  readonly initErrors: readonly string[];
  /** Deleted, and not yet created anew. */
  readonly replacing: boolean;
  /** What the program said when the outputs were made: the reference's own notes, not the engine's. */
  readonly wanted: Program;
}

/** The state of a stack, which outlives all processes. */
export class Stack {
  readonly #resources = new Map<Session, Resource>();

  get(session: Session): Resource | undefined {
    return this.#resources.get(session);
  }

  all(): Resource[] {
    return [...this.#resources.values()];
  }

  save(session: Session, resource: Resource | undefined): void {
    if (resource === undefined) this.#resources.delete(session);
    else this.#resources.set(session, resource);
  }
}
