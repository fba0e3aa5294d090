import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import schema from "../../environments/environment.schema.json";
import { promotionApp, synthesize } from "../../stacks/app";
import { modelTag } from "../../stacks/names";
import { refusedBy, rolePolicies } from "../../stacks/iam/role-policies";
import type { Statement } from "../../stacks/iam/policy-document";
import { readSynthesizedPolicies } from "../../tools/iam/synthesized-policies";
import { registryAccounts } from "../../stacks/accounts";
import { RegistryAccountStack } from "../../stacks/registry-account-stack";
import { environmentFile, exampleFile, merge, type Overrides } from "../support/environments";
import { parseEnvironment } from "../support/parse";
import { statementsOf, type Template } from "../support/template";
import { deployRolePolicy } from "../../stacks/policies/deploy-role";
import { everyStack, example, wholeApp, workloadAccount, type Case } from "./fixture";

const { properties } = schema;
const fill = (prefix: string, length: number): string => prefix + "x".repeat(length - prefix.length);

/** Both environments with every name as long as its file may give it, in the partition and Region with the longest names. */
function longest(extra = 0, overrides: Overrides = {}): Case {
  const region = "us-gov-west-1";
  const files = ["dev", "prod"].map((name) => {
    const account = name === "dev" ? "111111111111" : "222222222222";
    const role = (owner: string, text: string) =>
      `arn:aws-us-gov:iam::${owner}:role/${fill("path-", 100)}/${fill(text, 64)}`;
    const pipeline = (kind: string) => fill(`${kind}-`, 256);
    return environmentFile(
      fill(`${name}-`, 100),
      merge(exampleFile(name), {
        env_group: name === "dev" ? fill("dev-", properties.env_group.maxLength) : "prod",
        aws_region: region,
        pipelines_alert_topic_name: fill("alerts-", properties.pipelines_alert_topic_name.maxLength),
        email: `${fill("team", 54)}@${fill("", 95)}.${fill("", 99)}.org`,
        lambda_role: role(account, "lambda-"),
        events_role: role(account, "events-"),
        deploy_role_arn: role(account, "deploy-"),
        approver_role_arn: role("333333333333", "approver-"),
        jenkins_role_arn: role("444444444444", "jenkins-"),
        jenkins_external_id: fill("id-", 64),
        jenkins_log_group: fill("jenkins/", properties.jenkins_log_group.maxLength),
        default_bucket: fill(`sagemaker-${name}-`, 63),
        model_artifacts_bucket: fill("sagemaker-artifacts-", 63),
        terraform_state_bucket: fill("sagemaker-state-", 63),
        terraform_state_lock_table: fill("locks-", 255),
        kms_key: `arn:aws-us-gov:kms:${region}:${account}:alias/${fill("", 250)}`,
        model_name: fill("Model-", properties.model_name.maxLength + extra),
        model_package_group_name: `arn:aws-us-gov:sagemaker:${region}:333333333333:model-package-group/${fill("g", 63)}`,
        train_pipeline_name: pipeline("train"),
        inference_pipeline_name: pipeline("inference"),
        batch_dataset_filename: fill("batch-", 255),
        train_pipeline: {
          name: pipeline("train"),
          arn: `arn:aws-us-gov:sagemaker:${region}:${account}:pipeline/${pipeline("train")}`,
          role_arn: role(account, "execution-"),
        },
        inference_pipeline: {
          name: pipeline("inference"),
          arn: `arn:aws-us-gov:sagemaker:${region}:${account}:pipeline/${pipeline("inference")}`,
          role_arn: role(account, "inference-"),
        },
        ...overrides,
      }),
    );
  });
  return parseEnvironment(files, fill("prod-", 100));
}

/**
 * What AWS takes: lengths and patterns of the API models (botocore) of each service, for every argument that is a name
 * or made of one.
 */
