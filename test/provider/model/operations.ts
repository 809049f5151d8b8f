import { isDeepStrictEqual } from "node:util";
import { EngineGone, type EngineRun, HostGone } from "./engine.js";
import type { Provider } from "./host.js";
import type { Judge } from "./judge.js";
import { inputsOf, numberOf, type Plan, type Program, plansFor, type Session } from "./program.js";
import type { Resource, Stack } from "./stack.js";

/** What became of one session in one command. */
export type Outcome = { kind: "done"; plan: Plan | "nothing" } | { kind: "failed"; why: string } | { kind: "lost" };

/** The engine's commands, step by step as it was seen to take them. */
export interface Engine {
  run: EngineRun;
  stack: Stack;
  judge: Judge;
  trace: (line: string) => void;
}

/** `up`: check, then create, or diff and what it asks for. With `forced` the engine replaces without asking diff (`replacementTrigger`). */
export async function up(engine: Engine, session: Session, program: Program, forced = false): Promise<Plan> {
  const { stack } = engine;
  const old = stack.get(session);
  const checked = await ask(engine, (provider) => provider.check(copy(old?.inputs ?? {}), inputsOf(session, program)));
  if (checked.failures.length > 0) throw new Error(`check refuses: ${JSON.stringify(checked.failures)}`);
  const inputs = copy(checked.inputs);
  if (old === undefined) {
    await create(engine, session, inputs, program);
    return "create";
  }
  const plan = forced ? "replace" : await planned(engine, session, old, inputs, program);
  switch (plan) {
    case "create":
    case "replace":
      if (!old.replacing) {
        await remove(engine, session, old);
        stack.save(session, { ...old, replacing: true });
        engine.run.saved();
      }
      await create(engine, session, inputs, program);
      return plan;
    case "update":
      await update(engine, session, old, inputs, program);
      return plan;
    case "same":
      if (old.initErrors.length > 0) await update(engine, session, old, inputs, program);
      else stack.save(session, { ...old, inputs });
      return plan;
  }
}

async function planned(
  engine: Engine,
  session: Session,
  old: Resource,
  inputs: Record<string, unknown>,
  program: Program,
): Promise<Plan> {
  const answer = await ask(engine, (provider) => provider.diff(old.id, copy(old.outputs), copy(inputs)));
  const plan = !answer.changes ? "same" : answer.replaces.length > 0 ? "replace" : "update";
  const saved = {
    wanted: old.wanted,
    connected: text(old.outputs.connectionId) !== "",
    status: old.outputs.status,
    mayHaveBeenHungUp: engine.judge.mayHaveBeenHungUp(old),
  };
  const promised = plansFor(saved, program);
  if (!promised.includes(plan))
    engine.judge.report(`diff of ${session} says ${plan}, and ${promised.join(" or ")} was promised`);
  if (plan === "replace" && !answer.deleteBeforeReplace)
    engine.judge.report(`diff of ${session} wants to dial before hanging up`);
  return old.replacing ? "create" : plan;
}

async function create(
  engine: Engine,
  session: Session,
  inputs: Record<string, unknown>,
  wanted: Program,
): Promise<void> {
  const { stack, judge } = engine;
  const base = { inputs, initErrors: [], replacing: false, wanted };
  const creating = `${engine.run.address} ${numberOf(session)}`;
  judge.creating.set(creating, wanted);
  try {
    const { id, outs } = await ask(engine, (provider) => provider.create(copy(inputs)), true);
    judge.created(id, wanted);
    if (text(id) === "" || outs.connectionId !== id)
      judge.report(`create gave the id "${id}" for ${JSON.stringify(outs.connectionId)}`);
    stack.save(session, { ...base, id, outputs: plain(judge, outs) });
    engine.run.saved();
  } catch (error) {
    const saved = initFailed(error);
    if (saved !== undefined)
      stack.save(session, {
        ...base,
        id: saved.id,
        outputs: plain(judge, saved.properties),
        initErrors: saved.reasons,
      });
    throw error;
  } finally {
    judge.creating.delete(creating);
  }
}

async function update(
  engine: Engine,
  session: Session,
  old: Resource,
  inputs: Record<string, unknown>,
  wanted: Program,
): Promise<void> {
  const { stack, judge } = engine;
  try {
    const { outs } = await ask(engine, (provider) => provider.update(old.id, copy(old.outputs), copy(inputs)), true);
    keepsIds(judge, old, outs);
    stack.save(session, { ...old, inputs, outputs: plain(judge, outs), initErrors: [], wanted });
    engine.run.saved();
  } catch (error) {
    const saved = initFailed(error);
    if (saved !== undefined) {
      keepsIds(judge, old, saved.properties);
      // The inputs stay what they were.
      stack.save(session, { ...old, outputs: plain(judge, saved.properties), initErrors: saved.reasons, wanted });
    }
    throw error;
  }
}

