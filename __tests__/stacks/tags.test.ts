import { TerraformResource } from "cdktf";
import { example, wholeApp } from "./fixture";

/**
 * Types that take no tags, each a setting of a resource that has them: a bucket, role, key, rule, function, topic,
 * queue or group.
 */
const SETTINGS = [
  "aws_cloudwatch_event_target",
  "aws_iam_role_policy",
  "aws_iam_role_policy_attachment",
  "aws_kms_alias",
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
];

const resources = wholeApp(example("prod", { iam_mode: "blog", monitoring: "model-monitor" }))
  .node.findAll()
  .filter((node) => node instanceof TerraformResource);

test("everything that the provider tags is tagged by default, and what it does not tag is a setting of something tagged", () => {
  const untagged = resources.filter((resource) => !("tagsInput" in resource));
  expect([...new Set(untagged.map(({ terraformResourceType: type }) => type))].sort()).toEqual(SETTINGS);
});

test("no resource takes a default tag away: its own tags have other names", () => {
  const own = resources.flatMap((resource) => {
    const tags: unknown = "tagsInput" in resource ? resource.tagsInput : undefined;
    return Object.keys(tags ?? {});
  });
  expect([...new Set(own)]).toEqual(["purpose"]);
});
