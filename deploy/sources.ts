import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Environment } from "../environments/environment";
import { Problem } from "../environments/problem";
import { projectRoot } from "../environments/project-root";
import { bundleLambdas } from "../lambdas/bundle";
import type { Script, Sources } from "./desired";

/**
 * Reads what the desired state is made of: the scripts, the functions' bundles, the commit.
 * @throws Problem `MissingScript`
 */
export async function loadSources(environment: Environment): Promise<Sources> {
  const [preprocess, preprocessSpark, evaluate, dataQuality, bundles, gitCommit] = await Promise.all([
    readScript("preprocess.py"),
    readScript("preprocess_spark.py"),
    readScript("evaluate.py"),
    readScript("data_quality.py"),
    bundleLambdas(),
    readGitCommit(),
  ]);
  return {
    environment,
    scripts: { preprocess, preprocessSpark, evaluate, dataQuality },
    bundles: {
      latestApprovedModel: bundles["latest-approved-model"].sha256,
      assessDrift: bundles["assess-drift"].sha256,
    },
    gitCommit,
  };
}

async function readScript(filename: string): Promise<Script> {
  const path = join(projectRoot(), "ml", filename);
  try {
    return { filename, content: await readFile(path) };
  } catch (cause) {
    throw new Problem({
      code: "MissingScript",
      blame: "user",
      message: `The script ${filename}, which the pipelines run, cannot be read.`,
      where: path,
      next: "Restore the file from version control.",
      cause,
    });
  }
}

/** The checkout's commit; in an unpacked archive, what CI says in GIT_COMMIT; else `unknown`. */
export async function readGitCommit(): Promise<string> {
  const commit = /^[0-9a-f]{7,64}$/;
  try {
    const { stdout } = await promisify(execFile)("git", ["rev-parse", "HEAD"], { cwd: projectRoot() });
    if (commit.test(stdout.trim())) return stdout.trim();
  } catch {
    // No git, or no checkout: the next answer counts.
  }
  const { GIT_COMMIT = "" } = process.env;
  return commit.test(GIT_COMMIT) ? GIT_COMMIT : "unknown";
}
