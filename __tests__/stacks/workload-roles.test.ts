import type { Environment } from "../../environments/environment";
import { copyFor } from "../../environments/personal-copy";
import { dataUri, labelsUri } from "../../pipeline-defs/layout";
import { like } from "../../stacks/iam/match";
import { blog, example, policyOf, trustOf, workloadAccount } from "./fixture";
import { allowedBy, listOf } from "../support/template";

const MODEL = "mammography-severity-model";
const DATA = "arn:aws:s3:::mammography-sagemaker-prod-222222222222";
const ARTIFACTS = "arn:aws:s3:::mammography-sagemaker-artifacts-333333333333";
const STATE = "arn:aws:s3:::mammography-sagemaker-terraform-state-222222222222";
const SAGEMAKER = "arn:aws:sagemaker:us-east-1:222222222222";
const VERSION = "arn:aws:sagemaker:us-east-1:333333333333:model-package/mammo-severity-model-package/3";
const EXECUTION_ROLE = "arn:aws:iam::222222222222:role/service-role/sagemaker-execution-role";

const prod = workloadAccount(example());

describe("the roles of a workload account", () => {
  test.each([
    ["execution-role", "sagemaker-execution-role", "/service-role/"],
    ["lambda-role", "lambda-sagemaker-role", "/"],
    ["events-role", "sagemaker-events-role", "/"],
    ["deploy-role", "cross-account-jenkins-role", "/"],
    ["plan-role", "plan-role", "/"],
  ])("%s has the name and path of the file's ARN", (id, name, path) => {
    expect(prod.resource("aws_iam_role", `${id}_`)).toMatchObject({ name, path });
  });

  test.each([
    ["execution-role", "sagemaker.amazonaws.com"],
    ["lambda-role", "lambda.amazonaws.com"],
    ["events-role", "events.amazonaws.com"],
  ])("%s is assumed by %s alone", (id, Service) => {
    expect(trustOf(prod, id).map(({ Principal }) => Principal)).toEqual([{ Service }]);
  });

  test("prod's deploy role is assumed by the Jenkins server alone", () => {
    expect(trustOf(prod, "deploy-role")).toEqual([
      {
        Sid: "AssumedByJenkins",
        Effect: "Allow",
        Principal: { AWS: "arn:aws:iam::222222222222:root" },
        Action: "sts:AssumeRole",
        Condition: {
          ArnEquals: { "aws:PrincipalArn": ["arn:aws:iam::222222222222:role/jenkins-server-role"] },
        },
      },
    ]);
  });

  test("where the file names no role for EventBridge, the pipeline's own role starts it, as in the blog", () => {
    const stack = workloadAccount(blog());
    expect(trustOf(stack, "execution-role").map(({ Principal }) => Principal)).toEqual([
      { Service: "sagemaker.amazonaws.com" },
      { Service: "events.amazonaws.com" },
    ]);
    expect(() => stack.resource("aws_iam_role", "events-role")).toThrow("found none");
  });

  test("a pipeline with a role of its own gets it", () => {
    const own = "arn:aws:iam::222222222222:role/inference-role";
    const stack = workloadAccount(
      example("prod", { inference_pipeline: { role_arn: own }, events_role: undefined }),
    );
    expect(stack.resource("aws_iam_role", "inference-role_")).toMatchObject({ name: "inference-role" });
    expect(trustOf(stack, "execution-role")).toHaveLength(1);
    expect(trustOf(stack, "inference-role")).toHaveLength(2);
  });
});

type Row = [role: string, action: string, resource: string];

