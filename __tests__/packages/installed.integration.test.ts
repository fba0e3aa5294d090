import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import ts from "typescript";
import { isAlive, REQUIREMENTS, StartCommand } from "../../packages/local-accounts/__tests__/started";
import { installPackage, type Consumer } from "../support/installed-packages";
import {
  manifestIn,
  packageFolder,
  PACKAGES,
  sourcesOf,
  type PackageFolder,
} from "../support/workspace-packages";

let consumer: Consumer;
beforeAll(() => {
  // It depends on both others.
  consumer = installPackage("local-accounts", ["@aws-sdk/client-sts"]);
});
afterAll(() => consumer.remove());

const node = (...args: readonly string[]) =>
  execFileSync(process.execPath, args, { cwd: consumer.folder, encoding: "utf8", stdio: "pipe" });

const npx = (...args: readonly string[]) =>
  execFileSync("npx", ["--offline", ...args], {
    cwd: consumer.folder,
    encoding: "utf8",
    stdio: "pipe",
  });

/** Files of an installed package, relative to its folder. */
function filesOf(name: PackageFolder): readonly string[] {
  const folder = consumer.installed(name);
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => statSync(join(folder, file)).isFile())
    .sort();
}

/** What a package is imported by: its exports, a pattern filled in from its sources. */
function entriesOf(name: PackageFolder): readonly string[] {
  const manifest = manifestIn(packageFolder(name));
  return Object.keys(manifest.exports)
    .filter((entry) => !entry.endsWith(".json"))
    .flatMap((entry) =>
      entry.endsWith("/*")
        ? sourcesOf(name).map((file) => entry.replace("*", file.replace(/\.ts$/, "")))
        : [entry],
    )
    .map((entry) => `${manifest.name}${entry.slice(1)}`);
}

/** Files beside `dist` that a package runs with, or must come with. */
const RUNS_WITH: Readonly<Record<PackageFolder, RegExp>> = {
  core: /^environment\.py$/,
  "pipeline-definitions": /^NOTICE$|^service-model\/LICENSE$/,
  "local-accounts":
    /^accounts\/launcher\/\w+\.py$|^containers\/\w+\.py$|^sagemaker\/jobs\/watchdog\.py$|^requirements(-spark)?\.txt$/,
};

describe.each(PACKAGES)("packages/%s, installed", (name) => {
  const manifest = manifestIn(packageFolder(name));

  test("holds what it runs with, and neither sources nor tests", () => {
    const files = filesOf(name);
    const common = /^(?:package\.json|README\.md|LICENSE)$|^dist\/.*\.(?:js|d\.ts|json)$/;
    expect(files.filter((file) => !common.test(file) && !RUNS_WITH[name].test(file))).toEqual([]);
    expect(files.filter((file) => /__tests__|\.test\.|tsbuildinfo/.test(file))).toEqual([]);
    expect(files).toEqual(expect.arrayContaining(["package.json", "README.md", "LICENSE"]));
    const inTree = readdirSync(packageFolder(name), { recursive: true, encoding: "utf8" });
    const needed = inTree.filter((file) => RUNS_WITH[name].test(file));
    expect(needed.length).toBeGreaterThan(0);
    expect(files).toEqual(expect.arrayContaining(needed));
    const compiled = sourcesOf(name).map((file) => join("dist", file.replace(/\.ts$/, ".js")));
    expect(files).toEqual(expect.arrayContaining(compiled));
  });

  test("holds every file that its package.json names", () => {
    const targets = [...Object.values(manifest.exports), ...Object.values(manifest.bin ?? {})]
      .flatMap((target) => (typeof target === "string" ? [target] : [target["types"], target["default"]]))
      .filter((target) => target?.includes("*") === false);
    expect(targets.filter((file = "") => !existsSync(join(consumer.installed(name), file)))).toEqual([]);
  });

  test("loads by require and by import, from every path that it exports", () => {
    const script = (load: string) =>
      `(async () => { for (const name of ${JSON.stringify(entriesOf(name))})
         console.log(name, Object.keys(${load}).filter((key) => !["__esModule", "default", "module.exports"].includes(key)).sort().join()); })()`;
    const required = node("-e", script("require(name)"));
    expect(required.trim().split("\n")).toHaveLength(entriesOf(name).length);
    expect(required).not.toMatch(/ $/m);
    expect(node("-e", script("await import(name)"))).toBe(required);
  });

  test("is closed beside its exports", () => {
    const inside = sourcesOf(name)[0]?.replace(/\.ts$/, "") ?? "";
    for (const path of [`dist/${inside}.js`, `dist/${inside}`, `${inside}.ts`])
      expect(() => node("-e", `require("${manifest.name}/${path}")`)).toThrow(
        /ERR_PACKAGE_PATH_NOT_EXPORTED|MODULE_NOT_FOUND/,
      );
  });

  test("has types, which compile where its user is stricter than we are", () => {
    const file = join(consumer.folder, `${name}.ts`);
    const lines = entriesOf(name).map(
      (entry, index) => `import * as m${index} from "${entry}"; export const n${index}: object = m${index};`,
    );
    writeFileSync(file, `${lines.join("\n")}\n`);
    const program = ts.createProgram([file], {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.Node16,
      moduleResolution: ts.ModuleResolutionKind.Node16,
      strict: true,
      exactOptionalPropertyTypes: true,
      types: ["node"],
    });
    const ours = program.getSourceFiles().filter(({ fileName }) => fileName.startsWith(consumer.folder));
    expect(ours.length).toBeGreaterThan(entriesOf(name).length);
    const said = ours
      .flatMap((one) => ts.getPreEmitDiagnostics(program, one))
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
    expect(said).toEqual([]);
  });
});

