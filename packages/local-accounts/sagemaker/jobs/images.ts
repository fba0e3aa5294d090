import { join } from "node:path";
import {
  FRAMEWORK_REGISTRIES,
  MODEL_MONITOR_REGISTRIES,
  SPARK_REGISTRIES,
} from "sagemaker-pipeline-definitions/service-model";
import { JobFailure } from "../failure";

/** What a container is started for. */
export type Purpose = "process" | "train" | "serve";

interface StandIn {
  /** Account of the image's registry, by region. */
  readonly registries: Readonly<Record<string, string>>;
  readonly scripts: Partial<Record<Purpose, string>>;
}

/** Stand-ins by the repository of the image that they stand for. */
const STAND_INS: Readonly<Record<string, StandIn>> = {
  "sagemaker-scikit-learn": { registries: FRAMEWORK_REGISTRIES, scripts: { process: "script.py" } },
  "sagemaker-xgboost": {
    registries: FRAMEWORK_REGISTRIES,
    scripts: { process: "script.py", train: "xgboost_train.py", serve: "xgboost_serve.py" },
  },
  "sagemaker-spark-processing": { registries: SPARK_REGISTRIES, scripts: { process: "spark_submit.py" } },
  "sagemaker-model-monitor-analyzer": {
    registries: MODEL_MONITOR_REGISTRIES,
    scripts: { process: "model_monitor_analyzer.py" },
  },
};

const IMAGE_URI = /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\/([^:@]+)(?:[:@].+)?$/su;

/**
 * Path of the stand-in for an image.
 *
 * @param region the job's region: SageMaker pulls from its own region's registries only
 * @throws JobFailure as for an image that cannot be pulled
 */
export function standIn(folder: string, image: string, purpose: Purpose, region: string): string {
  const [, account, imageRegion, repository = ""] = IMAGE_URI.exec(image) ?? [];
  const found = STAND_INS[repository];
  if (imageRegion !== region || (found !== undefined && found.registries[region] !== account)) {
    throw new JobFailure(
      `ClientError: Cannot pull algorithm container. Either the image does not exist or its permissions are incorrect. (${image} is in no registry of Amazon's in ${region})`,
    );
  }
  const script = found?.scripts[purpose];
  if (script === undefined) {
    const known = Object.keys(STAND_INS).join(", ");
    throw new JobFailure(
      `ClientError: the rehearsal has no stand-in that can ${purpose} for the image ${image}; it has some for ${known}`,
    );
  }
  return join(folder, script);
}
