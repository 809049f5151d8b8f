import { type Accounts, stackAccounts } from "./accounts.js";
import { HostError, InitFailedError } from "./host/errors.js";
import { attend } from "./lifecycle/attend.js";

/**
 * What Pulumi's dynamic host loads: one function for each of its calls. Only the error form is made here; what each call means stands in
 * operations/, loaded when it is first needed.
 */

type Properties = Record<string, unknown>;

let accounts: Accounts = stackAccounts(() => undefined);

/** Cannot fail and does not wait: the host runs other calls while it waits, and never configures again after a failure. */
export async function configure(request: { config: { get(key: string): unknown } }): Promise<void> {
  accounts = stackAccounts((key) => {
    const value = request.config.get(key);
    return value === undefined || typeof value === "string" ? value : JSON.stringify(value);
  });
}

export async function check(
  _olds: Properties,
  news: Properties,
): Promise<{ inputs: Properties; failures: { property: string; reason: string }[] }> {
  return inHostForm(news, async () => (await import("./operations/check.js")).check(accounts, news));
}

export async function diff(
  _id: string,
  olds: Properties,
  news: Properties,
): Promise<{ changes: boolean; replaces: string[]; deleteBeforeReplace: boolean }> {
  return inHostForm(news, async () => (await import("./operations/diff.js")).diff(olds, news, accounts));
}

export async function create(inputs: Properties): Promise<{ id: string; outs: Properties }> {
  return inHostForm(inputs, async () => (await import("./operations/create.js")).create(accounts, inputs));
}

export async function read(id: string, properties: Properties): Promise<{ id: string; props: Properties }> {
  return inHostForm(properties, async () => (await import("./operations/read.js")).read(accounts, id, properties));
}

export async function update(id: string, olds: Properties, news: Properties): Promise<{ outs: Properties }> {
  return inHostForm(news, async () => (await import("./operations/update.js")).update(accounts, id, olds, news));
}

async function destroy(_id: string, properties: Properties): Promise<void> {
  return inHostForm(properties, async () => (await import("./operations/destroy.js")).destroy(accounts, properties));
}

export { destroy as delete };

async function inHostForm<T>(properties: Properties, operation: () => Promise<T>): Promise<T> {
  attend(properties, () => accounts);
  try {
    return await operation();
  } catch (error) {
    throw error instanceof InitFailedError ? error : new HostError(error);
  }
}
