import { TerraformResource } from "cdktf";
import { parseEnvironments } from "../support/parse";
import { addDuplicateCheck, namesOf } from "../../stacks/duplicates";
import { environmentFile, exampleFile, merge, type Overrides } from "../support/environments";
import { blocksOf } from "../docs/markdown";
import { appOf, blog, example } from "./fixture";

/** All that a second model has of its own, so that it may share the example's three accounts. */
function fraudFile(name: "dev" | "prod", overrides: Overrides = {}) {
  const text = JSON.stringify(exampleFile(name))
    .replaceAll("mammography-severity-model", "fraud")
    .replaceAll("mammography-sagemaker", "fraud-sagemaker")
    .replaceAll("mammo-severity", "fraud")
    .replaceAll("sagemaker-execution-role", "fraud-execution-role")
    .replaceAll("sagemaker-events-role", "fraud-events-role")
    .replaceAll("lambda-sagemaker-role", "fraud-lambda-role")
    .replaceAll("mammography-model-notification", "fraud-notification");
  const own = {
    terraform_state_bucket: exampleFile("prod")["terraform_state_bucket"],
    deploy_role_arn: `arn:aws:iam::${name === "dev" ? "111111111111" : "222222222222"}:role/fraud-deploy-role`,
    plan_role_arn: "fraud-plan-role",
    approver_role_arn: "arn:aws:iam::333333333333:role/fraud-approver-role",
    registry_plan_role_arn: "arn:aws:iam::333333333333:role/fraud-plan-role",
  };
  return environmentFile(`fraud/${name}`, merge(merge(JSON.parse(text) as Overrides, own), overrides));
}

/** What synth says of names where a second model shares the example's accounts. */
function faultsOf(overrides: { dev?: Overrides; prod?: Overrides }): string[] {
  const { models } = parseEnvironments([
    environmentFile("dev", exampleFile("dev")),
    environmentFile("prod", exampleFile()),
    fraudFile("dev", overrides.dev),
    fraudFile("prod", overrides.prod),
  ]);
  const app = appOf(models);
  addDuplicateCheck(app, models);
  return app.node.validate();
}

