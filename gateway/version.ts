import { readFileSync } from "node:fs";

/** Version of the gateway's package. */
export function version(): string {
  // Beside the sources, and one folder up from what is built of them.
  for (const path of ["./package.json", "../package.json"]) {
    try {
      const { name, version: found }: { name?: string; version?: string } = JSON.parse(
        readFileSync(new URL(path, import.meta.url), "utf8"),
      );
      if (name === "symbl-telephony-gateway" && found !== undefined) return found;
    } catch {
      // Not here.
    }
  }
  return "unknown";
}
