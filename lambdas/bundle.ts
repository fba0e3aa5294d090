import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { build } from "esbuild";
import { strToU8, zipSync } from "fflate";
import { digestWhileCurrent, keep } from "../build-stamp.cjs";
import { projectRoot } from "../environments/project-root";
import { thirdPartyLicences } from "./third-party";

/** Every function of this folder; each has its source in `lambdas/<name>/index.ts`. */
export const FUNCTION_NAMES = [
  "latest-approved-model",
  "start-retraining",
  "send-alert",
  "delete-models",
  "assess-drift",
  "record-version",
  "latest-predictions",
] as const;

export type FunctionName = (typeof FUNCTION_NAMES)[number];

/** What AWS Lambda is told to call: the export `handler` of `index.js`. */
export const HANDLER = "index.handler";

/** Beside the code: the licences of the packages in it, which ask to go where their code goes. */
const THIRD_PARTY = "THIRD-PARTY-LICENCES.txt";

export interface FunctionBundle {
  readonly name: FunctionName;
  /** Absolute path of the zip file. */
  readonly zip: string;
  /** Hex digest of the zip's bytes. The same sources give the same digest on every machine. */
  readonly sha256: string;
}

export type FunctionBundles = Readonly<Record<FunctionName, FunctionBundle>>;

/** The oldest second that a zip can hold is midnight of 1980; noon exists in every time zone. */
const ZIP_TIME = new Date(1980, 0, 1, 12);
/** Unix, and a file that everyone may read: Lambda's runtime is not the owner of what it unpacks. */
const ZIP_ENTRY = { mtime: ZIP_TIME, os: 3, attrs: 0o100644 * 2 ** 16, level: 9 } as const;

/**
 * Bundles every function with all it imports, the AWS SDK included, into one deterministic zip each. Zips
 * whose sources are unchanged are left as they are.
 * @param outdir folder for `<name>.zip`; default `dist/lambdas` of the project
 */
export async function bundleLambdas(
  outdir = join(projectRoot(), "dist", "lambdas"),
): Promise<FunctionBundles> {
  const isCurrent = (name: FunctionName): boolean =>
    digestWhileCurrent(projectRoot(), zipOf(name, outdir)) !== undefined;
  if (!FUNCTION_NAMES.every(isCurrent)) await writeZips(outdir);
  return {
    "latest-approved-model": read("latest-approved-model", outdir),
    "start-retraining": read("start-retraining", outdir),
    "send-alert": read("send-alert", outdir),
    "delete-models": read("delete-models", outdir),
    "assess-drift": read("assess-drift", outdir),
    "record-version": read("record-version", outdir),
    "latest-predictions": read("latest-predictions", outdir),
  };
}

function zipOf(name: FunctionName, outdir: string): string {
  return join(outdir, `${name}.zip`);
}

function read(name: FunctionName, outdir: string): FunctionBundle {
  const zip = zipOf(name, outdir);
  return { name, zip, sha256: createHash("sha256").update(readFileSync(zip)).digest("hex") };
}

/** All at once: what several functions import, the AWS SDK, is read once. */
async function writeZips(outdir: string): Promise<void> {
  const { outputFiles, metafile } = await build({
    // Paths in the output are relative to this folder, so that they do not depend on where the project lies.
    absWorkingDir: projectRoot(),
    entryPoints: FUNCTION_NAMES.map((name) => ({ in: `lambdas/${name}/index.ts`, out: name })),
    outdir,
    bundle: true,
    // `module` is what esbuild assumes where no condition is named.
    conditions: ["source", "module"],
    platform: "node",
    target: "node22",
    format: "cjs",
    // ES modules first: esbuild drops the unused two thirds of the AWS SDK only from those.
    mainFields: ["module", "main"],
    minify: true,
    // The licences lie beside the code.
    legalComments: "none",
    metafile: true,
    write: false,
    logLevel: "silent",
  });
  const inputs = [...Object.keys(metafile.inputs), "lambdas/bundle.ts", "lambdas/third-party.ts"];
  for (const name of FUNCTION_NAMES) {
    const output = outputFiles.find(({ path }) => basename(path) === `${name}.js`);
    if (output === undefined) throw new Error(`esbuild wrote nothing for lambdas/${name}/index.ts`);
    const bundled = Object.entries(metafile.outputs).find(([path]) => basename(path) === `${name}.js`)?.[1];
    const licences = thirdPartyLicences(projectRoot(), Object.keys(bundled?.inputs ?? {}));
    const bytes = zipSync({
      "index.js": [output.contents, ZIP_ENTRY],
      [THIRD_PARTY]: [strToU8(licences.text), ZIP_ENTRY],
    });
    keep(projectRoot(), zipOf(name, outdir), bytes, [...inputs, ...licences.files]);
  }
}