/** One call of each kind that the parts of the promotion make. */
const NEEDED: Row[] = [
  ["execution-role", "sagemaker:CreateTrainingJob", `${SAGEMAKER}:training-job/pipelines-x-Train-y`],
  ["execution-role", "sagemaker:CreateProcessingJob", `${SAGEMAKER}:processing-job/pipelines-x-Evaluate-y`],
  [
    "execution-role",
    "sagemaker:CreateTransformJob",
    `${SAGEMAKER}:transform-job/pipelines-x-BatchTransform-y`,
  ],
  ["execution-role", "sagemaker:CreateModel", `${SAGEMAKER}:model/pipelines-x-CreateModel-y`],
  ["execution-role", "sagemaker:CreateModel", VERSION],
  ["execution-role", "sagemaker:CreateModelPackage", VERSION],
  ["execution-role", "sagemaker:AddTags", `${SAGEMAKER}:training-job/pipelines-x-Train-y`],
  ["execution-role", "iam:PassRole", EXECUTION_ROLE],
  [
    "execution-role",
    "lambda:InvokeFunction",
    `arn:aws:lambda:us-east-1:222222222222:function:${MODEL}-latest-approved-12345678`,
  ],
  [
    "execution-role",
    "sagemaker:StartPipelineExecution",
    `${SAGEMAKER}:pipeline/mammo-severity-train-pipeline`,
  ],
  ["execution-role", "s3:GetObject", `${DATA}/${MODEL}/code/abc/preprocess.py`],
  ["execution-role", "s3:PutObject", `${DATA}/${MODEL}/data/train-dataset/part1.csv`],
  ["execution-role", "s3:PutObject", `${DATA}/${MODEL}/predictions/x/batch.csv.out`],
  ["execution-role", "s3:PutObject", `${ARTIFACTS}/${MODEL}/prod/x/artifact/model.tar.gz`],
  ["execution-role", "s3:GetObject", `${ARTIFACTS}/${MODEL}/dev/x/artifact/model.tar.gz`],
  ["execution-role", "kms:GenerateDataKey", "arn:aws:kms:us-east-1:222222222222:key/1"],
  ["execution-role", "kms:Decrypt", "arn:aws:kms:us-east-1:111111111111:key/1"],
  [
    "execution-role",
    "logs:PutLogEvents",
    "arn:aws:logs:us-east-1:222222222222:log-group:/aws/sagemaker/TrainingJobs:log-stream:x",
  ],
  ["lambda-role", "s3:ListBucket", DATA],
  ["lambda-role", "s3:GetObject", `${DATA}/${MODEL}/predictions/x/_provenance.json`],
  ["lambda-role", "s3:GetObject", `${DATA}/${MODEL}/predictions/as/ana/x/_provenance.json`],
  [
    "execution-role",
    "lambda:InvokeFunction",
    `arn:aws:lambda:us-east-1:222222222222:function:${MODEL}-predictions-12345678`,
  ],
  ["lambda-role", "sagemaker:ListModelPackages", VERSION],
  ["lambda-role", "sagemaker:DescribeModelPackage", VERSION],
  ["lambda-role", "sagemaker:StartPipelineExecution", `${SAGEMAKER}:pipeline/mammo-severity-train-pipeline`],
  [
    "lambda-role",
    "sagemaker:UpdatePipelineExecution",
    `${SAGEMAKER}:pipeline/mammo-severity-inference-pipeline/execution/x`,
  ],
  ["lambda-role", "sns:Publish", "arn:aws:sns:us-east-1:222222222222:mammography-model-notification"],
  ["lambda-role", "s3:PutObject", `${ARTIFACTS}/${MODEL}/prod/x/provenance/data-manifest.json`],
  ["lambda-role", "s3:PutObject", `${DATA}/${MODEL}/predictions/x/_provenance.json`],
  ["lambda-role", "s3:ListBucketVersions", DATA],
  [
    "lambda-role",
    "logs:PutLogEvents",
    `arn:aws:logs:us-east-1:222222222222:log-group:/aws/lambda/${MODEL}-latest-approved:log-stream:x`,
  ],
  [
    "events-role",
    "sagemaker:StartPipelineExecution",
    `${SAGEMAKER}:pipeline/mammo-severity-inference-pipeline`,
  ],
  ["deploy-role", "s3:PutObject", `${STATE}/${MODEL}/prod/prod.tfstate`],
  ["deploy-role", "s3:DeleteObject", `${STATE}/${MODEL}/prod/prod.tfstate.tflock`],
  ["deploy-role", "s3:DeleteObject", `${STATE}/${MODEL}/prod/deploy.lock`],
  ["deploy-role", "s3:PutObject", `${DATA}/${MODEL}/code/abc/preprocess.py`],
  ["deploy-role", "sagemaker:UpdatePipeline", `${SAGEMAKER}:pipeline/mammo-severity-train-pipeline`],
  ["deploy-role", "sagemaker:UpdatePipelineVersion", `${SAGEMAKER}:pipeline/mammo-severity-train-pipeline`],
  ["deploy-role", "events:PutRule", `arn:aws:events:us-east-1:222222222222:rule/${MODEL}-drift`],
  [
    "deploy-role",
    "lambda:CreateFunction",
    `arn:aws:lambda:us-east-1:222222222222:function:${MODEL}-start-retraining`,
  ],
  [
    "deploy-role",
    "logs:PutRetentionPolicy",
    `arn:aws:logs:us-east-1:222222222222:log-group:/aws/lambda/${MODEL}-start-retraining`,
  ],
  ["deploy-role", "sns:CreateTopic", "arn:aws:sns:us-east-1:222222222222:mammography-model-notification"],
  ["deploy-role", "iam:PassRole", EXECUTION_ROLE],
  ["deploy-role", "iam:PassRole", "arn:aws:iam::222222222222:role/sagemaker-events-role"],
  ["deploy-role", "iam:PassRole", "arn:aws:iam::222222222222:role/lambda-sagemaker-role"],
];