const LIMITS: [type: string, key: string, form: RegExp][] = [
  ["aws_cloudwatch_event_rule", "name", /^[.\w-]{1,64}$/],
  ["aws_cloudwatch_event_rule", "description", /^.{0,512}$/],
  ["aws_cloudwatch_event_rule", "event_pattern", /^[^]{0,4096}$/],
  ["aws_cloudwatch_event_target", "target_id", /^[.\w-]{1,64}$/],
  ["aws_cloudwatch_metric_alarm", "alarm_name", /^[^]{1,255}$/],
  ["aws_cloudwatch_metric_alarm", "alarm_description", /^[^]{0,1024}$/],
  ["aws_cloudwatch_log_group", "name", /^[.\w/#-]{1,512}$/],
  ["aws_iam_policy", "name", /^[\w+=,.@-]{1,128}$/],
  ["aws_iam_policy", "path", /^(?=.{1,512}$)\/(?:[!-~]+\/)?$/],
  ["aws_iam_policy", "description", /^[^]{0,1000}$/],
  ["aws_iam_role", "name", /^[\w+=,.@-]{1,64}$/],
  ["aws_iam_role", "path", /^(?=.{1,512}$)\/(?:[!-~]+\/)?$/],
  ["aws_iam_role", "description", /^[\t\n\r -~¡-ÿ]{0,1000}$/],
  ["aws_iam_role_policy", "name", /^[\w+=,.@-]{1,128}$/],
  ["aws_kms_alias", "name", /^(?=.{1,256}$)alias\/(?!aws\/)[\w/-]+$/],
  ["aws_kms_key", "description", /^.{0,8192}$/],
  ["aws_lambda_function", "function_name", /^[\w-]{1,64}$/],
  ["aws_lambda_function", "description", /^.{0,256}$/],
  ["aws_lambda_permission", "statement_id", /^[\w-]{1,100}$/],
  ["aws_s3_bucket", "bucket", /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/],
  ["aws_sagemaker_model_package_group", "model_package_group_name", /^[a-zA-Z0-9](?:-*[a-zA-Z0-9]){0,62}$/],
  ["aws_sagemaker_model_package_group", "model_package_group_description", /^.{0,1024}$/],
  ["aws_sns_topic", "name", /^[\w-]{1,256}$/],
  ["aws_sqs_queue", "name", /^[\w-]{1,80}$/],
];

const beyond = (of: Case): string[] =>
  everyStack(of).flatMap(([stack, template]) => [
    ...LIMITS.flatMap(([type, key, form]) =>
      template
        .resources(type)
        .map(({ arguments: { [key]: value = "" } }) => JSON.stringify(value).slice(1, -1))
        .filter((value) => value !== "" && !form.test(value.replaceAll('\\"', '"')))
        .map((value) => `${stack}: ${type}.${key}: ${value}`),
    ),
    ...tagsBeyond(template).map((tag) => `${stack}: tag ${tag}`),
  ]);

function tagsBeyond(template: Template): string[] {
  const [{ tags }] = template.provider()["default_tags"] as [{ tags: Record<string, string> }];
  return Object.values(tags).filter((value) => !/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,256}$/u.test(value));
}

describe("names as long as the files may give them", () => {
  test("give names that AWS takes, everywhere", () => {
    expect(beyond(longest())).toEqual([]);
  });

  test("of the model are refused one character later, with how much to shorten", () => {
    expect(() => longest(1)).toThrow(
      /\/model_name +expected a name of at most 39 letters.*Lambda functions.*found "Model-x+"; fix: shorten it by 1/,
    );
  });

  test("make policies that AWS takes, all at once", () => {
    expect(synthesize(wholeApp(longest()))).toMatch(/^prod-x+$/m);
  });

  test("leave no statement out: what a role's inline policy has no room for is attached to it first", () => {
    const { environment, model } = longest();
    const template = workloadAccount({ environment, model });
    const [more, ...others] = template.resources("aws_iam_policy");
    const inline = template.resource("aws_iam_role_policy", "deploy-role_");
    const [attached] = template.resources("aws_iam_role_policy_attachment");
    expect(others).toEqual([]);
    expect(String(more?.arguments["policy"]).length).toBeLessThanOrEqual(6_144);
    expect(String(inline["policy"]).length).toBeLessThanOrEqual(10_240);
    expect([...statementsOf(inline["policy"]), ...statementsOf(more?.arguments["policy"])]).toEqual(
      deployRolePolicy(environment, model),
    );
    expect(attached?.arguments["policy_arn"]).toBe(`\${${more?.address}.arn}`);
    expect(inline["depends_on"]).toEqual([attached?.address]);
  });

  test("hide no statement from what reads the stacks' policies", () => {
    const { environment, model } = longest();
    const outdir = mkdtempSync(join(tmpdir(), "limits-"));
    synthesize(wholeApp({ environment, model }, outdir));
    const read = readSynthesizedPolicies(join(outdir, "stacks"));
    const ofDeployRole = read.policies.filter(
      ({ kind, subject }) => kind === "identity" && subject === environment.deployRole,
    );
    expect(ofDeployRole.flatMap(({ statements }) => statements)).toEqual(
      deployRolePolicy(environment, model),
    );
    expect(read.managed).toEqual([]);
  });
});

test("a policy too long for AWS is refused, with its length and what to do", () => {
  const [registry] = registryAccounts(example().model);
  if (registry === undefined) throw new Error("the example has a registry");
  const app = promotionApp({ CDKTF_OUTDIR: mkdtempSync(join(tmpdir(), "limits-")) });
  const [first] = registry.environments;
  const more = Array.from({ length: 25 }, (_, index) => ({ ...first, name: `qa-${index}` }));
  new RegistryAccountStack(app, { ...registry, environments: [first, ...more] });
  expect(() => synthesize(app)).toThrow(
    /registry-account\/mammography-sagemaker-artifacts-333333333333: the bucket policy of arn:aws:s3:::\S+ has 5\d{4} characters, and AWS takes 20480: give its resources shorter names, or promote with fewer environments/,
  );
});

describe("what a role may do, beyond its inline policy", () => {
  const statement = (Sid: string, length: number): Statement => ({
    Sid,
    Effect: "Allow",
    Action: "s3:GetObject",
    Resource: "r".repeat(length),
  });
  const sids = (statements: readonly Statement[]) => statements.map(({ Sid }) => Sid).join("");

  test("goes to as many policies as it takes, in order", () => {
    const { inline, attached } = rolePolicies(["A", "B", "C", "D", "E"].map((sid) => statement(sid, 4_000)));
    expect([sids(inline), ...attached.map(sids)]).toEqual(["AB", "C", "D", "E"]);
  });

  test("is refused where a statement alone is too long, or the policies are too many", () => {
    expect(refusedBy(rolePolicies([statement("A", 9_000)]), 10)).toEqual([]);
    const long = rolePolicies([statement("A", 9_000), statement("B", 6_100)]);
    expect(refusedBy(long, 0)).toEqual([
      "the statement B makes a policy of 6205 characters, and AWS takes 6144",
    ]);
    expect(refusedBy(rolePolicies([statement("A", 9_000), statement("B", 5_000)]), 10)).toEqual([
      "11 policies are attached, and AWS takes 10",
    ]);
  });
});

describe("the tag of what several models share", () => {
  const named = (count: number) =>
    Array.from({ length: count }, (_, index) => ({
      ...example().environment,
      modelName: `${"m".repeat(37)}${index + 10}`,
    }));
  test("names them while a tag can hold it", () => {
    expect(modelTag(named(6)).split(" ")).toHaveLength(6);
    expect(modelTag(named(6)).length).toBeLessThanOrEqual(256);
    expect(modelTag(named(7))).toBe("7 models");
  });
});
