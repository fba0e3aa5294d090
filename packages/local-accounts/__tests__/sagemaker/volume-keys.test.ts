import { text } from "../../sagemaker/json";
import type { JsonObject } from "../../sagemaker/json";
import { closeWorlds, createWorld, DEV, processing, REGION, ROLE, XGBOOST } from "./world";

afterEach(closeWorlds);

const KEY = `arn:aws:kms:${REGION}:${DEV}:key/6f4c0e4e-4a1b-4a3e-9a57-2f6d5a1f0c11`;

function on(cluster: JsonObject): JsonObject {
  const ClusterConfig = { InstanceCount: 1, InstanceType: "ml.m5.large", VolumeSizeInGB: 30, ...cluster };
  return processing("P", {}, { ProcessingResources: { ClusterConfig } });
}

test("a volume's key is attached by a grant that the pipeline's role must be allowed to create", async () => {
  const world = createWorld();
  const end = await world.run([on({ VolumeKmsKeyId: KEY })]);
  expect(end.step("P")["StepStatus"]).toBe("Succeeded");
  expect(world.asked.filter(({ action }) => action === "kms:CreateGrant")).toMatchObject([
    {
      resource: KEY,
      caller: { account: DEV },
      context: { "kms:GrantIsForAWSResource": "true" },
    },
  ]);

  world.deny = ({ action }) => (action === "kms:CreateGrant" ? "no kms:CreateGrant" : undefined);
  const denied = await world.start("pipeline");
  expect(text(denied.step("P"), "FailureReason")).toContain("no kms:CreateGrant");
});

test("a key by its bare id is one of the caller's account", async () => {
  const world = createWorld();
  await world.run([on({ VolumeKmsKeyId: "6f4c0e4e-4a1b-4a3e-9a57-2f6d5a1f0c11" })]);
  expect(world.asked.find(({ action }) => action === "kms:CreateGrant")?.resource).toBe(KEY);
});

test.each([
  ["an alias", "ml.m5.large", "alias/mammo", "not the alias alias/mammo"],
  [
    "an alias's ARN",
    "ml.m5.large",
    `arn:aws:kms:${REGION}:${DEV}:alias/mammo`,
    "must be the id or the ARN of a KMS key",
  ],
  ["a machine with local storage", "ml.g5.xlarge", KEY, "local storage: ml.g5.xlarge"],
])("%s is refused with the job", async (_what, InstanceType, VolumeKmsKeyId, reason) => {
  const world = createWorld();
  const end = await world.run([on({ InstanceType, VolumeKmsKeyId })]);
  expect(text(end.step("P"), "FailureReason")).toMatch(/Failed to invoke sagemaker:CreateProcessingJob/);
  expect(text(end.step("P"), "FailureReason")).toContain(reason);
});

test("a transform job takes an alias", async () => {
  const world = createWorld();
  world.store.put("s3://data/model.tar.gz", "a model");
  await world.ok("CreateModel", {
    ModelName: "m",
    ExecutionRoleArn: ROLE,
    PrimaryContainer: { Image: XGBOOST, ModelDataUrl: "s3://data/model.tar.gz" },
  });
  const job = {
    TransformJobName: "t",
    ModelName: "m",
    TransformInput: { DataSource: { S3DataSource: { S3DataType: "S3Prefix", S3Uri: "s3://data/in" } } },
    TransformOutput: { S3OutputPath: "s3://data/out" },
    TransformResources: { InstanceType: "ml.m5.large", InstanceCount: 1, VolumeKmsKeyId: "alias/mammo" },
  };
  expect(await world.call("CreateTransformJob", job)).toMatchObject({ status: 200 });
  expect(world.asked.find(({ action }) => action === "kms:CreateGrant")?.resource).toBe(
    `arn:aws:kms:${REGION}:${DEV}:alias/mammo`,
  );
});