async function remove({ judge, trace, ...engine }: Engine, session: Session, old: Resource): Promise<void> {
  trace(`    delete of ${session}`);
  for (const name of [old.outputs.connectionId, old.outputs.idempotencyKey]) {
    if (text(name) !== "") judge.toBeDeleted.add(text(name));
  }
  await ask({ judge, trace, ...engine }, (provider) => provider.delete(old.id, copy(old.outputs)), true);
}

/** `refresh`: read, then diff; what failed half-way counts as whole afterwards. */
export async function refresh(engine: Engine, session: Session): Promise<void> {
  const { stack, judge } = engine;
  const old = stack.get(session);
  if (old === undefined || old.replacing) return;
  const { id, props } = await ask(engine, (provider) => provider.read(old.id, copy(old.outputs)));
  if (id !== old.id) judge.report(`read of ${session} turned its id ${old.id} into "${id}"`);
  keepsIds(judge, old, props);
  for (const key of Object.keys(old.inputs)) {
    if (!isDeepStrictEqual(props[key], old.outputs[key])) judge.report(`read of ${session} changed the input ${key}`);
  }
  await ask(engine, (provider) => provider.diff(id, copy(props), copy(old.inputs)));
  stack.save(session, { ...old, outputs: plain(judge, props), initErrors: [] });
}

/** `preview`: check, and diff where there is something to compare with. Nothing is saved. */
export async function preview(engine: Engine, session: Session, program: Program): Promise<void> {
  const old = engine.stack.get(session);
  const checked = await ask(engine, (provider) => provider.check(copy(old?.inputs ?? {}), inputsOf(session, program)));
  if (old !== undefined) await planned(engine, session, old, copy(checked.inputs), program);
}

/** `destroy`, or an `up` without the session. */
export async function destroy(engine: Engine, session: Session): Promise<void> {
  const old = engine.stack.get(session);
  if (old === undefined) return;
  if (!old.replacing) await remove(engine, session, old);
  engine.stack.save(session, undefined);
  engine.run.saved();
}

/** A call of the provider. Its failures are one family, in the form that Pulumi's host shows best. */
async function ask<T>(engine: Engine, work: (provider: Provider) => Promise<T>, canCrash = false): Promise<T> {
  try {
    return await engine.run.call(work, canCrash);
  } catch (error) {
    if (error instanceof HostGone || error instanceof EngineGone) throw error;
    const told = error instanceof Error && error.name === "HostError" && error.stack === "" && error.message !== "";
    const slip =
      error instanceof Error && /is not a function|Cannot read prop|is not iterable|^E[A-Z]+/.test(error.message);
    if (!told || slip)
      engine.judge.report(
        `an error that is none of the family: ${String(error instanceof Error ? error.message : error)}`,
      );
    throw error;
  }
}

function initFailed(
  error: unknown,
): { id: string; properties: Record<string, unknown>; reasons: string[] } | undefined {
  if (!(error instanceof Error) || !("id" in error) || !("properties" in error) || !("reasons" in error))
    return undefined;
  const { id, properties, reasons } = error;
  const named = typeof id === "string" && id !== "" && Array.isArray(reasons) && reasons.length > 0;
  const isObject = typeof properties === "object" && properties !== null;
  if (!named || !isObject || !("__provider" in properties))
    throw new TypeError("a failed create that the engine cannot save");
  return { id, properties: { ...properties }, reasons: reasons.map(String) };
}

function keepsIds(judge: Judge, old: Resource, now: Readonly<Record<string, unknown>>): void {
  for (const key of ["connectionId", "conversationId", "idempotencyKey", "apiBaseUrl", "accountFingerprint"]) {
    if (text(old.outputs[key]) !== "" && now[key] !== old.outputs[key])
      judge.report(`${key} of ${old.id} was ${String(old.outputs[key])} and became ${String(now[key])}`);
  }
}

/** Properties as they come out of the wire; anything but JSON would break it. */
function plain(judge: Judge, properties: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const arrived = copy(properties);
  if (!isDeepStrictEqual(arrived, { ...properties }))
    judge.report("properties that are not plain JSON left the provider");
  return arrived;
}

function copy(value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return JSON.parse(JSON.stringify(value));
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
