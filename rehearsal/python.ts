import { join } from "node:path";
import { accountsPython } from "sagemaker-local-accounts";
import type { Progress, PythonEnvironment } from "sagemaker-promotion-core/python";
import { projectRoot } from "../environments/project-root";

/**
 * The rehearsal's Python environment, built on first use: the local accounts', with the packaged data set in it.
 * @throws Problem as `accountsPython`
 */
export function rehearsalPython(progress: Progress, { spark = false } = {}): Promise<PythonEnvironment> {
  return accountsPython(progress, {
    spark,
    requirements: join(projectRoot(), "rehearsal", "requirements-data.txt"),
  });
}
