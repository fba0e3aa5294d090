import { CreateLogGroupCommand, CreateLogStreamCommand } from "@aws-sdk/client-cloudwatch-logs";
import { PutRuleCommand } from "@aws-sdk/client-eventbridge";
import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  ListRolesCommand,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { CreateAliasCommand, CreateKeyCommand, ScheduleKeyDeletionCommand } from "@aws-sdk/client-kms";
import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { AssumeRoleCommand, GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import type { AuthorizationRequest } from "../../ports";
import { DEV, policy, PROD, REGION, REGISTRY, trust, World, zipOf } from "./world";
import { CreateFunctionCommand } from "@aws-sdk/client-lambda";

let world: World;
beforeAll(async () => {
  world = await World.start();
});
afterAll(() => world.close());

const group = `arn:aws:sagemaker:${REGION}:${REGISTRY}:model-package-group/g`;

async function createRole(account: string, name: string, trustPolicy: string, allow?: object[]) {
  const { iam } = world.root(account);
  const created = await iam.send(
    new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: trustPolicy }),
  );
  if (allow !== undefined) {
    await iam.send(
      new PutRolePolicyCommand({ RoleName: name, PolicyName: "p", PolicyDocument: policy(...allow) }),
    );
  }
  return created.Role?.Arn ?? "";
}

/** A question of a session of this role in dev. */
function asked(role: string, action: string, resource: string, more: Partial<AuthorizationRequest> = {}) {
  const arn = `arn:aws:sts::${DEV}:assumed-role/${role}/session`;
  return world.accounts.authorize({
    caller: { account: DEV, arn },
    action,
    resource,
    region: REGION,
    ...more,
  });
}

describe("accounts", () => {
  test("are three tenants: the same name lives in each, and none sees the other's", async () => {
    await createRole(DEV, "isolated", trust({ Service: "lambda.amazonaws.com" }));
    await createRole(PROD, "isolated", trust({ Service: "lambda.amazonaws.com" }));
    const arns = async (account: string) =>
      (await world.root(account).iam.send(new ListRolesCommand({}))).Roles?.map(({ Arn }) => Arn);
    expect(await arns(DEV)).toContain(`arn:aws:iam::${DEV}:role/isolated`);
    expect(await arns(DEV)).not.toContain(`arn:aws:iam::${PROD}:role/isolated`);
    expect(await arns(REGISTRY)).not.toContain(`arn:aws:iam::${REGISTRY}:role/isolated`);
  });

  test("a root is its account's root", async () => {
    const answer = await world.root(PROD).sts.send(new GetCallerIdentityCommand({}));
    expect(answer).toMatchObject({ Account: PROD, Arn: `arn:aws:iam::${PROD}:root` });
  });
});