const FORBIDDEN: Row[] = [
  ["execution-role", "sagemaker:UpdateModelPackage", VERSION],
  ["execution-role", "sagemaker:UpdatePipeline", `${SAGEMAKER}:pipeline/mammo-severity-train-pipeline`],
  ["execution-role", "sagemaker:CreateTrainingJob", `${SAGEMAKER}:training-job/of-others`],
  ["execution-role", "s3:PutObject", `${DATA}/${MODEL}/code/abc/preprocess.py`],
  ["execution-role", "s3:DeleteObject", `${DATA}/${MODEL}/data/train-dataset/part1.csv`],
  ["execution-role", "s3:PutObject", `${ARTIFACTS}/${MODEL}/dev/x/artifact/model.tar.gz`],
  ["execution-role", "s3:GetObject", `${DATA}/another-model/data/train.csv`],
  ["execution-role", "s3:GetObject", `${STATE}/${MODEL}/prod/prod.tfstate`],
  ["execution-role", "kms:GenerateDataKey", "arn:aws:kms:us-east-1:111111111111:key/1"],
  ["execution-role", "iam:PassRole", "arn:aws:iam::222222222222:role/cross-account-jenkins-role"],
  ["execution-role", "lambda:InvokeFunction", "arn:aws:lambda:us-east-1:222222222222:function:of-others"],
  [
    "execution-role",
    "lambda:InvokeFunction",
    `arn:aws:lambda:us-east-1:222222222222:function:${MODEL}-assess-drift-12345678`,
  ],
  ["lambda-role", "sagemaker:UpdateModelPackage", VERSION],
  ["lambda-role", "sagemaker:CreateModelPackage", VERSION],
  [
    "lambda-role",
    "sagemaker:StartPipelineExecution",
    `${SAGEMAKER}:pipeline/mammo-severity-inference-pipeline`,
  ],
  ["lambda-role", "s3:GetObject", `${DATA}/${MODEL}/data/train-dataset/part1.csv`],
  ["lambda-role", "s3:GetObject", `${DATA}/${MODEL}/data/labels/abc.csv`],
  ["lambda-role", "s3:GetObject", `${DATA}/${MODEL}/predictions/x/batch.csv.out`],
  ["lambda-role", "s3:GetObjectVersion", `${DATA}/${MODEL}/data/train-dataset/part1.csv`],
  ["lambda-role", "s3:PutObject", `${ARTIFACTS}/${MODEL}/prod/x/provenance/sources.json`],
  ["lambda-role", "s3:PutObject", `${ARTIFACTS}/${MODEL}/dev/x/provenance/data-manifest.json`],
  ["lambda-role", "s3:PutObject", `${DATA}/${MODEL}/predictions/x/batch.csv.out`],
  ["events-role", "sagemaker:StartPipelineExecution", `${SAGEMAKER}:pipeline/mammo-severity-train-pipeline`],
  ["deploy-role", "iam:CreateRole", "arn:aws:iam::222222222222:role/anything"],
  ["deploy-role", "iam:PutRolePolicy", EXECUTION_ROLE],
  ["deploy-role", "iam:PassRole", "arn:aws:iam::222222222222:role/of-others"],
  ["deploy-role", "s3:GetObject", `${DATA}/${MODEL}/data/train-dataset/part1.csv`],
  ["deploy-role", "s3:DeleteObject", `${STATE}/${MODEL}/prod/prod.tfstate`],
  ["deploy-role", "s3:GetObject", `${STATE}/${MODEL}/accounts/222222222222/prod-account.tfstate`],
  ["deploy-role", "s3:GetObject", `${STATE}/${MODEL}/dev/dev.tfstate`],
  ["deploy-role", "kms:Decrypt", "arn:aws:kms:us-east-1:222222222222:key/1"],
  ["deploy-role", "s3:DeleteBucket", ARTIFACTS],
  ["deploy-role", "sagemaker:StartPipelineExecution", `${SAGEMAKER}:pipeline/mammo-severity-train-pipeline`],
  ["deploy-role", "sagemaker:UpdateModelPackage", VERSION],
  ["deploy-role", "lambda:UpdateFunctionCode", "arn:aws:lambda:us-east-1:222222222222:function:of-others"],
  ["deploy-role", "events:PutRule", "arn:aws:events:us-east-1:222222222222:rule/of-others"],
  ["deploy-role", "sns:Publish", "arn:aws:sns:us-east-1:222222222222:mammography-model-notification"],
];

