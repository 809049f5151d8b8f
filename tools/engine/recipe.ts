import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/**
 * What an engine of ours consists of. The versions and the builds' `go.mod` files say the same thing twice, so that the
 * cache's key needs no parsing; a test holds them together.
 */
export const recipe = {
  /** The CLI, as a Go module version and as the official download's version. */
  pulumi: "3.250.0",
  /** The last language host with a tagged module version; it works with newer engines. */
  nodejsHost: "3.68.0",
  /** The `go` line of the CLI's go.mod. */
  go: "1.25.11",
  /** Raised when a change of the recipe that no version shows must not meet older cache entries. */
  revision: 1,
} as const;

/** An older `pulumi` on PATH is passed over: the peer range of `@pulumi/pulumi` starts here. */
export const oldestPulumiOnPath = "3.100.0";

/** The executables without which an engine cannot run this project's programs. */
export const executables = {
  pulumi: "pulumi",
  host: "pulumi-language-nodejs",
  /** Runs dynamic providers. A script of `@pulumi/pulumi` that works in any directory with that package. */
  dynamic: "pulumi-resource-pulumi-nodejs",
} as const;

export interface GoProgram {
  /** What the progress line calls it. */
  readonly title: string;
  /** File name of the result. */
  readonly output: string;
  /** Directory with the `go.mod` and `go.sum` that pin it. */
  readonly directory: string;
  readonly package: string;
  readonly flags: readonly string[];
}

export const goPrograms: readonly GoProgram[] = [
  {
    title: `Pulumi's Node.js language host ${recipe.nodejsHost}`,
    output: executables.host,
    directory: join(__dirname, "go", "nodejs-host"),
    package: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
    flags: ["-ldflags", "-s -w"],
  },
  {
    title: `the Pulumi CLI ${recipe.pulumi}`,
    output: executables.pulumi,
    directory: join(__dirname, "go", "cli"),
    package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    flags: [
      "-tags",
      "osusergo,grpcnotrace",
      "-ldflags",
      `-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${recipe.pulumi}`,
    ],
  },
];

/** Directory of the installed `@pulumi/pulumi`, at whatever version that is. */
export function pulumiSdkDirectory(): string {
  return dirname(createRequire(__filename).resolve("@pulumi/pulumi/package.json"));
}
