import type { Environment } from "../environments/environment";
import type { CodeAsset, CodeAssets, ScriptName } from "./code-assets";
import { importsOf } from "./code-assets";
import { frameworkOf } from "./frameworks";
import { SCIKIT_LEARN, SPARK } from "./images";
import { codeUri, PROVENANCE_FOLDER, versionUri, workUri } from "./layout";
import type { ProcessingArguments, Input } from "sagemaker-pipeline-definitions";
import { PROCESSING, scriptJob, type Machines } from "./script-job";

type Output =
  "train" | "validation" | "test" | "features" | "baseline" | "preparation" | typeof PROVENANCE_FOLDER;

/** What makes a version: its data, its model, its metrics and its baseline. */
export function scriptsOf(environment: Environment, code: CodeAssets): readonly CodeAsset[] {
  const scripts: ScriptName[] = [
    "preprocess",
    ...(environment.processingEngine === "spark" ? (["preprocessSpark"] as const) : []),
    "evaluate",
    ...(environment.monitoring === "processing" ? (["dataQuality"] as const) : []),
  ];
  const { contract } = frameworkOf(environment.description);
  const modules = new Set(scripts.flatMap((script) => importsOf(script, contract)));
  return [
    ...scripts.map((script) => code[script]),
    ...[...modules].map((module) => code[module]),
    code.description,
    ...(code.source === undefined ? [] : [code.source]),
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
  const { trainingInstanceCount, description } = environment;
  const { contract } = frameworkOf(description);
  const outputs = {
    train: workUri(environment, "prepared", "train"),
    validation: workUri(environment, "prepared", "validation"),
    test: workUri(environment, "prepared", "test"),
    baseline: workUri(environment, "prepared", "baseline"),
    // Only a built-in algorithm has its rows prepared, and only an image of one's own predicts the test rows by a
    // transform job: nobody else asks for these outputs.
    ...(contract === "built-in" && { preparation: versionUri(environment, "preparation") }),
    ...(contract === "container" && { features: workUri(environment, "prepared", "features") }),
    [PROVENANCE_FOLDER]: versionUri(environment, PROVENANCE_FOLDER),
  } as Readonly<Record<Output, Input<string>>>;
  const job = {
    environment,
    roleArn: environment.trainPipeline.roleArn,
    code,
    // A file for each machine that trains: sharding hands out whole objects.
    ...(trainingInstanceCount === 1 ? {} : { arguments: ["--train-files", String(trainingInstanceCount)] }),
    machines,
    outputs,
  };
  switch (environment.processingEngine) {
    case "pandas":
      return scriptJob({ ...job, image: SCIKIT_LEARN, script: "preprocess", inputs: { data: dataUri } });
    case "spark":
      return scriptJob({
        ...job,
        image: SPARK,
        // As PySparkProcessor starts a script that needs modules of its own: SDK 2.257.7, sagemaker/spark/processing.py.
        command: ["smspark-submit", "--py-files", `${PROCESSING}/input/py-files`],
        script: "preprocessSpark",
        inputs: { data: dataUri, "py-files": codeUri(environment, code.preprocess) },
      });
  }
}
