import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { findInstallation } from "../../../gateway/calls/dialers/baresip/installation.js";
import { unlessDemanded } from "../left-out.js";

/** Why real calls cannot be placed here; `undefined` when they can. With SYMBL_TEST_SIP=1 they must. */
export function whyNoCalls(): string | undefined {
  const missing: string[] = [];
  try {
    findInstallation();
  } catch {
    missing.push("baresip (Debian: baresip-core)");
  }
  if (!isInstalled("sipp")) missing.push("sipp (Debian: sip-tester)");
  if (missing.length === 0) return undefined;
  return unlessDemanded(`${missing.join(" and ")} not installed`);
}

export function isInstalled(program: string): boolean {
  return (process.env.PATH ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
