import type { Arn } from "../../environments/environment";
import { imageUri, MODEL_MONITOR_ANALYZER, SCIKIT_LEARN, SPARK, XGBOOST } from "../../pipeline-defs/images";
import { CODE, environment, FUNCTIONS, inference } from "./support";
import { buildInference } from "../../pipeline-defs/inference";

const virginia = { region: "us-east-1", partition: "aws" };
const beijing = { region: "cn-north-1", partition: "aws-cn" };
const govcloud = { region: "us-gov-west-1", partition: "aws-us-gov" };

/** What `sagemaker.image_uris.retrieve` of the Python SDK 2.257.7 answers. */
test.each([
  [
    SCIKIT_LEARN,
    virginia,
    "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.4-2-cpu-py3",
  ],
  [XGBOOST, virginia, "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:3.0-5"],
  [
    MODEL_MONITOR_ANALYZER,
    virginia,
    "156813124566.dkr.ecr.us-east-1.amazonaws.com/sagemaker-model-monitor-analyzer",
  ],
  [SPARK, virginia, "173754725891.dkr.ecr.us-east-1.amazonaws.com/sagemaker-spark-processing:3.5-cpu"],
  [SPARK, beijing, "671472414489.dkr.ecr.cn-north-1.amazonaws.com.cn/sagemaker-spark-processing:3.5-cpu"],
  [XGBOOST, beijing, "450853457545.dkr.ecr.cn-north-1.amazonaws.com.cn/sagemaker-xgboost:3.0-5"],
  [XGBOOST, govcloud, "414596584902.dkr.ecr.us-gov-west-1.amazonaws.com/sagemaker-xgboost:3.0-5"],
])("$title is found", (image, place, uri) => {
  expect(imageUri(image, place)).toBe(uri);
});

test("every registry is an account", () => {
  for (const image of [SCIKIT_LEARN, XGBOOST, SPARK, MODEL_MONITOR_ANALYZER]) {
    for (const account of Object.values(image.registries)) expect(account).toMatch(/^\d{12}$/);
  }
});

test("a Region without the image is an error that says so", () => {
  expect(() => imageUri(XGBOOST, { region: "xx-north-9", partition: "aws" })).toThrow(
    expect.objectContaining({
      code: "NoImageInRegion",
      blame: "user",
      message:
        "XGBoost 3.0-5 is in no registry that is known for xx-north-9 (those of the SageMaker Python SDK 2.257.7)",
    }) as Error,
  );
});

test("of a Region of an isolated partition nothing is said that is not known", () => {
  expect(() => imageUri(XGBOOST, { region: "us-iso-east-1", partition: "aws-iso" })).toThrow(
    "the registries of AWS's isolated partitions, such as the one of XGBoost 3.0-5 for us-iso-east-1, are not known here",
  );
});

test("GovCloud has no analyzer, but can monitor by processing", () => {
  const there = { ...govcloud, monitoring: "model-monitor" } as const;
  expect(() => buildInference(environment(there), CODE, FUNCTIONS, "0123abc")).toThrow(
    expect.objectContaining({
      code: "NoImageInRegion",
      next: expect.stringContaining('"monitoring": "processing"') as string,
    }) as Error,
  );
  const moved = (arn: string) => arn.replace("aws", govcloud.partition).replace("us-east-1", govcloud.region);
  const kmsKey = moved(environment().kmsKey) as Arn;
  const functions = {
    latestApprovedModel: moved(FUNCTIONS.latestApprovedModel),
    assessDrift: moved(FUNCTIONS.assessDrift),
    recordVersion: moved(FUNCTIONS.recordVersion),
    latestPredictions: moved(FUNCTIONS.recordVersion),
  };
  const processing = environment({ ...govcloud, kmsKey, monitoring: "processing" });
  const fixed = buildInference(processing, CODE, functions, "0123abc");
  expect(fixed.Steps).toHaveLength(inference().Steps.length);
});