describe("roles", () => {
  test("are assumed across accounts where trust and identity policy allow it", async () => {
    const target = await createRole(PROD, "deploy", trust({ AWS: `arn:aws:iam::${DEV}:root` }));
    const ours = await createRole(DEV, "server", trust({ AWS: `arn:aws:iam::${DEV}:root` }), [
      { Effect: "Allow", Action: "sts:AssumeRole", Resource: target },
    ]);
    const server = await world.assume(world.root(DEV), ours);
    const deployer = await world.assume(server, target);
    const { Arn } = await deployer.sts.send(new GetCallerIdentityCommand({}));
    expect(Arn).toBe(`arn:aws:sts::${PROD}:assumed-role/deploy/test`);
    const stranger = world.root(REGISTRY).sts;
    const refused = stranger.send(new AssumeRoleCommand({ RoleArn: target, RoleSessionName: "s" }));
    await expect(refused).rejects.toMatchObject({ name: "AccessDenied" });
  });

  test("that trust a service are closed to account roots, their own included", async () => {
    const RoleArn = await createRole(PROD, "for-lambda", trust({ Service: "lambda.amazonaws.com" }));
    for (const account of [PROD, DEV]) {
      const refused = world.root(account).sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "s" }));
      await expect(refused).rejects.toMatchObject({ name: "AccessDenied" });
    }
  });

  test("a service gets sessions of the roles that trust it, and of no other", async () => {
    const arn = await createRole(DEV, "execution", trust({ Service: "sagemaker.amazonaws.com" }));
    const credentials = await world.accounts.assumeServiceRole(arn, "sagemaker.amazonaws.com", "job-1");
    const { Arn } = await world.as(credentials).sts.send(new GetCallerIdentityCommand({}));
    expect(Arn).toBe(`arn:aws:sts::${DEV}:assumed-role/execution/job-1`);
    for (const [role, service] of [
      [arn, "lambda.amazonaws.com"],
      [arn.replace("role/", "role/other-path/"), "sagemaker.amazonaws.com"],
      [`${arn}-absent`, "sagemaker.amazonaws.com"],
    ] as const) {
      await expect(world.accounts.assumeServiceRole(role, service, "s")).rejects.toMatchObject({
        code: "AccessDenied",
        message: `${service} is not authorized to perform: sts:AssumeRole on resource: ${role}`,
      });
    }
  });

  test("a trust policy's source conditions are put to the service", async () => {
    const sourceAccount = (account: string) => ({ StringEquals: { "aws:SourceAccount": account } });
    const service = { Service: "sagemaker.amazonaws.com" };
    const own = await createRole(DEV, "own-source", trust(service, sourceAccount(DEV)));
    const foreign = await createRole(DEV, "foreign-source", trust(service, sourceAccount(PROD)));
    const pipelines = { ArnLike: { "aws:SourceArn": `arn:aws:sagemaker:*:${DEV}:pipeline/*` } };
    const byArn = await createRole(DEV, "source-arn", trust(service, pipelines));
    const assume = (role: string, sourceArn?: string) =>
      world.accounts.assumeServiceRole(role, "sagemaker.amazonaws.com", "s", sourceArn);
    await expect(assume(own)).resolves.toHaveProperty("sessionToken");
    await expect(assume(foreign)).rejects.toMatchObject({ code: "AccessDenied" });
    await expect(assume(byArn)).rejects.toMatchObject({ code: "AccessDenied" });
    const source = `arn:aws:sagemaker:${REGION}:${DEV}:pipeline/p`;
    await expect(assume(byArn, source)).resolves.toHaveProperty("sessionToken");
  });

  test("a function's role is one that the caller may pass and Lambda may assume", async () => {
    const good = await createRole(DEV, "function", trust({ Service: "lambda.amazonaws.com" }));
    const bad = await createRole(DEV, "not-for-functions", trust({ Service: "events.amazonaws.com" }));
    const creator = await createRole(DEV, "creator", trust({ AWS: `arn:aws:iam::${DEV}:root` }), [
      { Effect: "Allow", Action: "lambda:*", Resource: "*" },
      {
        Effect: "Allow",
        Action: "iam:PassRole",
        Resource: bad,
        Condition: { StringEquals: { "iam:PassedToService": "lambda.amazonaws.com" } },
      },
    ]);
    const { lambda } = await world.assume(world.root(DEV), creator);
    const create = (Role: string) =>
      lambda.send(
        new CreateFunctionCommand({
          FunctionName: "passed",
          Role,
          Runtime: "nodejs22.x",
          Handler: "index.handler",
          Code: { ZipFile: zipOf("exports.handler = async () => 1;") },
        }),
      );
    await expect(create(good)).rejects.toMatchObject({
      name: "AccessDeniedException",
      message: expect.stringContaining(
        `not authorized to perform: iam:PassRole on resource: ${good}`,
      ) as string,
    });
    await expect(create(bad)).rejects.toMatchObject({
      name: "InvalidParameterValueException",
      message: "The role defined for the function cannot be assumed by Lambda.",
    });
  });
});

