import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Environment } from "../environments/environment";
import { projectRoot } from "../environments/project-root";
import { MEBIBYTE, readUserFile } from "sagemaker-promotion-core/user-file";
import { bundleLambdas } from "../lambdas/bundle";
import type { Script, Sources } from "./desired";

/**
 * Reads what the desired state is made of: the scripts, the functions' bundles, the commit.
 * @throws Problem `MissingScript`
 */
export async function loadSources(environment: Environment): Promise<Sources> {
  const scripts = {
    preprocess: readScript("preprocess.py"),
    preprocessSpark: readScript("preprocess_spark.py"),
    evaluate: readScript("evaluate.py"),
    dataQuality: readScript("data_quality.py"),
  };
  const [bundles, gitCommit] = await Promise.all([bundleLambdas(), readGitCommit()]);
  return {
    environment,
    scripts,
    bundles: {
      latestApprovedModel: bundles["latest-approved-model"].sha256,
      assessDrift: bundles["assess-drift"].sha256,
      recordVersion: bundles["record-version"].sha256,
    },
    gitCommit,
  };
}

/** Scripts of some thousand lines. */
const LONGEST_SCRIPT = MEBIBYTE;

function readScript(filename: string): Script {
  const content = readUserFile(join(projectRoot(), "ml", filename), {
    code: "MissingScript",
    what: `the script ${filename}, which the pipelines run,`,
    limit: LONGEST_SCRIPT,
    next: "Restore the file from version control.",
  });
  return { filename, content };
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
