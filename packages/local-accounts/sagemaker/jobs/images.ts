import { join } from "node:path";
import {
  FRAMEWORK_REGISTRIES,
  MODEL_MONITOR_REGISTRIES,
  SPARK_REGISTRIES,
} from "sagemaker-pipeline-definitions/service-model";
import { JobFailure } from "../failure";

/** What a container is started for. */
export type Purpose = "process" | "train" | "serve";

/**
 * Python scripts by what they stand in for, and by the repository of the image: `{"my-image": {process: "/work/run.py"}}`.
 * The README says how each is called.
 */
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

/** Images of AWS's Deep Learning Containers that a plan may name, and that no local accounts can run. */
const NOT_REHEARSED: Readonly<Record<string, string>> = {
  "pytorch-training": "PyTorch",
  "pytorch-inference": "PyTorch",
};

const IMAGE_URI = /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\/([^:@]+)(?:[:@].+)?$/su;

/** Whether the local accounts can run an image, and otherwise why they cannot and what they would need. */
export type StandInAnswer =
  { readonly runs: true } | { readonly runs: false; readonly reason: string; readonly needs: string };

/**
 * Says before any job runs whether the local accounts can run an image.
 *
 * @param image its URI in ECR
 * @param more stand-ins that the accounts will be started with
 */
export function standInFor(image: string, purpose: Purpose, more: StandIns = {}): StandInAnswer {
  const [, , region = ""] = IMAGE_URI.exec(image) ?? [];
  const found = find(image, purpose, region, more);
  return "obstacle" in found ? { runs: false, ...found.obstacle } : { runs: true };
}

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
  const found = find(image, purpose, region, more);
  if ("own" in found) return join(folder, found.own);
  if ("given" in found) return found.given;
  const { reason, needs } = found.obstacle;
  throw new JobFailure(`ClientError: ${reason}; it needs ${needs}`);
}

type Found =
  /** One of the package's own, by its file name. */
  | { readonly own: string }
  /** One of the caller's, by its path. */
  | { readonly given: string }
  | { readonly obstacle: { readonly reason: string; readonly needs: string } };

function find(image: string, purpose: Purpose, region: string, more: StandIns): Found {
  const [, account, imageRegion, repository = ""] = IMAGE_URI.exec(image) ?? [];
  const amazons = AMAZONS[repository];
  if (imageRegion !== region || (amazons !== undefined && amazons.registries[region] !== account)) {
    return {
      obstacle: {
        reason: `Cannot pull algorithm container. Either the image does not exist or its permissions are incorrect. (${image} is in no registry of Amazon's in ${region || "any Region"})`,
        needs: "an image in ECR, in the Region of the job",
      },
    };
  }
  const given = more[repository]?.[purpose];
  if (given !== undefined) return { given };
  const own = amazons?.scripts[purpose];
  if (own !== undefined) return { own };
  const framework = NOT_REHEARSED[repository];
  const why = framework === undefined ? "" : `${framework} is not rehearsed: `;
  const others = able(purpose, more);
  return {
    obstacle: {
      reason: `${why}the rehearsal has no stand-in that can ${purpose} in place of the image ${image}; it has one for ${others}`,
      needs: `a Python script that does, given to the local accounts as standIns: {"${repository}": {"${purpose}": PATH}}`,
    },
  };
}

/** The repositories of the images in whose place something can be done. */
function able(purpose: Purpose, more: StandIns): string {
  const own = Object.entries(AMAZONS).flatMap(([name, { scripts }]) => (scripts?.[purpose] ? [name] : []));
  const given = Object.entries(more).flatMap(([name, scripts]) => (scripts[purpose] ? [name] : []));
  return [...new Set([...own, ...given])].sort().join(", ");
}
