import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Environment } from "../environments/environment";
import { modelFolder } from "../environments/load";
import { projectRoot } from "../environments/project-root";
import { MODULES, SCRIPTS, type Script } from "../pipeline-defs/code-assets";
import { loadOwnPipelines } from "../pipeline-defs/own-pipelines/load";
import { MEBIBYTE, readUserFile } from "sagemaker-promotion-core/user-file";
import { bundleLambdas } from "../lambdas/bundle";
import type { Sources } from "./desired";
import { isOwnFile, programOf } from "./own-files";
import { readRevision } from "./revision";

/**
 * Reads what the desired state is made of: the scripts, the functions' bundles, the revision.
 * @throws Problem `MissingScript`, `BadPipelines`
 */
export async function loadSources(environment: Environment): Promise<Sources> {
  const own = ownFiles(environment);
  const entries = Object.entries({ ...SCRIPTS, ...MODULES });
  const scripts = Object.fromEntries(
    entries.map(([name, filename]) => [name, own.get(filename) ?? readScript(shared(filename), filename)]),
  ) as Sources["scripts"];
  const [bundles, revision, pipelines] = await Promise.all([
    bundleLambdas(),
    readRevision(),
    loadOwnPipelines(environment.modelName),
  ]);
  return {
    environment,
    scripts,
    program: programOf(environment.description, own, (filename) => readScript(shared(filename), filename)),
    own: pipelines,
    bundles: {
      latestApprovedModel: bundles["latest-approved-model"].sha256,
      assessDrift: bundles["assess-drift"].sha256,
      recordVersion: bundles["record-version"].sha256,
      latestPredictions: bundles["latest-predictions"].sha256,
    },
    gitCommit: revision.commit,
    gitTree: revision.tree,
  };
}

/** Python files of the model's folder, and what they need installed. */
function ownFiles({ modelName }: Environment): ReadonlyMap<string, Script> {
  const folder = modelFolder(modelName);
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return new Map(
    names
      .filter(isOwnFile)
      .sort()
      .map((name) => [name, readScript(join(folder, name), name)]),
  );
}

function shared(filename: string): string {
  return join(projectRoot(), "ml", filename);
}

/** Scripts of some thousand lines. */
const LONGEST_SCRIPT = MEBIBYTE;

function readScript(path: string, filename: string): Script {
  const content = readUserFile(path, {
    code: "MissingScript",
    what: `the script ${filename}, which the pipelines run,`,
    limit: LONGEST_SCRIPT,
    next: "Restore the file from version control.",
  });
  return { filename, content };
}