/** Everything that a process has started, and what that has. */
function descendantsOf(root: number): readonly number[] {
  const rows = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" })
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  const below = (parent: number): readonly number[] =>
    rows.flatMap(([pid = 0, ppid]) => (ppid === parent ? [pid, ...below(pid)] : []));
  return below(root);
}

describe("the command lines, installed", () => {
  const DEFINITION = {
    Version: "2020-12-01",
    Steps: [{ Name: "Stop", Type: "Fail", Arguments: { ErrorMessage: "stopped" } }],
  };

  test("sagemaker-pipeline-definitions judges and imports a definition", () => {
    writeFileSync(join(consumer.folder, "definition.json"), JSON.stringify(DEFINITION));
    expect(npx("sagemaker-pipeline-definitions", "validate", "definition.json")).toBe(
      "0 errors, 0 warnings\n",
    );
    const imported = npx("sagemaker-pipeline-definitions", "import", "definition.json", "--check");
    expect(JSON.parse(imported)).toEqual(DEFINITION);
  });

  test("sagemaker-local-accounts runs accounts that an AWS SDK reaches, and leaves nothing behind", async () => {
    const scratch = join(consumer.folder, "tmp");
    mkdirSync(scratch);
    const command = new StartCommand(["--json", "--requirements", REQUIREMENTS], {
      command: ["npx", "--offline", "sagemaker-local-accounts"],
      cwd: consumer.folder,
      environment: { TMPDIR: scratch },
    });
    try {
      const { environment, folder } = await command.announcement();
      expect(folder.startsWith(scratch)).toBe(true);
      writeFileSync(
        join(consumer.folder, "calls.js"),
        `const { GetCallerIdentityCommand, STSClient } = require("@aws-sdk/client-sts");
         const { CreateBucketCommand, ListBucketsCommand, S3Client } = require("@aws-sdk/client-s3");
         (async () => {
           const { Account } = await new STSClient().send(new GetCallerIdentityCommand());
           const s3 = new S3Client();
           await s3.send(new CreateBucketCommand({ Bucket: "mine" }));
           const { Buckets } = await s3.send(new ListBucketsCommand());
           console.log(Account, Buckets.map(({ Name }) => Name).join());
         })();`,
      );
      const said = execFileSync(process.execPath, ["calls.js"], {
        cwd: consumer.folder,
        env: { ...process.env, ...environment },
        encoding: "utf8",
      });
      expect(said).toBe("111111111111 mine\n");
      const started = descendantsOf(command.pid);
      expect(started.length).toBeGreaterThan(1);
      await command.interrupt();
      while (started.some(isAlive)) await wait(20);
      expect(existsSync(folder)).toBe(false);
      expect(readdirSync(scratch).filter((name) => /accounts/.test(name))).toEqual([]);
    } finally {
      command.kill();
    }
  });

  test("each says how it is used", () => {
    expect(npx("sagemaker-pipeline-definitions", "--help")).toMatch(
      /^Usage: sagemaker-pipeline-definitions /,
    );
    expect(npx("sagemaker-local-accounts", "start", "--help")).toMatch(
      /^Usage: sagemaker-local-accounts start /,
    );
  });
});