describe("authorize", () => {
  beforeAll(async () => {
    const users = trust({ AWS: `arn:aws:iam::${DEV}:root` });
    await createRole(DEV, "pipelines", users, [
      { Effect: "Allow", Action: "sagemaker:*Pipeline", Resource: `arn:aws:sagemaker:*:${DEV}:pipeline/p-*` },
      { Effect: "Allow", Action: "sagemaker:CreateModelPackage", Resource: "*" },
      { Effect: "Allow", Action: ["kms:Decrypt", "kms:GenerateDataKey"], Resource: "*" },
      {
        Effect: "Allow",
        Action: "iam:PassRole",
        Resource: "*",
        Condition: { StringEquals: { "iam:PassedToService": "sagemaker.amazonaws.com" } },
      },
      { Effect: "Deny", Action: "sagemaker:DeletePipeline", Resource: "*" },
      { Effect: "Allow", Action: "s3:GetObject", Resource: "*" },
    ]);
    await createRole(DEV, "powerless", users);
  });

  const pipeline = (name: string) => `arn:aws:sagemaker:${REGION}:${DEV}:pipeline/${name}`;

  test("allows what the role's policies allow", async () => {
    expect(await asked("pipelines", "sagemaker:CreatePipeline", pipeline("p-1"))).toEqual({ allowed: true });
  });

  test("allows what a policy of the account's own allows to the roles that have it attached", async () => {
    const { iam } = world.root(DEV);
    await createRole(DEV, "attached", trust({ Service: "lambda.amazonaws.com" }));
    const read = { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::b/*" };
    const { Policy: made } = await iam.send(
      new CreatePolicyCommand({ PolicyName: "more", PolicyDocument: policy(read) }),
    );
    expect(await asked("attached", "s3:GetObject", "arn:aws:s3:::b/k")).toMatchObject({ allowed: false });
    await iam.send(new AttachRolePolicyCommand({ RoleName: "attached", PolicyArn: made?.Arn }));
    expect(await asked("attached", "s3:GetObject", "arn:aws:s3:::b/k")).toMatchObject({ allowed: true });
    expect(await asked("attached", "s3:PutObject", "arn:aws:s3:::b/k")).toMatchObject({ allowed: false });
  });

  test("denies in AWS's words", async () => {
    const user = `User: arn:aws:sts::${DEV}:assumed-role/pipelines/session is not authorized to perform: `;
    expect(await asked("pipelines", "sagemaker:CreatePipeline", pipeline("other"))).toEqual({
      allowed: false,
      reason: `${user}sagemaker:CreatePipeline on resource: ${pipeline("other")} because no identity-based policy allows the sagemaker:CreatePipeline action`,
    });
    expect(await asked("pipelines", "sagemaker:DeletePipeline", pipeline("p-1"))).toEqual({
      allowed: false,
      reason: `${user}sagemaker:DeletePipeline on resource: ${pipeline("p-1")} with an explicit deny in an identity-based policy`,
    });
  });

  test("a role that does not exist may do nothing", async () => {
    expect(await asked("absent", "sagemaker:CreatePipeline", pipeline("p-1"))).toMatchObject({
      allowed: false,
    });
  });

  test("conditions see the context", async () => {
    const resource = `arn:aws:iam::${DEV}:role/r`;
    const pass = (service: string) =>
      asked("pipelines", "iam:PassRole", resource, { context: { "iam:PassedToService": service } });
    expect(await pass("sagemaker.amazonaws.com")).toEqual({ allowed: true });
    expect(await pass("lambda.amazonaws.com")).toMatchObject({ allowed: false });
  });

  test("across accounts both sides must allow", async () => {
    const admits = (principal: string) =>
      policy({
        Effect: "Allow",
        Principal: { AWS: principal },
        Action: "sagemaker:CreateModelPackage",
        Resource: `arn:aws:sagemaker:${REGION}:${REGISTRY}:model-package/g/*`,
      });
    const resource = `arn:aws:sagemaker:${REGION}:${REGISTRY}:model-package/g/1`;
    const register = (role: string, document: string | undefined) =>
      asked(role, "sagemaker:CreateModelPackage", resource, {
        resourcePolicy: { document, owner: REGISTRY },
      });
    expect(await register("pipelines", admits(`arn:aws:iam::${DEV}:root`))).toEqual({ allowed: true });
    expect(await register("pipelines", admits(`arn:aws:iam::${DEV}:role/pipelines`))).toEqual({
      allowed: true,
    });
    const elsewhere = await register("pipelines", admits(`arn:aws:iam::${PROD}:root`));
    expect(elsewhere).toMatchObject({
      allowed: false,
      reason: expect.stringContaining("no resource-based policy allows") as string,
    });
    expect(await register("pipelines", undefined)).toMatchObject({ allowed: false });
    expect(await register("powerless", admits(`arn:aws:iam::${DEV}:root`))).toMatchObject({
      allowed: false,
      reason: expect.stringContaining("no identity-based policy allows") as string,
    });
  });

  test("a foreign root is let in by the resource's policy only", async () => {
    const caller = { account: DEV, arn: `arn:aws:iam::${DEV}:root` };
    const ask = (document: string | undefined) =>
      world.accounts.authorize({
        caller,
        action: "sagemaker:DescribeModelPackageGroup",
        resource: group,
        region: REGION,
        resourcePolicy: { document, owner: REGISTRY },
      });
    expect(await ask(undefined)).toMatchObject({ allowed: false });
    const statement = {
      Effect: "Allow",
      Principal: { AWS: DEV },
      Action: "sagemaker:Describe*",
      Resource: group,
    };
    expect(await ask(policy(statement))).toEqual({ allowed: true });
  });

  test("a key's own policy decides too, in whichever account it lies and by its alias", async () => {
    const { kms } = world.root(REGISTRY);
    const own = {
      Effect: "Allow",
      Principal: { AWS: `arn:aws:iam::${REGISTRY}:root` },
      Action: "kms:*",
      Resource: "*",
    };
    const dev = {
      Effect: "Allow",
      Principal: { AWS: `arn:aws:iam::${DEV}:root` },
      Action: "kms:Decrypt",
      Resource: "*",
    };
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({ Policy: policy(own, dev) }));
    await kms.send(
      new CreateAliasCommand({ AliasName: "alias/shared", TargetKeyId: KeyMetadata?.KeyId ?? "" }),
    );
    const alias = `arn:aws:kms:${REGION}:${REGISTRY}:alias/shared`;
    for (const resource of [KeyMetadata?.Arn ?? "", alias]) {
      expect(await asked("pipelines", "kms:Decrypt", resource)).toEqual({ allowed: true });
      expect(await asked("pipelines", "kms:GenerateDataKey", resource)).toMatchObject({ allowed: false });
      expect(await asked("powerless", "kms:Decrypt", resource)).toMatchObject({ allowed: false });
    }
    expect(await asked("pipelines", "kms:Decrypt", `${alias}-absent`)).toMatchObject({
      allowed: false,
      reason: expect.stringContaining("does not exist") as string,
    });
    await kms.send(new ScheduleKeyDeletionCommand({ KeyId: KeyMetadata?.KeyId ?? "" }));
    expect(await asked("pipelines", "kms:Decrypt", alias)).toEqual({
      allowed: false,
      reason: `${KeyMetadata?.Arn} is PendingDeletion`,
    });
  });

  test("a bucket's own policy is found in the account that owns it", async () => {
    const { s3 } = world.root(REGISTRY);
    await s3.send(new CreateBucketCommand({ Bucket: "artifacts-of-registry" }));
    const resource = "arn:aws:s3:::artifacts-of-registry/x";
    expect(await asked("pipelines", "s3:GetObject", resource)).toMatchObject({ allowed: false });
    const Policy = policy({
      Effect: "Allow",
      Principal: { AWS: DEV },
      Action: "s3:GetObject",
      Resource: resource,
    });
    await s3.send(new PutBucketPolicyCommand({ Bucket: "artifacts-of-registry", Policy }));
    expect(await asked("pipelines", "s3:GetObject", resource)).toEqual({ allowed: true });
  });
});

describe("requests are judged as AWS judges them", () => {
  const users = trust({ AWS: `arn:aws:iam::${DEV}:root` });
  const own = { Action: "s3:PutObject", Resource: "arn:aws:s3:::judged/*" };
  const put = async (role: string) => {
    const { s3 } = await world.assume(world.root(DEV), role);
    return s3.send(new PutObjectCommand({ Bucket: "judged", Key: "k", Body: "b" }));
  };
  const deny = (Condition: object) =>
    world.root(DEV).s3.send(
      new PutBucketPolicyCommand({
        Bucket: "judged",
        Policy: policy({ Effect: "Deny", Principal: "*", ...own, Condition }),
      }),
    );

  test("by TLS: a policy that denies plain HTTP lets them in", async () => {
    await world.root(DEV).s3.send(new CreateBucketCommand({ Bucket: "judged" }));
    const role = await createRole(DEV, "by-tls", users, [{ Effect: "Allow", ...own }]);
    await deny({ Bool: { "aws:SecureTransport": "false" } });
    await expect(put(role)).resolves.toHaveProperty("ETag");
    await deny({ Bool: { "aws:SecureTransport": "true" } });
    await expect(put(role)).rejects.toMatchObject({ name: "AccessDenied" });
  });

  test("by the role of a session, not by the session", async () => {
    const role = await createRole(DEV, "by-role", users, [{ Effect: "Allow", ...own }]);
    await deny({ ArnNotEquals: { "aws:PrincipalArn": role } });
    await expect(put(role)).resolves.toHaveProperty("ETag");
    await deny({ ArnEquals: { "aws:PrincipalArn": role } });
    await expect(put(role)).rejects.toMatchObject({ name: "AccessDenied" });
  });

  test("on the rule of the default bus by its own name", async () => {
    const role = await createRole(DEV, "by-rule", users, [
      { Effect: "Allow", Action: "events:PutRule", Resource: `arn:aws:events:${REGION}:${DEV}:rule/ours-*` },
    ]);
    const { events } = await world.assume(world.root(DEV), role);
    const ruleNamed = (Name: string) => new PutRuleCommand({ Name, ScheduleExpression: "rate(1 day)" });
    await expect(events.send(ruleNamed("ours-1"))).resolves.toHaveProperty("RuleArn");
    await expect(events.send(ruleNamed("theirs"))).rejects.toMatchObject({ name: "AccessDeniedException" });
  });

  test("on a stream of logs by its own ARN, and on a group by the group's", async () => {
    const group = `arn:aws:logs:${REGION}:${DEV}:log-group:judged`;
    const role = await createRole(DEV, "by-stream", users, [
      { Effect: "Allow", Action: "logs:CreateLogGroup", Resource: group },
      { Effect: "Allow", Action: "logs:CreateLogStream", Resource: `${group}:log-stream:ours-*` },
    ]);
    const { logs } = await world.assume(world.root(DEV), role);
    await logs.send(new CreateLogGroupCommand({ logGroupName: "judged" }));
    const stream = (logStreamName: string) =>
      new CreateLogStreamCommand({ logGroupName: "judged", logStreamName });
    await logs.send(stream("ours-1"));
    await expect(logs.send(stream("theirs"))).rejects.toMatchObject({ name: "AccessDeniedException" });
  });
});

test("an encrypted object is read by whoever may use its key; its head takes none", async () => {
  const root = world.root(DEV);
  const { KeyMetadata } = await root.kms.send(new CreateKeyCommand({}));
  const SSEKMSKeyId = KeyMetadata?.Arn ?? "";
  const object = { Bucket: "encrypted-objects", Key: "file" };
  await root.s3.send(new CreateBucketCommand({ Bucket: object.Bucket }));
  await root.s3.send(
    new PutObjectCommand({ ...object, Body: "text", ServerSideEncryption: "aws:kms", SSEKMSKeyId }),
  );
  const read = { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::encrypted-objects/*" };
  const decrypt = { Effect: "Allow", Action: "kms:Decrypt", Resource: SSEKMSKeyId };
  const trusted = trust({ AWS: `arn:aws:iam::${DEV}:root` });
  const reader = await world.assume(root, await createRole(DEV, "reader", trusted, [read, decrypt]));
  const keyless = await world.assume(root, await createRole(DEV, "keyless", trusted, [read]));
  expect((await reader.s3.send(new GetObjectCommand(object))).ETag).toBeDefined();
  expect((await keyless.s3.send(new HeadObjectCommand(object))).ETag).toBeDefined();
  await expect(keyless.s3.send(new GetObjectCommand(object))).rejects.toMatchObject({
    name: "AccessDenied",
    message: expect.stringContaining(`kms:Decrypt on resource: ${SSEKMSKeyId}`) as string,
  });
});

describe("the call record", () => {
  test("tells who did what, and how it ended", async () => {
    const role = await createRole(DEV, "recorded", trust({ AWS: `arn:aws:iam::${DEV}:root` }), [
      { Effect: "Allow", Action: ["s3:PutObject", "s3:GetObject"], Resource: "arn:aws:s3:::recorded-*/*" },
      { Effect: "Allow", Action: "s3:ListBucket", Resource: "*" },
    ]);
    const { s3 } = await world.assume(world.root(DEV), role);
    const before = (await world.accounts.record()).length;
    const put = (Bucket: string) => s3.send(new PutObjectCommand({ Bucket, Key: "k", Body: "b" }));
    for (const Bucket of ["recorded-bucket", "private-bucket"]) {
      await world.root(DEV).s3.send(new CreateBucketCommand({ Bucket }));
    }
    await put("recorded-bucket");
    await expect(put("private-bucket")).rejects.toMatchObject({ name: "AccessDenied" });
    const get = s3.send(new GetObjectCommand({ Bucket: "recorded-bucket", Key: "absent" }));
    await expect(get).rejects.toMatchObject({ name: "NoSuchKey" });
    await asked("recorded", "sagemaker:ListPipelines", "*");
    const record = (await world.accounts.record()).slice(before);
    const principal = `arn:aws:sts::${DEV}:assumed-role/recorded/test`;
    const own = record.filter((line) => line.principal.includes("recorded"));
    expect(own).toMatchObject([
      {
        principal,
        account: DEV,
        action: "s3:PutObject",
        resource: "arn:aws:s3:::recorded-bucket/k",
        outcome: "allowed",
      },
      { principal, action: "s3:PutObject", resource: "arn:aws:s3:::private-bucket/k", outcome: "denied" },
      {
        principal,
        action: "s3:GetObject",
        resource: "arn:aws:s3:::recorded-bucket/absent",
        outcome: "error",
      },
      { action: "sagemaker:ListPipelines", outcome: "denied" },
    ]);
    const sequence = record.map((line) => line.sequence);
    expect(sequence).toEqual(sequence.map((_, index) => before + index + 1));
  });

  test("has the external id that a caller names, which trust policies ask for", async () => {
    const condition = { StringEquals: { "sts:ExternalId": "agreed" } };
    const RoleArn = await createRole(PROD, "hired", trust({ AWS: `arn:aws:iam::${PROD}:root` }, condition));
    const assume = (ExternalId?: string) =>
      world.root(PROD).sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "s", ExternalId }));
    await assume("agreed");
    await expect(assume("of-others")).rejects.toMatchObject({ name: "AccessDenied" });
    await expect(assume()).rejects.toMatchObject({ name: "AccessDenied" });
    const lines = (await world.accounts.record()).filter(({ resource }) => resource === RoleArn).slice(-3);
    expect(lines.map(({ outcome, context }) => [outcome, context?.["sts:ExternalId"]])).toEqual([
      ["allowed", "agreed"],
      ["denied", "of-others"],
      ["denied", undefined],
    ]);
  });

  test("a trust policy's refusal is a denial, though the caller may assume roles", async () => {
    const RoleArn = await createRole(PROD, "unfriendly", trust({ AWS: `arn:aws:iam::${PROD}:root` }));
    const refused = world.root(DEV).sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "s" }));
    await expect(refused).rejects.toMatchObject({ name: "AccessDenied" });
    const line = (await world.accounts.record()).at(-1);
    expect(line).toMatchObject({ action: "sts:AssumeRole", resource: RoleArn, outcome: "denied" });
  });
});
