import { cpSync, rmSync } from "node:fs";
import { resolve } from "node:path";

/** Puts the gateway's page beside what is compiled: it needs no build of its own. */
const gateway = resolve(__dirname, "../../gateway");
rmSync(resolve(gateway, "dist/web"), { recursive: true, force: true });
cpSync(resolve(gateway, "web"), resolve(gateway, "dist/web"), { recursive: true });
