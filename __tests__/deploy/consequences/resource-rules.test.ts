import type { ConsequenceClass } from "../../../deploy/consequences/classes";
import { consequenceOf, type ResourceChange } from "../../../deploy/consequences/resource-rules";

const policy = (action: string): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: action, Resource: "*" }] });

const UPDATE = ["update"];
const DELETE = ["delete"];
const REPLACE = ["delete", "create"];
const CREATE = ["create"];

type Values = Readonly<Record<string, readonly [unknown, unknown]>>;

const CASES: readonly (readonly [string, readonly string[], Values, ConsequenceClass])[] = [
  ["aws_s3_bucket", DELETE, { bucket: ["a", null] }, "deletes-data"],
  ["aws_s3_bucket", REPLACE, { bucket: ["a", "b"] }, "deletes-data"],
  ["aws_s3_bucket", UPDATE, { force_destroy: [false, true] }, "deletes-data"],
  ["aws_s3_bucket", CREATE, { bucket: [null, "a"], force_destroy: [null, false] }, "runs-otherwise"],
  ["aws_s3_bucket", UPDATE, { tags: [{}, { a: "b" }], tags_all: [{}, { a: "b" }] }, "cosmetic"],
  ["aws_s3_bucket_lifecycle_configuration", UPDATE, { rule: [[], [{}]] }, "deletes-data"],
  ["aws_s3_bucket_lifecycle_configuration", DELETE, { rule: [[], null] }, "runs-otherwise"],
  ["aws_s3_bucket_versioning", UPDATE, { versioning_configuration: [[], []] }, "deletes-data"],
  ["aws_s3_bucket_public_access_block", DELETE, {}, "widens-permission"],
  ["aws_s3_bucket_public_access_block", CREATE, {}, "runs-otherwise"],
  ["aws_kms_key", DELETE, { policy: [policy("kms:*"), null] }, "deletes-data"],
  ["aws_kms_key", UPDATE, { policy: [policy("kms:Decrypt"), policy("kms:*")] }, "widens-permission"],
  ["aws_kms_key", UPDATE, { policy: [policy("kms:*"), policy("kms:Decrypt")] }, "runs-otherwise"],
  ["aws_kms_key", UPDATE, { policy: ["(sensitive)", "(sensitive)"] }, "widens-permission"],
  [
    "aws_iam_role_policy",
    UPDATE,
    { policy: [policy("s3:Get*"), "(known after the apply)"] },
    "widens-permission",
  ],
  ["aws_iam_role_policy", CREATE, { policy: [null, policy("s3:GetObject")] }, "widens-permission"],
  ["aws_iam_role_policy", DELETE, { policy: [policy("s3:GetObject"), null] }, "runs-otherwise"],
  ["aws_iam_role", UPDATE, { permissions_boundary: ["a", null] }, "widens-permission"],
  ["aws_iam_role_policy_attachment", CREATE, { policy_arn: [null, "a"] }, "widens-permission"],
  ["aws_lambda_permission", CREATE, {}, "widens-permission"],
  ["aws_lambda_permission", DELETE, {}, "runs-otherwise"],
  ["aws_cloudwatch_log_group", UPDATE, { retention_in_days: [365, 30] }, "deletes-data"],
  ["aws_cloudwatch_log_group", UPDATE, { retention_in_days: [0, 30] }, "deletes-data"],
  ["aws_cloudwatch_log_group", UPDATE, { retention_in_days: [30, 365] }, "runs-otherwise"],
  ["aws_sqs_queue", UPDATE, { message_retention_seconds: [1209600, 60] }, "deletes-data"],
  ["aws_sns_topic", REPLACE, { name: ["a", "b"] }, "deletes-data"],
  ["aws_sagemaker_model_package_group", DELETE, {}, "deletes-data"],
  ["aws_cloudwatch_event_rule", UPDATE, { schedule_expression: ["cron(a)", "cron(b)"] }, "runs-otherwise"],
  ["aws_cloudwatch_event_rule", UPDATE, { description: ["a", "b"] }, "cosmetic"],
  ["aws_cloudwatch_event_target", UPDATE, { role_arn: ["a", "b"] }, "widens-permission"],
  ["aws_lambda_function", UPDATE, { source_code_hash: ["a", "b"] }, "predictions-change"],
  ["aws_lambda_function", UPDATE, { tags: [null, {}] }, "cosmetic"],
  ["aws_dynamodb_table", DELETE, {}, "deletes-data"],
  ["aws_dynamodb_table", UPDATE, { name: ["a", "b"] }, "widens-permission"],
];

function changeOf(type: string, actions: readonly string[], values: Values, name = "it"): ResourceChange {
  const sides = Object.entries(values).map(([argument, [from, to]]) => [argument, { from, to }]);
  return {
    address: `${type}.${name}`,
    type,
    actions,
    values: Object.fromEntries(sides) as ResourceChange["values"],
  };
}

test.each(CASES)("%s: %j of %j is %s", (type, actions, values, expected) => {
  const found = consequenceOf(changeOf(type, actions, values));
  expect(found.class).toBe(expected);
  expect(found.why).not.toBe("");
});

test.each([
  ["latest-approved-model", "predictions-change"],
  ["record-version", "retrains"],
  ["send-alert", "runs-otherwise"],
])("code of the function %s is %s", (name, expected) => {
  const change = changeOf("aws_lambda_function", REPLACE, { function_name: ["a", "b"] }, name);
  expect(consequenceOf(change).class).toBe(expected);
});

test("values are never told, but what a policy names", () => {
  const found = consequenceOf(
    changeOf("aws_sns_topic_subscription", UPDATE, { endpoint: ["me@example.com", "you@example.com"] }),
  );
  expect(JSON.stringify(found)).not.toContain("example.com");
  expect(found.what).toBe("update: endpoint");
});