describe("two models in the same accounts", () => {
  test("may share them where everything has a name of its own", () => {
    expect(faultsOf({})).toEqual([]);
  });

  test("may not share the alert topic's name", () => {
    const faults = faultsOf({ dev: { pipelines_alert_topic_name: "mammography-model-notification" } });
    expect(faults).toEqual([
      "aws_sns_topic mammography-model-notification of account 111111111111, us-east-1 is created by fraud-dev (fraud-dev/alerts/topic) and dev (dev/alerts/topic), and can exist only once. Change pipelines_alert_topic_name in fraud/dev.tfvars.json or dev.tfvars.json.",
    ]);
    const shown = blocksOf("docs/your-accounts.md").map(({ text }) => text.trimEnd());
    expect(shown).toContain(faults[0]);
  });

  test.each<[string, { dev?: Overrides; prod?: Overrides }, RegExp]>([
    [
      "a role, whatever its path",
      { dev: { lambda_role: "arn:aws:iam::111111111111:role/own/lambda-sagemaker-role" } },
      /^aws_iam_role lambda-sagemaker-role of account 111111111111 is created by fraud-dev-account \(fraud-dev-account\/lambda-role\/role\) and dev-account \(.*Change lambda_role in fraud\/dev\.tfvars\.json or dev\.tfvars\.json, or list it in existing_resources of all but one\.$/,
    ],
    [
      "the role that approves",
      { prod: { approver_role_arn: "arn:aws:iam::333333333333:role/model-approver-role" } },
      /^aws_iam_role model-approver-role of account 333333333333 is created by fraud-registry-account .* and registry-account .*Change approver_role_arn in .*existing_resources/,
    ],
    [
      "the roles that plan",
      { prod: { registry_plan_role_arn: "arn:aws:iam::333333333333:role/plan-role" } },
      /^aws_iam_role plan-role of account 333333333333 is created by fraud-registry-account .* and registry-account .*Change registry_plan_role_arn in .*existing_resources/,
    ],
    [
      "a bucket, in whatever account",
      { dev: { default_bucket: "mammography-sagemaker-prod-222222222222" } },
      /^aws_s3_bucket mammography-sagemaker-prod-222222222222 is created by fraud-dev-account .* and prod-account .*Change default_bucket in fraud\/dev\.tfvars\.json or prod\.tfvars\.json, or list/,
    ],
    [
      "a key's alias",
      { prod: { kms_key: "arn:aws:kms:us-east-1:222222222222:alias/mammography-severity-model" } },
      /^aws_kms_alias alias\/mammography-severity-model of account 222222222222, us-east-1 is created by .*Change kms_key in/,
    ],
    [
      "the alias of the alert topic's key, with a key for data",
      { prod: { kms_key: "arn:aws:kms:us-east-1:222222222222:alias/mammography-severity-model-alerts" } },
      /^aws_kms_alias alias\/mammography-severity-model-alerts .*Change kms_key in fraud\/prod\.tfvars\.json or model_name in prod\.tfvars\.json/,
    ],
    [
      "a log group of builds with one of functions",
      { prod: { jenkins_log_group: "/aws/lambda/mammography-severity-model-start-retraining" } },
      /^aws_cloudwatch_log_group \/aws\/lambda\/mammography-severity-model-start-retraining of account 222222222222, us-east-1 is created by delivery .* and prod .*Change jenkins_log_group in fraud\/dev\.tfvars\.json or fraud\/prod\.tfvars\.json or model_name in prod\.tfvars\.json/,
    ],
    [
      "the model package group",
      {
        prod: {
          model_package_group_name:
            "arn:aws:sagemaker:us-east-1:333333333333:model-package-group/mammo-severity-model-package",
        },
      },
      /^aws_sagemaker_model_package_group mammo-severity-model-package of account 333333333333, us-east-1 is created by .*Change model_package_group_name in/,
    ],
  ])("may not share %s", (_, overrides, fault) => {
    expect(faultsOf(overrides)).toEqual([expect.stringMatching(fault)]);
  });

  test("share what one of them lists as there already", () => {
    expect(
      faultsOf({
        dev: {
          lambda_role: "arn:aws:iam::111111111111:role/lambda-sagemaker-role",
          existing_resources: ["lambda_role"],
        },
      }),
    ).toEqual([]);
  });
});

test("two environments of one model in one account and Region are refused: names follow the model's", () => {
  const qa = {
    env_group: "qa",
    default_bucket: "mammography-sagemaker-qa-111111111111",
    pipelines_alert_topic_name: "qa-notification",
    train_pipeline_name: "qa-train",
    inference_pipeline_name: "qa-inference",
    train_pipeline: { name: "qa-train" },
    inference_pipeline: { name: "qa-inference" },
    kms_key: "arn:aws:kms:us-east-1:111111111111:alias/qa",
    existing_resources: [
      "lambda_role",
      "events_role",
      "deploy_role_arn",
      "plan_role_arn",
      "train_pipeline.role_arn",
    ],
  };
  const { models } = parseEnvironments([
    environmentFile("dev", exampleFile("dev")),
    environmentFile("prod", exampleFile()),
    environmentFile("qa", merge(exampleFile("dev"), qa)),
  ]);
  const app = appOf(models);
  addDuplicateCheck(app, models);
  const faults = app.node.validate();
  expect(faults).toContain(
    "aws_cloudwatch_event_rule mammography-severity-model-drift of account 111111111111, us-east-1 is created by dev (dev/retraining/rule) and qa (qa/retraining/rule), and can exist only once. Change model_name in dev.tfvars.json or qa.tfvars.json, or deploy one of them to another account or Region.",
  );
  expect(new Set(faults.map((fault) => fault.split(" ")[0]))).toEqual(
    new Set([
      "aws_cloudwatch_event_rule",
      "aws_cloudwatch_log_group",
      "aws_cloudwatch_metric_alarm",
      "aws_kms_alias",
      "aws_lambda_function",
      "aws_sqs_queue",
    ]),
  );
});

describe("names", () => {
  /** What AWS gives an id of its own, or lies within another resource. */
  const NAMELESS = new Set([
    "aws_cloudwatch_event_target",
    "aws_iam_role_policy",
    "aws_iam_role_policy_attachment",
    "aws_kms_key",
    "aws_lambda_permission",
    "aws_s3_bucket_lifecycle_configuration",
    "aws_s3_bucket_ownership_controls",
    "aws_s3_bucket_policy",
    "aws_s3_bucket_public_access_block",
    "aws_s3_bucket_server_side_encryption_configuration",
    "aws_s3_bucket_versioning",
    "aws_sagemaker_model_package_group_policy",
    "aws_sns_topic_policy",
    "aws_sns_topic_subscription",
    "aws_sqs_queue_policy",
  ]);

  test("are known of every resource that has one", () => {
    const apps = [
      example("prod", { monitoring: "model-monitor", iam_mode: "blog" }),
      blog(),
      example("prod", { jenkins_role_arn: "arn:aws:iam::444444444444:role/server" }),
    ].map(({ model }) => appOf([model]));
    for (const app of apps) {
      const named = new Set(namesOf(app).map(({ path }) => path));
      const resources = app.node.findAll().filter((node) => TerraformResource.isTerraformResource(node));
      expect(
        resources
          .filter(({ node }) => !named.has(node.path))
          .map(({ terraformResourceType }) => terraformResourceType)
          .filter((type) => !NAMELESS.has(type)),
      ).toEqual([]);
    }
  });

  test("are none that two stacks of the example share", () => {
    const { model } = example();
    const app = appOf([model]);
    addDuplicateCheck(app, [model]);
    expect(app.node.validate()).toEqual([]);
  });
});