test.each(NEEDED)("%s may %s on %s", (role, action, resource) => {
  expect(allowedBy(policyOf(prod, role), action, resource)).toHaveLength(1);
});

test.each(FORBIDDEN)("%s may not %s on %s", (role, action, resource) => {
  expect(allowedBy(policyOf(prod, role), action, resource)).toEqual([]);
});

test("every role is passed to one service only", () => {
  const passes = ["execution-role", "deploy-role"].flatMap((role) =>
    policyOf(prod, role)
      .filter(({ Action }) => listOf(Action).includes("iam:PassRole"))
      .map(({ Sid, Condition }) => [Sid, Condition?.["StringEquals"]?.["iam:PassedToService"]]),
  );
  expect(passes).toEqual([
    ["PassOwnRoleToJobs", "sagemaker.amazonaws.com"],
    ["PassRoleToPipelines", "sagemaker.amazonaws.com"],
    ["PassRoleToRules", "events.amazonaws.com"],
    ["PassRoleToFunctions", "lambda.amazonaws.com"],
  ]);
});

test("keys are reached by their alias, since KMS authorizes by the key alone", () => {
  const conditionOf = (role: string, sid: string) =>
    policyOf(prod, role).find(({ Sid }) => Sid === sid)?.Condition;
  const byAlias = (alias: string) => ({ "ForAnyValue:StringEquals": { "kms:ResourceAliases": alias } });
  expect(conditionOf("execution-role", "UseOwnKey")).toEqual(byAlias(`alias/${MODEL}`));
  expect(conditionOf("execution-role", "ReadVersionsOf111111111111")).toEqual(byAlias(`alias/${MODEL}`));
  expect(conditionOf("lambda-role", "EncryptProvenance")).toEqual(byAlias(`alias/${MODEL}`));
  expect(conditionOf("lambda-role", "EncryptAlert")).toEqual(byAlias(`alias/${MODEL}-alerts`));
});

