import { createHash } from "node:crypto";
import { recordPredictions } from "../../lambdas/record-version/predictions";
import { named } from "./fake-sagemaker";

const TOLD = {
  model_package_arn: "arn:aws:sagemaker:us-east-1:333333333333:model-package/group/2",
  git_commit: "0a1b2c3d",
  execution_arn: "arn:aws:sagemaker:us-east-1:222222222222:pipeline/inference/execution/0a1b2c3d4e5f",
  deployed_commit: "0a1b2c3d-dirty",
  batch: "s3://data/m/data/batch-dataset/batch.csv",
};
const EVENT = {
  ...TOLD,
  provenance: "s3://data/m/predictions/0a1b2c3d4e5f/_provenance.json",
  kms_key: "key",
};

test("what made the predictions is written beside them, and recorded", async () => {
  const written: unknown[] = [];
  const put = (location: unknown, json: string, kmsKey: string) => {
    written.push(location, JSON.parse(json), kmsKey);
    return Promise.resolve("v1");
  };
  const { recorded_provenance } = await recordPredictions({ put }, EVENT);
  expect(written).toEqual([
    { Bucket: "data", Key: "m/predictions/0a1b2c3d4e5f/_provenance.json" },
    TOLD,
    "key",
  ]);
  const sha256 = createHash("sha256")
    .update(`${JSON.stringify(TOLD, undefined, 2)}\n`)
    .digest("hex");
  expect(recorded_provenance).toBe(`v1 sha256:${sha256}`);
});

test.each(Object.keys(TOLD))("predictions are not told of without %s", async (field) => {
  const put = () => Promise.reject(new Error("must not be called"));
  await expect(recordPredictions({ put }, { ...EVENT, [field]: "" })).rejects.toMatchObject({
    name: "MissingField",
    message: expect.stringContaining(field) as string,
  });
});

test("what may not be written is told with the permission", async () => {
  const put = () => Promise.reject(named("AccessDenied", "no"));
  await expect(recordPredictions({ put }, EVENT)).rejects.toMatchObject({ name: "UnwrittenFile" });
});
