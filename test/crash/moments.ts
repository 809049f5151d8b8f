import { type FSWatcher, watch } from "node:fs";

/** Runs `strike` in the very moment in which `isReached` begins to hold, as seen from changes in the folder; resolves then. */
export function whenFolder(
  folder: string,
  isReached: () => boolean,
  strike: () => void,
): { readonly struck: Promise<void>; stop(): void } {
  let watcher: FSWatcher | undefined;
  let timer: NodeJS.Timeout | undefined;
  const stop = (): void => {
    watcher?.close();
    clearInterval(timer);
  };
  const struck = new Promise<void>((resolve, reject) => {
    const look = (): void => {
      try {
        if (!isReached()) return;
        stop();
        strike();
        resolve();
      } catch (error) {
        stop();
        reject(error);
      }
    };
    watcher = watch(folder, look);
    // Changes that come at once may be told as one, before the last of them can be seen.
    timer = setInterval(look, 5);
    look();
  });
  return { struck, stop };
}
