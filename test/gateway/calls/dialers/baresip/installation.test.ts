import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findInstallation } from "../../../../../gateway/calls/dialers/baresip/installation.js";

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "installation-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function put(...paths: readonly string[]): void {
  for (const path of paths) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), "", { mode: 0o755 });
  }
}

const MODULES = ["account", "aubridge", "aufile", "ctrl_tcp", "debug_cmd", "g711", "menu", "sndfile"];

test("the modules are found in a folder of the architecture too", () => {
  put("bin/baresip", "bin/setpriv", ...MODULES.map((name) => `lib/x86_64-linux-gnu/baresip/modules/${name}.so`));
  expect(findInstallation(`/nonexistent:${root}/bin`, join(root, "lib"))).toEqual({
    baresip: join(root, "bin/baresip"),
    setpriv: join(root, "bin/setpriv"),
    modules: join(root, "lib/x86_64-linux-gnu/baresip/modules"),
  });
});

test("what is missing is named with the command that installs it", () => {
  expect(() => findInstallation("", root)).toThrow(/program baresip\..*apt-get install baresip-core/);
  put("bin/baresip");
  expect(() => findInstallation(`${root}/bin`, root)).toThrow(/program setpriv\..*apt-get install util-linux/);
  put("bin/setpriv", "lib/baresip/modules/menu.so");
  expect(() => findInstallation(`${root}/bin`, join(root, "lib"))).toThrow(
    /modules account, .*apt-get install baresip-core/,
  );
});
