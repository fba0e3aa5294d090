import { join } from "node:path";
import type { Environment } from "../environments/environment";
import { projectRoot } from "../environments/project-root";
import { MEBIBYTE, readUserFile } from "sagemaker-promotion-core/user-file";
import { bundleLambdas } from "../lambdas/bundle";
import type { Script, Sources } from "./desired";
import { readRevision } from "./revision";

/**
 * Reads what the desired state is made of: the scripts, the functions' bundles, the revision.
 * @throws Problem `MissingScript`
 */
export async function loadSources(environment: Environment): Promise<Sources> {
  const scripts = {
    preprocess: readScript("preprocess.py"),
    preprocessSpark: readScript("preprocess_spark.py"),
    evaluate: readScript("evaluate.py"),
    dataQuality: readScript("data_quality.py"),
  };
  const [bundles, revision] = await Promise.all([bundleLambdas(), readRevision()]);
  return {
    environment,
    scripts,
    bundles: {
      latestApprovedModel: bundles["latest-approved-model"].sha256,
      assessDrift: bundles["assess-drift"].sha256,
      recordVersion: bundles["record-version"].sha256,
    },
    gitCommit: revision.commit,
    gitTree: revision.tree,
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
