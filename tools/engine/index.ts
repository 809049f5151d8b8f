/** Gets a Pulumi engine for the demo and the tests. All that other parts of the project may import. */
export { type EnsureEngineOptions, ensureEngine } from "./ensure.js";
export { type EngineEnvironmentOptions, engineEnvironment } from "./environment.js";
export { EngineError, type EngineErrorCode } from "./errors.js";
export { type Progress, progressOn, silent } from "./progress.js";
export type { Engine } from "./types.js";
