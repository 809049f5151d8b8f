import { execFile } from "node:child_process";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const root = join(__dirname, "..", "..");

/**
 * Runs `before` and then `code` in a Node.js process at the root of the package, and resolves to the files that `code` loaded. The debugger hears of
 * every script, required or imported.
 */
async function loadedBy(code: string, before = ""): Promise<readonly string[]> {
  const program = `
    const inspector = new (require("node:inspector").Session)();
    const scripts = [];
    inspector.connect();
    inspector.on("Debugger.scriptParsed", ({ params }) => scripts.push(params.url));
    inspector.post("Debugger.enable");
    (async () => {
      ${before}
      scripts.length = 0;
      ${code}
      process.stdout.write(JSON.stringify(scripts));
    })();
  `;
  const { stdout } = await promisify(execFile)(process.execPath, ["-e", program], { cwd: root });
  const urls: string[] = JSON.parse(stdout);
  return urls
    .filter((url) => url.startsWith("file:") || url.startsWith(sep))
    .map((url) => relative(root, url.startsWith("file:") ? fileURLToPath(url) : url).replaceAll(sep, "/"));
}

const MOCKS = `
  const pulumi = require("@pulumi/pulumi");
  await pulumi.runtime.setMocks({
    newResource: ({ name, inputs }) => ({ id: name + "-id", state: inputs }),
    call: () => ({}),
  });
`;

test("a program that imports the package and declares a session loads nothing but the package's own files", async () => {
  const files = await loadedBy(
    `const symbl = require("pulumi-symbl-telephony");
     const session = new symbl.TelephonySession("standup", {
       endpoint: { type: "pstn", phoneNumber: "14082924837", dtmf: symbl.dtmf.zoom({ meetingId: "939293" }) },
       actions: [symbl.sendSummaryEmail(["ada@example.com"])],
     });
     await new Promise((resolve) => session.urn.apply(resolve));`,
    MOCKS,
  );
  expect(files).toContain("dist/index.js");
  expect(files.filter((file) => !file.startsWith("dist/"))).toEqual([]);
  expect(
    files.filter((file) => /^dist\/(zod|operations|session\/(args|schema)|api\/(client|http|token))/.test(file)),
  ).toEqual([]);
});

/** Files of this package that hold the parts of a library which it uses. */
const PARTS: Readonly<Record<string, string>> = {
  "dist/zod.js": "parts of zod",
  "dist/api/undici.js": "parts of undici",
};

/** The libraries that `files` are of, wherever they are installed. */
function librariesOf(files: readonly string[]): string[] {
  return [...new Set(files.flatMap((file) => PARTS[file] ?? /(?:^|\/)node_modules\/([^/]+)\//.exec(file)?.[1] ?? []))];
}

const PROVIDER = 'const provider = require("pulumi-symbl-telephony/provider");';

test("what would be seen there is seen in the dynamic host: the validator where inputs are checked, the HTTP client with the first request", async () => {
  expect(librariesOf(await loadedBy(PROVIDER))).toEqual([]);
  const check = 'await provider.check({}, { endpoint: { type: "pstn", phoneNumber: "14082924837" } });';
  expect(librariesOf(await loadedBy(check, PROVIDER))).toEqual(["parts of zod"]);

  const refused = `await new Promise((resolve, reject) => {
    provider
      .delete("c-1", { connectionId: "c-1", status: "live", apiBaseUrl: process.env.SYMBL_BASE_URL, timeouts: { stop: "1s" } })
      .then(() => reject(new Error("it was hung up")), resolve);
  });`;
  const closed = `${PROVIDER}
    const server = require("node:net").createServer((socket) => socket.destroy()).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    server.unref();
    process.env.SYMBL_BASE_URL = "http://127.0.0.1:" + server.address().port;
    process.env.SYMBL_ACCESS_TOKEN = "a-token";`;
  // A hang-up does not wait for the validator.
  expect(librariesOf(await loadedBy(refused, closed))).toEqual(["parts of undici"]);
});
