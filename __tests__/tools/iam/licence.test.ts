import { readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { projectRoot } from "../../../environments/project-root";

/** The simulator's licence (AGPL-3.0) is not ours (MIT-0): tests may call it, nothing that people run or deploy may. */
const SIMULATOR = "@cloud-copilot/";

interface Package {
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

const { scripts, dependencies, devDependencies } = JSON.parse(
  readFileSync(join(projectRoot(), "package.json"), "utf8"),
) as Package;

/** Everything that an npm script starts, and what is deployed to Lambda. */
const ENTRIES = [
  ...Object.values(scripts).flatMap((script) => /run\.mjs (\S+\.ts)/u.exec(script)?.[1] ?? []),
  ...[
    "assess-drift",
    "delete-models",
    "latest-approved-model",
    "record-version",
    "send-alert",
    "start-retraining",
  ].map((name) => `lambdas/${name}/index.ts`),
];

test("the simulator is a dependency of tests only", () => {
  expect(Object.keys(dependencies).filter((name) => name.startsWith(SIMULATOR))).toEqual([]);
  expect(Object.keys(devDependencies).filter((name) => name.startsWith(SIMULATOR))).toHaveLength(1);
});

test("no program of ours imports it, however indirectly", async () => {
  const { metafile } = await build({
    absWorkingDir: projectRoot(),
    entryPoints: ENTRIES.map((entry) => `./${entry}`),
    bundle: true,
    packages: "external",
    platform: "node",
    format: "cjs",
    write: false,
    metafile: true,
    outdir: "licence",
    logLevel: "silent",
  });
  const inputs = Object.entries(metafile.inputs);
  const importers = inputs.filter(([, { imports }]) =>
    imports.some(({ path }) => path.startsWith(SIMULATOR)),
  );
  expect(ENTRIES).toEqual(expect.arrayContaining(["main.ts", "operate/cli.ts", "rehearsal/cli.ts"]));
  expect(inputs.length).toBeGreaterThan(100);
  expect(importers.map(([file]) => file)).toEqual([]);
  expect(inputs.map(([file]) => file).filter((file) => file.startsWith("__tests__/"))).toEqual([]);
});
