import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync } from "node:fs";
import { basename, join, resolve } from "node:path";

/** Runs the steps of a Dockerfile where no engine is: each stage a folder, its commands by the shell of this machine. */

export interface Stage {
  /** The folder that stands for the root of the stage. */
  readonly root: string;
  workdir: string;
  readonly environment: Record<string, string>;
  user: number | undefined;
  entrypoint: readonly string[];
  healthCheck: readonly string[];
}

/** Instructions with their lines joined, comments left out. Pure. */
export function instructions(dockerfile: string): readonly (readonly [name: string, rest: string])[] {
  const text = dockerfile.replace(/^#.*\n/gm, "").replace(/\\\n\s*/g, " ");
  return text.split("\n").flatMap((line): [string, string][] => {
    const [, name, rest] = /^([A-Z]+) (.+)$/.exec(line.trim()) ?? [];
    return name === undefined || rest === undefined ? [] : [[name, rest]];
  });
}

/** Resolves to the last stage. `context` is the folder that would be sent to the engine. */
export function buildByHand(dockerfile: string, context: string, folder: string): Stage {
  const stages = new Map<string, Stage>();
  let stage = newStage(join(folder, "unused"));
  for (const [name, rest] of instructions(dockerfile)) {
    switch (name) {
      case "FROM": {
        const alias = / AS (\w+)$/.exec(rest)?.[1] ?? "last";
        stage = newStage(join(folder, alias));
        stages.set(alias, stage);
        break;
      }
      case "WORKDIR":
        stage.workdir = inside(stage, rest);
        mkdirSync(stage.workdir, { recursive: true });
        break;
      case "ENV":
        for (const [, key = "", value = ""] of rest.matchAll(/(\w+)=(\S+)/g)) stage.environment[key] = value;
        break;
      case "ARG": {
        const [name = "", value = ""] = rest.split("=");
        stage.environment[name] = value;
        break;
      }
      case "COPY":
        copy(stage, rest, stages, context);
        break;
      case "RUN":
        run(stage, rest);
        break;
      case "USER":
        stage.user = Number(rest.split(":")[0]);
        break;
      case "ENTRYPOINT":
        stage.entrypoint = list(rest);
        break;
      case "HEALTHCHECK":
        stage.healthCheck = list(rest.slice(rest.indexOf("[")));
        break;
      case "VOLUME":
      case "EXPOSE":
        break;
      default:
        throw new Error(`the test knows no ${name}`);
    }
  }
  return stage;
}

function newStage(root: string): Stage {
  mkdirSync(root, { recursive: true });
  return { root, workdir: root, environment: {}, user: undefined, entrypoint: [], healthCheck: [] };
}

function inside(stage: Stage, path: string): string {
  return path.startsWith("/") ? join(stage.root, path) : resolve(stage.workdir, path);
}

function copy(stage: Stage, rest: string, stages: ReadonlyMap<string, Stage>, context: string): void {
  const words = rest.split(" ");
  const from = /^--from=(\w+)$/.exec(words[0] ?? "")?.[1];
  const [target = "", ...sources] = words.slice(from === undefined ? 0 : 1).reverse();
  const source = from === undefined ? undefined : stages.get(from);
  for (const each of sources) {
    const path = source === undefined ? join(context, each) : inside(source, each);
    const into = target.endsWith("/") ? join(inside(stage, target), basename(each)) : inside(stage, target);
    cpSync(path, into, {
      recursive: true,
      // As the ignore file says, and npm's links between workspaces go along.
      filter: (file) => from !== undefined || !/\/(?:node_modules|dist)(?:\/|$)/.test(file.slice(context.length)),
      verbatimSymlinks: true,
    });
  }
}

function run(stage: Stage, command: string): void {
  const owned = process.getuid?.() === 0 ? command : command.replace(/ --(?:owner|group)=\S+/g, "");
  execFileSync("sh", ["-euc", owned.replaceAll(" /data", ` ${stage.root}/data`)], {
    cwd: stage.workdir,
    env: { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "", ...stage.environment },
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (!existsSync(stage.workdir)) throw new Error(`${command} took its folder away`);
}

function list(json: string): readonly string[] {
  const parsed: readonly string[] = JSON.parse(json);
  return parsed;
}
