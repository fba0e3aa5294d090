import { existingNotes } from "../../stacks/required-access/check";
import {
  blog,
  delivery,
  everyStack,
  example,
  jenkinsAccount,
  policyOf,
  registryAccount,
  wholeApp,
  workloadAccount,
} from "./fixture";
import type { Template } from "../support/template";

const addresses = (stack: Template): string[] =>
  stack.types().flatMap((type) => stack.resources(type).map(({ address }) => address));

/** What each key's resource is made of: addresses in its stack begin so. */
const KEYS: [key: string, stack: (of: ReturnType<typeof example>) => Template, addresses: RegExp][] = [
  ["default_bucket", workloadAccount, /^aws_s3_bucket.*\.data-bucket_/],
  ["kms_key", workloadAccount, /^aws_kms_(key|alias)\.encryption-key_/],
  ["lambda_role", workloadAccount, /\.lambda-role_/],
  ["events_role", workloadAccount, /\.events-role_/],
  ["train_pipeline.role_arn", workloadAccount, /\.execution-role_/],
  ["inference_pipeline.role_arn", workloadAccount, /\.execution-role_/],
  ["deploy_role_arn", workloadAccount, /\.deploy-role_/],
  ["plan_role_arn", workloadAccount, /\.plan-role_/],
  ["model_artifacts_bucket", registryAccount, /^aws_s3_bucket/],
  ["model_package_group_name", registryAccount, /^aws_sagemaker_model_package_group/],
  ["approver_role_arn", registryAccount, /\.approver-role_/],
  ["registry_plan_role_arn", registryAccount, /\.plan-role_/],
  ["terraform_state_bucket", delivery, /^aws_s3_bucket/],
  ["jenkins_role_arn", delivery, /\.jenkins-server-role_/],
  ["jenkins_plan_role_arn", delivery, /\.jenkins-plan-role_/],
  ["jenkins_log_group", delivery, /^aws_cloudwatch_log_group/],
];

describe("existing_resources", () => {
  test.each(KEYS)("%s is used and not created, and the rest is", (key, stackOf, made) => {
    const before = addresses(stackOf(example()));
    const after = addresses(stackOf(example("prod", { existing_resources: [key] })));
    expect(before.filter((address) => made.test(address))).not.toEqual([]);
    expect(after).toEqual(before.filter((address) => !made.test(address)));
  });

  test("are shared where one file lists them", () => {
    const shared = ["model_artifacts_bucket", "model_package_group_name", "terraform_state_bucket"];
    const of = example("dev", { existing_resources: shared });
    expect(registryAccount(of).types()).toEqual(["aws_iam_role", "aws_iam_role_policy"]);
    expect(delivery(of).types()).not.toContain("aws_s3_bucket");
  });

  test("leave stacks that Terraform can apply: no reference to what is not created", () => {
    const of = example("prod", { existing_resources: KEYS.map(([key]) => key) });
    for (const [, template] of everyStack(of)) {
      const made = new Set(addresses(template));
      const used = [...template.text.matchAll(/\$\{(aws_\w+\.[\w-]+)\./g)].map(
        ([, address]) => address ?? "",
      );
      expect(used.filter((address) => !made.has(address))).toEqual([]);
    }
  });

  test("are what a bucket is encrypted with, and what policies name", () => {
    const stack = workloadAccount(example("prod", { existing_resources: ["kms_key"] }));
    expect(JSON.stringify(stack.resource("aws_s3_bucket_server_side_encryption_configuration"))).toContain(
      "arn:aws:kms:us-east-1:222222222222:alias/mammography-severity-model",
    );
    expect(policyOf(stack, "execution-role").map(({ Sid }) => Sid)).toContain("UseOwnKey");
  });
});

describe("what is there already", () => {
  const notes = (overrides: Parameters<typeof blog>[0]) =>
    existingNotes(wholeApp(example("prod", overrides)));

  test("is nothing to speak of by default", () => {
    expect(notes({})).toBe("");
  });

  test("gets its policy told, a statement a line, as a foundation would write it", () => {
    const existing = { existing_resources: ["lambda_role", "kms_key", "default_bucket"] };
    const [key = "", trust = "", identity = "", ...more] = notes(existing).split(/(?=^note: )/m);
    expect(more).toEqual([]);
    expect(key).toContain(
      "note: prod-account/encryption-key is not created. The key policy of arn:aws:kms:us-east-1:222222222222:alias/mammography-severity-model has to hold:\n",
    );
    // Who administers the key is its owner's affair.
    expect(key).not.toContain("AdministeredByAccount");
    expect(trust).toContain("The trust policy of arn:aws:iam::222222222222:role/lambda-sagemaker-role");
    const told = identity
      .trimEnd()
      .split("\n")
      .slice(1)
      .map((line) => JSON.parse(line) as object);
    expect(told).toEqual(policyOf(workloadAccount(example()), "lambda-role"));
  });

  test("is the key that the blog's file names by its id", () => {
    expect(existingNotes(wholeApp(blog()))).toMatch(
      /^note: prod-account\/encryption-key is not created\. The key policy of arn:aws:kms:us-east-1:222222222222:key\/1234abcd-12ab-34cd-56ef-1234567890ab has to hold:\n(?: {2}\{.*\}\n)+$/,
    );
  });

  test("is the Jenkins server's role in an account of its own", () => {
    const overrides = {
      jenkins_role_arn: "arn:aws:iam::444444444444:role/ci/server",
      existing_resources: ["jenkins_role_arn", "jenkins_plan_role_arn"],
    };
    expect(jenkinsAccount(example("prod", overrides)).types()).toEqual([]);
    expect(notes(overrides)).toContain(
      '{"Sid":"AssumeDeployRoles","Effect":"Allow","Action":"sts:AssumeRole","Resource":["arn:aws:iam::111111111111:role/cross-account-jenkins-role","arn:aws:iam::222222222222:role/mammography-severity-model-dev-state","arn:aws:iam::222222222222:role/cross-account-jenkins-role"]}',
    );
  });
});