test.each<[string, Environment]>([
  ["the environment", example("dev").environment],
  ["a copy of it, which its functions serve too", copyFor(example("dev").environment, "ana")],
])("labels and predictions are found for %s, and nothing else is listed", (_, environment) => {
  const policy = policyOf(workloadAccount(example("dev")), "lambda-role");
  const listing = policy.filter(({ Action }) => listOf(Action).includes("s3:ListBucket"));
  expect(listing.map(({ Sid }) => Sid)).toEqual(["FindLabels"]);
  const patterns = listOf(listing[0]?.Condition?.["StringLike"]?.["s3:prefix"] ?? []);
  const mayList = (prefix: string) => patterns.some((pattern) => like(pattern, prefix));
  const key = (uri: string) => uri.replace(`s3://${environment.dataBucket}/`, "");
  const predictions = key(dataUri(environment, "predictions"));
  expect(mayList(key(labelsUri(environment)))).toBe(true);
  expect(mayList(predictions)).toBe(true);
  for (const other of [key(dataUri(environment, "data")), `${environment.modelName}/`, ""]) {
    expect([other, mayList(other)]).toEqual([other, false]);
  }
});

test("Model Monitor's mode adds what its function reads and its step calls", () => {
  const stack = workloadAccount(example("prod", { monitoring: "model-monitor" }));
  const report = `${DATA}/${MODEL}/monitoring/x/constraint_violations.json`;
  expect(allowedBy(policyOf(stack, "lambda-role"), "s3:GetObject", report)).toEqual(["ReadMonitorReport"]);
  expect(allowedBy(policyOf(stack, "lambda-role"), "s3:ListBucket", DATA)).toEqual([
    "TellAbsentFromForbidden",
  ]);
  const assess = `arn:aws:lambda:us-east-1:222222222222:function:${MODEL}-assess-drift-12345678`;
  expect(allowedBy(policyOf(stack, "execution-role"), "lambda:InvokeFunction", assess)).toEqual([
    "CallStepFunctions",
  ]);
});

test("the deploy role locks states in the table that the file names", () => {
  const stack = workloadAccount(example("prod", { terraform_state_lock_table: "terraform-locks" }));
  expect(
    allowedBy(
      policyOf(stack, "deploy-role"),
      "dynamodb:PutItem",
      "arn:aws:dynamodb:us-east-1:222222222222:table/terraform-locks",
    ),
  ).toEqual(["LockStatesInTable"]);
});

describe("the versions that an environment reads", () => {
  const DEV_ARTIFACT = `${ARTIFACTS}/${MODEL}/dev/x/artifact/model.tar.gz`;
  const PROD_ARTIFACT = `${ARTIFACTS}/${MODEL}/prod/x/artifact/model.tar.gz`;
  const DEV_KEY = "arn:aws:kms:us-east-1:111111111111:key/1";
  const PROD_KEY = "arn:aws:kms:us-east-1:222222222222:key/1";
  /** Which of the four the execution role may read, or decrypt with. */
  const readable = (...[name, overrides]: Parameters<typeof example>) => {
    const policy = policyOf(workloadAccount(example(name, overrides)), "execution-role");
    const may = (action: string, resource: string) => allowedBy(policy, action, resource).length > 0;
    return {
      dev: may("s3:GetObject", DEV_ARTIFACT) && may("kms:Decrypt", DEV_KEY),
      prod: may("s3:GetObject", PROD_ARTIFACT) && may("kms:Decrypt", PROD_KEY),
    };
  };

  test.each<[string, { dev: boolean; prod: boolean }, ...Parameters<typeof example>]>([
    ["dev, by default", { dev: true, prod: false }, "dev"],
    ["prod, by default", { dev: true, prod: true }, "prod"],
    ["dev, with prod's", { dev: true, prod: true }, "dev", { reads_versions_of: ["dev", "prod"] }],
    ["prod, without dev's", { dev: false, prod: true }, "prod", { reads_versions_of: ["prod"] }],
  ])("are those that its file names: %s", (_, expected, ...of) => {
    expect(readable(...of)).toEqual(expected);
  });
});
