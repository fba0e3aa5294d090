import { join } from "node:path";
import { JobFailure } from "./failure";

/** What a container is started for. */
export type Purpose = "process" | "train" | "serve";

/** Stand-ins by the repository of the image that they stand for, and by purpose. */
const STAND_INS: Readonly<Record<string, Partial<Record<Purpose, string>>>> = {
  "sagemaker-scikit-learn": { process: "script.py" },
  "sagemaker-xgboost": { process: "script.py", train: "xgboost_train.py", serve: "xgboost_serve.py" },
  "sagemaker-model-monitor-analyzer": { process: "model_monitor_analyzer.py" },
};

const IMAGE_URI = /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\/([^:@]+)(?:[:@].+)?$/su;

/**
 * Path of the stand-in for an image.
 *
 * @param region the job's region: SageMaker pulls from its own region's registries only
 * @throws JobFailure as for an image that cannot be pulled
 */
export function standIn(folder: string, image: string, purpose: Purpose, region: string): string {
  const [, , imageRegion, repository = ""] = IMAGE_URI.exec(image) ?? [];
  if (imageRegion !== region) {
    throw new JobFailure(
      `ClientError: Cannot pull algorithm container. Either the image does not exist or its permissions are incorrect. (${image} is no image of a registry in ${region})`,
    );
  }
  const script = STAND_INS[repository]?.[purpose];
  if (script === undefined) {
    const known = Object.keys(STAND_INS).join(", ");
    throw new JobFailure(
      `ClientError: the rehearsal has no stand-in that can ${purpose} for the image ${image}; it has some for ${known}`,
    );
  }
  return join(folder, script);
}
