import { THIS_KEY } from "../../stacks/iam/policy-document";
import {
  blog,
  delivery,
  everyStack,
  example,
  exampleIn,
  IN_VPC,
  promotion,
  registryAccount,
  workloadAccount,
} from "./fixture";
import { listOf, statementsOf, type Template } from "../support/template";

/** What the local apply of a rehearsal knows, and what the foundations' reviewers have to know. */
const RESOURCE_TYPES = [
  "aws_cloudwatch_event_rule",
  "aws_cloudwatch_event_target",
  "aws_cloudwatch_log_group",
  "aws_cloudwatch_metric_alarm",
  "aws_iam_instance_profile",
  "aws_iam_role",
  "aws_iam_role_policy",
  "aws_kms_alias",
  "aws_kms_key",
  "aws_lambda_function",
  "aws_lambda_permission",
  "aws_s3_bucket",
  "aws_s3_bucket_lifecycle_configuration",
  "aws_s3_bucket_ownership_controls",
  "aws_s3_bucket_policy",
  "aws_s3_bucket_public_access_block",
  "aws_s3_bucket_server_side_encryption_configuration",
  "aws_s3_bucket_versioning",
  "aws_sagemaker_model_package_group",
  "aws_sagemaker_model_package_group_policy",
  "aws_sns_topic",
  "aws_sns_topic_policy",
  "aws_sns_topic_subscription",
  "aws_sqs_queue",
  "aws_sqs_queue_policy",
];

/** Statements of identity policies whose action knows no resource, or none before it is there. */
const ANY_RESOURCE = [
  "FindLogGroups",
  "SeeQuotas",
  "FindModels",
  "FindNetworks",
  "ListGroups",
  "ListPipelines",
  "PublishMetrics",
  "ReleaseInterfaces",
  "SignInToImageRegistries",
];

/** In a key's policy there is nothing else to name; every other resource's policy names the resource. */
const mayNameAny = (where: string, sid: string): boolean =>
  where.startsWith("aws_kms_key.") ||
  (where.startsWith("aws_iam_role_policy.") && ANY_RESOURCE.includes(sid));

const LONGEST_NAME = "m".repeat(39);
const cases = (["dev", "prod"] as const).flatMap((name) => everyStack(example(name)));

