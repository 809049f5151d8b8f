import { accessSync, constants, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { StartupError } from "../../../errors.js";

/** What of this machine a call needs. */
export interface Installation {
  readonly baresip: string;
  /** Of util-linux; ends a program with its parent. */
  readonly setpriv: string;
  /** Folder of baresip's modules. */
  readonly modules: string;
}

const INSTALL_BARESIP = "Install it, on Debian and Ubuntu with: apt-get install baresip-core";
const INSTALL_SETPRIV = "Install it, on Debian and Ubuntu with: apt-get install util-linux";
/** Without one of these no call works. */
const NEEDED_MODULES = ["account", "aubridge", "aufile", "ctrl_tcp", "debug_cmd", "g711", "menu", "sndfile"];

/** Finds what calls need; throws a `StartupError` that says what is missing and how it is installed. */
export function findInstallation(path = process.env.PATH ?? "", libraries = "/usr/lib"): Installation {
  const baresip = find("baresip", path);
  if (baresip === undefined) {
    throw new StartupError("NOT_INSTALLED", `--dialer baresip needs the program baresip. ${INSTALL_BARESIP}`);
  }
  const setpriv = find("setpriv", path);
  if (setpriv === undefined) {
    throw new StartupError("NOT_INSTALLED", `--dialer baresip needs the program setpriv. ${INSTALL_SETPRIV}`);
  }
  const modules = modulesFolder(libraries);
  if (modules === undefined) {
    throw new StartupError(
      "NOT_INSTALLED",
      `--dialer baresip needs baresip's modules ${NEEDED_MODULES.join(", ")} in one folder below ${libraries}. ${INSTALL_BARESIP}`,
    );
  }
  return { baresip, setpriv, modules };
}

function modulesFolder(libraries: string): string | undefined {
  const architectures = entries(libraries).map((name) => join(libraries, name));
  return [libraries, ...architectures]
    .map((folder) => join(folder, "baresip", "modules"))
    .find((folder) => {
      const there = new Set(entries(folder));
      return NEEDED_MODULES.every((name) => there.has(`${name}.so`));
    });
}

function entries(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function find(program: string, path: string): string | undefined {
  return path
    .split(delimiter)
    .filter((folder) => folder !== "")
    .map((folder) => join(folder, program))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}
