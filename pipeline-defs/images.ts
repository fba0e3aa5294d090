import { Problem } from "sagemaker-promotion-core/problem";
import {
  DEEP_LEARNING_REGISTRIES,
  FRAMEWORK_REGISTRIES,
  MODEL_MONITOR_REGISTRIES,
  SPARK_REGISTRIES,
} from "sagemaker-pipeline-definitions/service-model";

/** An image, with what our scripts can count on inside it. */
export interface Image {
  readonly title: string;
  readonly repository: string;
  /** A tag, or a digest such as `sha256:…`. Undefined for the analyzer, which the SDK asks for without one. */
  readonly tag: string | undefined;
  /** Registry account by Region. */
  readonly registries: Readonly<Record<string, string>>;
}

/**
 * Runs the scripts of `ml/` that need no framework. Python 3.10, scikit-learn 1.4.2, numpy 2.1.0, pandas 1.5 or newer.
 * Sources: tag by `sagemaker.image_uris.retrieve("sklearn", …, "1.4-2")`, SDK 2.257.7, which knows this version for
 * training only (its newest for inference is 1.2-1); libraries by docker/1.4-2/{base,final}/Dockerfile.cpu of
 * github.com/aws/sagemaker-scikit-learn-container.
 */
export const SCIKIT_LEARN: Image = {
  title: "scikit-learn 1.4-2",
  repository: "sagemaker-scikit-learn",
  tag: "1.4-2-cpu-py3",
  registries: FRAMEWORK_REGISTRIES,
};

/**
 * Trains, serves, and evaluates, as built-in algorithm and in script mode. Python 3.10, xgboost 3.0.5, numpy 2.1.0, pandas 2.2.3.
 * Sources: tag by `sagemaker.image_uris.retrieve("xgboost", …, "3.0-5")`, SDK 2.257.7 (since 1.3-1 the tag ends after the
 * version); libraries by docker/3.0-5/base/Dockerfile.cpu of github.com/aws/sagemaker-xgboost-container.
 */
export const XGBOOST: Image = {
  title: "XGBoost 3.0-5",
  repository: "sagemaker-xgboost",
  tag: "3.0-5",
  registries: FRAMEWORK_REGISTRIES,
};

/**
 * Trains, serves and evaluates models of scikit-learn in script mode. The newest version that the SDK knows for training
 * and for inference: a model is read by the version that wrote it.
 * Source: tag by `sagemaker.image_uris.retrieve("sklearn", …, "1.2-1")`, SDK 2.257.7.
 */
export const SCIKIT_LEARN_MODEL: Image = {
  title: "scikit-learn 1.2-1",
  repository: "sagemaker-scikit-learn",
  tag: "1.2-1-cpu-py3",
  registries: FRAMEWORK_REGISTRIES,
};

/**
 * Train, and serve, models of PyTorch in script mode: the newest version that the SDK knows for both.
 * Sources: tags by `sagemaker.image_uris.retrieve("pytorch", …, "2.6.0", py_version="py312", instance_type="ml.m5.xlarge")`
 * with each scope, SDK 2.257.7.
 */
export const PYTORCH_TRAINING: Image = {
  title: "PyTorch 2.6 for training",
  repository: "pytorch-training",
  tag: "2.6.0-cpu-py312",
  registries: DEEP_LEARNING_REGISTRIES,
};
export const PYTORCH_INFERENCE: Image = {
  title: "PyTorch 2.6 for inference",
  repository: "pytorch-inference",
  tag: "2.6.0-cpu-py312",
  registries: DEEP_LEARNING_REGISTRIES,
};

/**
 * Runs preprocess_spark.py. Spark 3.5, Python 3.9 or (since container 3.5-cpu-py312-v1.0) 3.12, numpy 1.25 or newer.
 * Sources: tag by `sagemaker.image_uris.retrieve("spark", …, "3.5")`, SDK 2.257.7, which is what PySparkProcessor asks for;
 * libraries by smsparkbuild/py39/Pipfile and smsparkbuild/py312/Pipfile.runtime of github.com/aws/sagemaker-spark-container.
 */
export const SPARK: Image = {
  title: "Spark 3.5",
  repository: "sagemaker-spark-processing",
  tag: "3.5-cpu",
  registries: SPARK_REGISTRIES,
};

/** Checks data against a baseline in monitoring mode `model-monitor`. */
export const MODEL_MONITOR_ANALYZER: Image = {
  title: "Model Monitor's analyzer",
  repository: "sagemaker-model-monitor-analyzer",
  tag: undefined,
  registries: MODEL_MONITOR_REGISTRIES,
};

/** DNS suffix of a partition's endpoints; `amazonaws.com` for all others we support (botocore, partitions.json). */
const DNS_SUFFIXES: Readonly<Record<string, string>> = { "aws-cn": "amazonaws.com.cn" };

/**
 * The image's address in a Region.
 * @throws Problem `NoImageInRegion`
 */
export function imageUri(
  image: Image,
  place: { readonly region: string; readonly partition: string },
): string {
  const account = image.registries[place.region];
  if (account === undefined) {
    throw new Problem({
      code: "NoImageInRegion",
      blame: "user",
      message: place.partition.startsWith("aws-iso")
        ? `the registries of AWS's isolated partitions, such as the one of ${image.title} for ${place.region}, are not known here`
        : `${image.title} is in no registry that is known for ${place.region} (those of the SageMaker Python SDK 2.257.7)`,
      where: `aws_region ${place.region}`,
      next:
        image === MODEL_MONITOR_ANALYZER
          ? `set "monitoring": "processing", which needs no analyzer, or use one of ${regions(image)}`
          : `use one of ${regions(image)}`,
    });
  }
  const { tag } = image;
  const version = tag === undefined ? "" : tag.startsWith("sha256:") ? `@${tag}` : `:${tag}`;
  return `${account}.dkr.ecr.${place.region}.${DNS_SUFFIXES[place.partition] ?? "amazonaws.com"}/${image.repository}${version}`;
}

const OWN_IMAGE = /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\/([^:@]+)[:@](.+)$/;

/**
 * An image of one's own, from its address in ECR. SageMaker pulls from registries of its own Region only.
 * @throws RangeError where it is no such address: the parser of models holds it to its form
 */
export function ownImage(uri: string): Image {
  const [, account = "", region = "", repository = "", tag] = OWN_IMAGE.exec(uri) ?? [];
  if (tag === undefined) throw new RangeError(`${uri} is no address of an image in ECR`);
  return { title: uri, repository, tag, registries: { [region]: account } };
}

function regions(image: Image): string {
  return Object.keys(image.registries).join(", ");
}
