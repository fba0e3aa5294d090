import type { Environment } from "../environments/environment";
import type { CodeAsset, CodeAssets } from "./code-assets";
import { SCIKIT_LEARN, SPARK } from "./images";
import { codeUri, PROVENANCE_FOLDER, versionUri, workUri } from "./layout";
import type { ProcessingArguments, Input } from "sagemaker-pipeline-definitions";
import { PROCESSING, scriptJob, type Machines } from "./script-job";

type Output = "train" | "validation" | "test" | "baseline" | "medians" | typeof PROVENANCE_FOLDER;

/** The scripts that make a version's data, its metrics and its baseline. */
export function scriptsOf(environment: Environment, code: CodeAssets): readonly CodeAsset[] {
  return [
    code.preprocess,
    ...(environment.processingEngine === "spark" ? [code.preprocessSpark] : []),
    code.evaluate,
    ...(environment.monitoring === "processing" ? [code.dataQuality] : []),
  ];
}

/**
 * The job that prepares the training data, in the environment's engine. Either gets the whole input on every machine
 * and leaves the same files: medians and splits of a shard alone would be wrong.
 */
export function preprocessJob(
  environment: Environment,
  code: CodeAssets,
  dataUri: Input<string>,
  machines: Machines,
): ProcessingArguments<Output> {
  const { trainingInstanceCount } = environment;
  const job = {
    environment,
    roleArn: environment.trainPipeline.roleArn,
    // A file for each machine that trains: sharding hands out whole objects.
    ...(trainingInstanceCount === 1 ? {} : { arguments: ["--train-files", String(trainingInstanceCount)] }),
    machines,
    outputs: {
      train: workUri(environment, "prepared", "train"),
      validation: workUri(environment, "prepared", "validation"),
      test: workUri(environment, "prepared", "test"),
      baseline: workUri(environment, "prepared", "baseline"),
      medians: versionUri(environment, "medians"),
      [PROVENANCE_FOLDER]: versionUri(environment, PROVENANCE_FOLDER),
    },
  };
  switch (environment.processingEngine) {
    case "pandas":
      return scriptJob({ ...job, image: SCIKIT_LEARN, code: code.preprocess, inputs: { data: dataUri } });
    case "spark":
      return scriptJob({
        ...job,
        image: SPARK,
        // As PySparkProcessor starts a script that needs modules of its own: SDK 2.257.7, sagemaker/spark/processing.py.
        command: ["smspark-submit", "--py-files", `${PROCESSING}/input/py-files`],
        code: code.preprocessSpark,
        inputs: { data: dataUri, "py-files": codeUri(environment, code.preprocess) },
      });
  }
}
