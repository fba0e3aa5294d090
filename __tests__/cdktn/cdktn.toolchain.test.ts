import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { projectRoot } from "../../environments/project-root";
import { filesBelow } from "../support/files-below";
import { installedModules } from "../support/installed";

type Json = Record<string, unknown>;

/** All that may differ, file by file: where, under cdktf, under cdktn, and why. Anything else fails, and so does one that is no more. */
const DIFFERENCES = [
  {
    files: /^manifest\.json$/,
    pointer: "/version",
    cdktf: "0.21.0",
    cdktn: "0.24.0",
    reason: "the library's own version",
  },
  {
    files: /\/cdk\.tf\.json$/,
    pointer: "/~1~1/metadata/version",
    cdktf: "0.21.0",
    cdktn: "0.24.0",
    reason: "the library's own version",
  },
  {
    files: /\/cdk\.tf\.json$/,
    pointer: "/terraform/required_providers/aws/source",
    cdktf: "aws",
    cdktn: "hashicorp/aws",
    reason: "the same provider: Terraform reads a name without a namespace as hashicorp's",
  },
  {
    files: /\/cdk\.tf\.json$/,
    pointer: "/terraform/required_providers/aws/version",
    cdktf: "6.25.0",
    cdktn: "6.66.0",
    reason: "the release that the bindings were made from; AWS_PROVIDER_VERSION pins another",
  },
];

const scratch = mkdtempSync(join(tmpdir(), "cdktn-"));
/** Below the project, whose root the sources look for from where they lie. */
const bundles = join(projectRoot(), "dist", `cdktn-${process.pid}`);

afterAll(() => {
  rmSync(scratch, { recursive: true, force: true });
  rmSync(bundles, { recursive: true, force: true });
});

/** Synthesizes every stack with `main.ts`, some packages replaced by others; what it wrote, by path. */
async function synthesize(name: string, alias: Record<string, string>): Promise<Map<string, string>> {
  const outfile = join(bundles, `${name}.cjs`);
  const outdir = join(scratch, name);
  mkdirSync(bundles, { recursive: true });
  await build({
    absWorkingDir: projectRoot(),
    entryPoints: ["main.ts"],
    outfile,
    bundle: true,
    // The packages of this repository are bundled from their TypeScript, as run.mjs does.
    conditions: ["source", "module"],
    platform: "node",
    format: "cjs",
    alias,
    external: ["esbuild"],
    logLevel: "silent",
  });
  execFileSync(process.execPath, [outfile], { env: { ...process.env, CDKTF_OUTDIR: outdir } });
  return filesBelow(outdir);
}

/** Every leaf by its JSON pointer; an empty object or array is one. */
function leaves(value: unknown, pointer = ""): [string, unknown][] {
  const isBranch = typeof value === "object" && value !== null && Object.keys(value).length > 0;
  if (!isBranch) return [[pointer, value]];
  return Object.entries(value as Json).flatMap(([key, child]) =>
    leaves(child, `${pointer}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`),
  );
}

function differences(cdktf: unknown, cdktn: unknown): Record<string, { cdktf: unknown; cdktn: unknown }> {
  const [left, right] = [new Map(leaves(cdktf)), new Map(leaves(cdktn))];
  const pointers = [...new Set([...left.keys(), ...right.keys()])];
  return Object.fromEntries(
    pointers
      .map((at) => [at, { cdktf: left.get(at), cdktn: right.get(at) }] as const)
      .filter(([, values]) => JSON.stringify(values.cdktf) !== JSON.stringify(values.cdktn)),
  );
}

describe("the same sources", () => {
  let cdktf: Map<string, string>;
  let cdktn: Map<string, string>;

  beforeAll(async () => {
    const modules = installedModules(__dirname);
    cdktf = await synthesize("cdktf", {});
    cdktn = await synthesize("cdktn", {
      cdktf: join(modules, "cdktn"),
      "@cdktf/provider-aws": join(modules, "@cdktn", "provider-aws"),
      constructs: join(modules, "constructs"),
    });
  });

  test("write the same files under cdktn", () => {
    expect([...cdktn.keys()]).toEqual([...cdktf.keys()]);
    expect([...cdktf.keys()].filter((path) => path.endsWith("cdk.tf.json"))).toHaveLength(6);
  });

  test("write the same Terraform JSON but for what is listed, and the same assets byte for byte", () => {
    for (const [path, text] of cdktf) {
      const other = cdktn.get(path) ?? "";
      if (!path.endsWith(".json")) {
        expect([path, other === text]).toEqual([path, true]);
        continue;
      }
      const expected = DIFFERENCES.filter(({ files }) => files.test(path)).map(
        ({ pointer, cdktf, cdktn }) => [pointer, { cdktf, cdktn }],
      );
      expect([path, differences(JSON.parse(text), JSON.parse(other))]).toEqual([
        path,
        Object.fromEntries(expected),
      ]);
    }
  });
});
