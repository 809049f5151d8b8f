/** What the command line exits with. Scripts rely on these numbers. */
export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  /** Orphans, or starts of which nobody can tell whether they placed a call, are still there. */
  remain: 3,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
