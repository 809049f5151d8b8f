/** Modules of undici's own, typed as what its entry point exports of them. */

declare module "undici/lib/api/api-request.js" {
  import type { Dispatcher } from "undici";

  /** What every dispatcher's `request` is. */
  function request(
    this: Dispatcher,
    options: Dispatcher.RequestOptions & { origin: string; path: string; method: string },
  ): Promise<Dispatcher.ResponseData>;
  export = request;
}

declare module "undici/lib/dispatcher/agent.js" {
  import { Agent } from "undici";
  export = Agent;
}