describe.each([
  ...cases,
  ...everyStack(blog()).map(([name, template]): [string, Template] => [
    `${name} of the blog's file`,
    template,
  ]),
  ...everyStack(example("prod", { monitoring: "model-monitor", model_name: LONGEST_NAME })).map(
    ([name, template]): [string, Template] => [`${name} of a model with the longest name`, template],
  ),
  ...everyStack(example("prod", IN_VPC)).map(([name, template]): [string, Template] => [
    `${name} in a private network`,
    template,
  ]),
])("%s", (_, template) => {
  test("has known resource types only, and no data sources", () => {
    expect(template.types().filter((type) => !RESOURCE_TYPES.includes(type))).toEqual([]);
    expect(template.hasDataSources()).toBe(false);
  });

  test("tags all it creates", () => {
    const [{ tags }] = template.provider()["default_tags"] as [{ tags: Record<string, string> }];
    expect(Object.keys(tags).sort()).toEqual(["environment", "managed-by", "model"]);
    for (const value of Object.values(tags)) expect(value).toMatch(/^[\w .:/=+@-]{1,256}$/);
  });

  test("acts on one account only", () => {
    expect(template.provider()["allowed_account_ids"]).toEqual([expect.stringMatching(/^\d{12}$/)]);
  });

  test("keeps its state encrypted, and locked, in prod's bucket", () => {
    const { backend, required_version: version } = template.terraform() as {
      backend: { s3: Record<string, unknown> };
      required_version: string;
    };
    expect(backend.s3).toMatchObject({ encrypt: true, use_lockfile: true, region: "us-east-1" });
    expect(backend.s3["key"]).toMatch(/\.tfstate$/);
    expect(version).toBe(">= 1.10.0");
  });

  test("allows no action by wildcard, and any resource only where there is no other way", () => {
    const loose = template.policies().flatMap(({ where, statements }) =>
      statements
        .filter(({ Effect }) => Effect === "Allow")
        .flatMap(({ Sid, Action, Resource }) => [
          ...listOf(Action)
            .filter((action) => action.includes("*"))
            .map((action) => `${where} ${Sid}: ${action}`),
          ...(listOf(Resource).includes("*") && !mayNameAny(where, Sid)
            ? [`${where} ${Sid}: any resource`]
            : []),
        ]),
    );
    expect(loose).toEqual([]);
  });

  test("says in a key's policy that it is about that key", () => {
    for (const { arguments: body } of template.resources("aws_kms_key"))
      for (const { Resource } of statementsOf(body["policy"])) expect(Resource).toBe(THIS_KEY);
  });

  test("trusts nobody without naming them", () => {
    const open = template
      .policies()
      .flatMap(({ where, statements }) =>
        statements
          .filter(({ Effect, Principal }) => Effect === "Allow" && JSON.stringify(Principal)?.includes('"*"'))
          .map(({ Sid }) => `${where} ${Sid}`),
      );
    expect(open).toEqual([]);
  });

  test("stays within the sizes of policies (IAM and AWS STS quotas, in characters)", () => {
    for (const { arguments: body } of template.resources("aws_iam_role_policy"))
      expect(String(body["policy"]).length).toBeLessThanOrEqual(10_240);
    for (const { arguments: body } of template.resources("aws_iam_role"))
      expect(String(body["assume_role_policy"]).length).toBeLessThanOrEqual(2_048);
    for (const { arguments: body } of template.resources("aws_kms_key"))
      expect(String(body["policy"]).length).toBeLessThanOrEqual(32_768);
    for (const { arguments: body } of template.resources("aws_s3_bucket_policy"))
      expect(String(body["policy"]).length).toBeLessThanOrEqual(20_480);
  });

  test("gives names that AWS takes", () => {
    const limits: [type: string, key: string, name: RegExp][] = [
      ["aws_lambda_function", "function_name", /^[\w-]{1,64}$/],
      ["aws_cloudwatch_event_rule", "name", /^[.\w-]{1,64}$/],
      ["aws_cloudwatch_event_target", "target_id", /^[.\w-]{1,64}$/],
      ["aws_cloudwatch_log_group", "name", /^[.\w/#-]{1,512}$/],
      ["aws_kms_alias", "name", /^alias\/(?!aws\/)[\w/-]{1,250}$/],
      ["aws_iam_role", "name", /^[\w+=,.@-]{1,64}$/],
      ["aws_iam_role", "path", /^\/([\w+=,.@-]+\/)*$/],
      // InstanceProfileNameType of IAM's API model.
      ["aws_iam_instance_profile", "name", /^[\w+=,.@-]{1,128}$/],
      ["aws_iam_instance_profile", "path", /^\/([\w+=,.@-]+\/)*$/],
      ["aws_sns_topic", "name", /^[\w-]{1,256}$/],
      ["aws_s3_bucket", "bucket", /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/],
    ];
    for (const [type, key, name] of limits)
      for (const { arguments: body } of template.resources(type)) expect(body[key]).toMatch(name);
    for (const { statements } of template.policies())
      for (const { Sid } of statements) expect(Sid).toMatch(/^[A-Za-z0-9]{1,100}$/);
  });
});

describe("every bucket", () => {
  const buckets = cases.flatMap(([name, template]) =>
    template
      .resources("aws_s3_bucket")
      .map(({ address }): [string, Template, string] => [`${name}: ${address}`, template, address]),
  );

  test.each(buckets)("%s is private, versioned, encrypted and tidied", (_, stack, address) => {
    const setting = (type: string) =>
      stack
        .resources(`aws_s3_bucket_${type}`)
        .find(({ arguments: { bucket } }) => bucket === `\${${address}.bucket}`)?.arguments;
    expect(setting("versioning")).toMatchObject({ versioning_configuration: { status: "Enabled" } });
    expect(setting("public_access_block")).toMatchObject({
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    });
    expect(setting("ownership_controls")).toMatchObject({
      rule: { object_ownership: "BucketOwnerEnforced" },
    });
    expect(setting("server_side_encryption_configuration")).toMatchObject({
      rule: [
        {
          apply_server_side_encryption_by_default: {
            sse_algorithm: expect.stringMatching(/^(AES256|aws:kms)$/) as string,
          },
          // What S3 gives every new bucket; providers that know it would plan to take it away.
          blocked_encryption_types: ["SSE-C"],
        },
      ],
    });
    expect(setting("lifecycle_configuration")).toMatchObject({
      rule: expect.arrayContaining([
        expect.objectContaining({
          status: "Enabled",
          filter: [{ prefix: "" }],
          noncurrent_version_expiration: [{ noncurrent_days: 90 }],
        }),
      ]) as unknown,
    });
    const { bucket, force_destroy: emptied } = stack.resource("aws_s3_bucket");
    expect(emptied).toBe(false);
    expect(statementsOf(setting("policy")?.["policy"])[0]).toEqual({
      Sid: "TlsOnly",
      Effect: "Deny",
      Principal: "*",
      Action: "s3:*",
      Resource: [`arn:aws:s3:::${String(bucket)}`, `arn:aws:s3:::${String(bucket)}/*`],
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    });
  });
});

test.each([
  ["prod", "222222222222", "cross-account-jenkins-role"],
  ["dev", "111111111111", "mammography-severity-model-dev-state"],
] as const)(
  "the state of %s is kept by a role of prod's account for it alone",
  (name, account, stateRole) => {
    const stack = promotion(example(name));
    expect(stack.terraform()["backend"]).toMatchObject({
      s3: {
        bucket: "mammography-sagemaker-terraform-state-222222222222",
        key: `mammography-severity-model/${name}/${name}.tfstate`,
        assume_role: { role_arn: `arn:aws:iam::222222222222:role/${stateRole}` },
      },
    });
    expect(stack.provider()["assume_role"]).toEqual([
      {
        role_arn: `arn:aws:iam::${account}:role/cross-account-jenkins-role`,
        session_name: "sagemaker-promotion",
      },
    ]);
  },
);

test("a foundation is applied with its administrator's own credentials", () => {
  for (const stack of [workloadAccount(example()), delivery(example())]) {
    expect(stack.provider()).not.toHaveProperty("assume_role");
    expect(stack.terraform()["backend"]).not.toHaveProperty("s3.assume_role");
  }
});

test("an older Terraform locks in the table that the file names", () => {
  const locked = example("prod", { terraform_state_lock_table: "terraform-locks" });
  expect(promotion(locked).terraform()).toMatchObject({
    required_version: ">= 1.6.0",
    backend: { s3: { dynamodb_table: "terraform-locks" } },
  });
  expect(promotion(locked).text).not.toContain("use_lockfile");
  // The table lies in one account, a foundation's administrator in any: S3 locks their states.
  for (const stack of [workloadAccount(locked), registryAccount(locked), delivery(locked)]) {
    expect(stack.terraform()).toMatchObject({
      required_version: ">= 1.10.0",
      backend: { s3: { use_lockfile: true } },
    });
    expect(stack.text).not.toContain("dynamodb_table");
  }
});

test.each([
  ["eu-west-1", "aws"],
  ["cn-north-1", "aws-cn"],
  ["us-gov-west-1", "aws-us-gov"],
])("%s: every ARN is of partition %s", (region, partition) => {
  for (const [, template] of everyStack(exampleIn(region, partition))) {
    const partitions = [...template.text.matchAll(/arn:(aws[a-z-]*):/g)].map((match) => match[1]);
    expect([...new Set(partitions)]).toEqual(partitions.length === 0 ? [] : [partition]);
    expect(template.text).not.toContain("us-east-1");
  }
});
