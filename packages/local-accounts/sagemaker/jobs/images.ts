import { join } from "node:path";
import {
  FRAMEWORK_REGISTRIES,
  MODEL_MONITOR_REGISTRIES,
  SPARK_REGISTRIES,
} from "sagemaker-pipeline-definitions/service-model";
import { JobFailure } from "../failure";

/** What a container is started for. */
export type Purpose = "process" | "train" | "serve";

/** Python scripts by what they stand in for, and by the repository of the image: `{"my-image": {process: "/work/run.py"}}`. */
export type StandIns = Readonly<Record<string, Partial<Readonly<Record<Purpose, string>>>>>;

/** Amazon's images: accounts of their registries by Region, and the package's own stand-ins. */
const AMAZONS: Readonly<
  Record<
    string,
    { readonly registries: Readonly<Record<string, string>>; readonly scripts: StandIns[string] }
  >
> = {
  "sagemaker-scikit-learn": {
    registries: FRAMEWORK_REGISTRIES,
    scripts: { process: "script.py", train: "scikit_learn_train.py", serve: "scikit_learn_serve.py" },
  },
  "sagemaker-xgboost": {
    registries: FRAMEWORK_REGISTRIES,
    scripts: { process: "script.py", train: "xgboost_train.py", serve: "xgboost_serve.py" },
  },
  "sagemaker-spark-processing": { registries: SPARK_REGISTRIES, scripts: { process: "spark_submit.py" } },
  "sagemaker-model-monitor-analyzer": { registries: MODEL_MONITOR_REGISTRIES, scripts: {} },
};

const IMAGE_URI = /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\/([^:@]+)(?:[:@].+)?$/su;

/**
 * Path of the stand-in for an image.
 *
 * @param folder where the package's own stand-ins are
 * @param more stand-ins of the caller's, which come first
 * @param region the job's region: SageMaker pulls from its own region's registries only
 * @throws JobFailure as for an image that cannot be pulled
 */
export function standIn(
  { folder, more }: { readonly folder: string; readonly more: StandIns },
  image: string,
  purpose: Purpose,
  region: string,
): string {
  const [, account, imageRegion, repository = ""] = IMAGE_URI.exec(image) ?? [];
  const amazons = AMAZONS[repository];
  if (imageRegion !== region || (amazons !== undefined && amazons.registries[region] !== account)) {
    throw new JobFailure(
      `ClientError: Cannot pull algorithm container. Either the image does not exist or its permissions are incorrect. (${image} is in no registry of Amazon's in ${region})`,
    );
  }
  const given = more[repository]?.[purpose];
  if (given !== undefined) return given;
  const script = amazons?.scripts[purpose];
  if (script === undefined) {
    const known = [...new Set([...Object.keys(more), ...Object.keys(AMAZONS)])].join(", ");
    throw new JobFailure(
      `ClientError: the rehearsal has no stand-in that can ${purpose} for the image ${image}; it has some for ${known}`,
    );
  }
  return join(folder, script);
}
