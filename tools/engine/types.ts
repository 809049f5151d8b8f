/** Where an engine came from; the words a person reads and `SYMBL_ENGINE` takes. */
export type Source = "path" | "cache" | "download" | "build";

/** How an entry of the cache was made. */
export type Origin = "download" | "build";

/** A Pulumi engine that has been run once (`pulumi version`) before it is handed out. */
export interface Engine {
  /** `built` and `download` mean that this very call made it; later calls find it as `cache`. */
  readonly kind: "path" | "cache" | "download" | "built";
  /** Absolute path of the `pulumi` executable. */
  readonly command: string;
  /** The directory of `command`; its language host lies here too, or elsewhere on PATH when `kind` is `path`. */
  readonly binDirectory: string;
  /** What `pulumi version` says, without the leading `v`: `3.250.0`. */
  readonly version: string;
  /** One sentence for people: why this one was taken. */
  readonly why: string;
}
