import {
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  type Target,
} from "@aws-sdk/client-eventbridge";
import { CreateRoleCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { CreateKeyCommand } from "@aws-sdk/client-kms";
import { AddPermissionCommand, CreateFunctionCommand } from "@aws-sdk/client-lambda";
import {
  CreateTopicCommand,
  GetSubscriptionAttributesCommand,
  ListSubscriptionsByTopicCommand,
  PublishCommand,
  SubscribeCommand,
  UnsubscribeCommand,
} from "@aws-sdk/client-sns";
import type { Mail } from "../../ports";
import { DEV, policy, REGION, trust, World, zipOf } from "./world";

let world: World;
let root: ReturnType<World["root"]>;
beforeAll(async () => {
  world = await World.start();
  root = world.root(DEV);
});
afterAll(() => world.close());

const EVENTS = "events.amazonaws.com";
const ruleArn = (name: string) => `arn:aws:events:${REGION}:${DEV}:rule/${name}`;
const sourceArn = (name: string) => ({ ArnEquals: { "aws:SourceArn": ruleArn(name) } });
const topicArn = (name: string) => `arn:aws:sns:${REGION}:${DEV}:${name}`;

/** A rule for the events of one source, with one target. */
async function rule(name: string, target: Partial<Target>, pattern?: object) {
  await root.events.send(
    new PutRuleCommand({ Name: name, EventPattern: JSON.stringify(pattern ?? { source: [`aws.${name}`] }) }),
  );
  await putTarget(name, target);
}

const putTarget = (Rule: string, target: Partial<Target>) =>
  root.events.send(new PutTargetsCommand({ Rule, Targets: [{ Id: "t", Arn: undefined, ...target }] }));

const emit = (name: string, detail: Record<string, unknown> = {}) =>
  world.accounts.emit({
    account: DEV,
    region: REGION,
    source: `aws.${name}`,
    detailType: "State Change",
    resources: [`arn:aws:sagemaker:${REGION}:${DEV}:pipeline/p`],
    detail,
  });

const admitsEvents = (name: string, Condition: object = {}) =>
  policy({
    Effect: "Allow",
    Principal: { Service: EVENTS },
    Action: "sns:Publish",
    Resource: topicArn(name),
    Condition,
  });

/** A topic with a confirmed subscriber of its own. */
async function topic(name: string, Attributes: Record<string, string> = {}) {
  await root.sns.send(new CreateTopicCommand({ Name: name, Attributes }));
  await subscribe(name);
  const { confirmationToken = "" } = (await mailsOf(name))[0] ?? {};
  await world.accounts.confirm(confirmationToken);
  return topicArn(name);
}

const subscribe = (name: string) =>
  root.sns.send(
    new SubscribeCommand({
      TopicArn: topicArn(name),
      Protocol: "email",
      Endpoint: `${name}@example.com`,
      ReturnSubscriptionArn: true,
    }),
  );

const mailsOf = async (name: string): Promise<Mail[]> =>
  (await world.accounts.mails()).filter(({ to }) => to === `${name}@example.com`);

/** What reached the subscriber but for the question to confirm. */
const alertsOf = async (name: string) => (await mailsOf(name)).slice(1).map(({ body }) => body);

const decisions = async (resource: string) =>
  (await world.accounts.record())
    .filter((line) => line.principal === EVENTS && line.resource === resource)
    .map(({ action, outcome }) => [action, outcome]);

async function role(name: string, service: string, statements: object[] = []): Promise<string> {
  const created = await root.iam.send(
    new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: trust({ Service: service }) }),
  );
  const PolicyDocument = policy(...statements);
  if (statements.length > 0) {
    await root.iam.send(new PutRolePolicyCommand({ RoleName: name, PolicyName: "p", PolicyDocument }));
  }
  return created.Role?.Arn ?? "";
}

async function createFunction(name: string, source: string, Role: string) {
  const answer = await root.lambda.send(
    new CreateFunctionCommand({
      FunctionName: name,
      Role,
      Runtime: "nodejs22.x",
      Handler: "index.handler",
      Timeout: 30,
      Code: { ZipFile: zipOf(source) },
    }),
  );
  return answer.FunctionArn ?? "";
}

const allowInvoke = (FunctionName: string, name: string) =>
  root.lambda.send(
    new AddPermissionCommand({
      FunctionName,
      StatementId: name,
      Action: "lambda:InvokeFunction",
      Principal: EVENTS,
      SourceArn: ruleArn(name),
    }),
  );

describe("e-mail subscriptions", () => {
  test("receive nothing until they are confirmed", async () => {
    await root.sns.send(new CreateTopicCommand({ Name: "asks" }));
    const { SubscriptionArn = "" } = await subscribe("asks");
    const publish = (Message: string, Subject?: string) =>
      root.sns.send(new PublishCommand({ TopicArn: topicArn("asks"), Message, Subject }));
    await publish("too early");
    const attributes = async () =>
      (await root.sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }))).Attributes;
    expect(await attributes()).toMatchObject({ PendingConfirmation: "true" });
    const listed = new ListSubscriptionsByTopicCommand({ TopicArn: topicArn("asks") });
    expect((await root.sns.send(listed)).Subscriptions?.[0]?.SubscriptionArn).toBe("PendingConfirmation");
    await expect(root.sns.send(new UnsubscribeCommand({ SubscriptionArn }))).rejects.toThrow(
      "Cannot unsubscribe a subscription that is pending confirmation",
    );

    const [question] = await mailsOf("asks");
    expect(question?.subject).toBe("AWS Notification - Subscription Confirmation");
    await expect(world.accounts.confirm("guessed")).rejects.toMatchObject({ code: "InvalidParameter" });
    expect(await world.accounts.confirm(question?.confirmationToken ?? "")).toBe(SubscriptionArn);

    expect(await attributes()).toMatchObject({ PendingConfirmation: "false" });
    expect((await root.sns.send(listed)).Subscriptions?.[0]?.SubscriptionArn).toBe(SubscriptionArn);
    await publish("first");
    await publish("second", "With a subject");
    expect((await mailsOf("asks")).slice(1)).toEqual([
      {
        to: "asks@example.com",
        topicArn: topicArn("asks"),
        subject: "AWS Notification Message",
        body: "first",
      },
      { to: "asks@example.com", topicArn: topicArn("asks"), subject: "With a subject", body: "second" },
    ]);
    await root.sns.send(new UnsubscribeCommand({ SubscriptionArn }));
    await publish("too late");
    expect(await alertsOf("asks")).toEqual(["first", "second"]);
  });
});

describe("an event", () => {
  test("reaches the subscriber as the sentence that the rule makes of it", async () => {
    const Arn = await topic("sentence", { Policy: admitsEvents("sentence") });
    const InputTransformer = {
      InputPathsMap: { step: "$.detail.stepName", reason: "$.detail.failureReason" },
      InputTemplate: '"Step <step> failed: <reason>"',
    };
    const pattern = {
      source: ["aws.sentence"],
      detail: { stepName: [{ "anything-but": ["DataDrift"] }], currentStepStatus: ["Failed"] },
    };
    await rule("sentence", { Arn, InputTransformer }, pattern);
    await emit("sentence", { stepName: "DataDrift", currentStepStatus: "Failed", failureReason: "drift" });
    await emit("sentence", { stepName: "Train", currentStepStatus: "Succeeded" });
    await emit("sentence", { stepName: "Train", currentStepStatus: "Failed", failureReason: "no memory" });
    expect(await alertsOf("sentence")).toEqual(['"Step Train failed: no memory"']);
  });

  test("stays in its account", async () => {
    const Arn = await topic("domestic", { Policy: admitsEvents("domestic") });
    await rule("domestic", { Arn });
    const event = { region: REGION, source: "aws.domestic", detailType: "d", resources: [], detail: {} };
    await world.accounts.emit({ ...event, account: "222222222222" });
    expect(await alertsOf("domestic")).toEqual([]);
    await world.accounts.emit({ ...event, account: DEV });
    expect(await alertsOf("domestic")).toHaveLength(1);
  });

  test.each([
    ["admits EventBridge", "by-service", {}, true],
    ["admits the owner only, as SNS's default does", "by-default", undefined, false],
    ["names the rule, a condition that AWS does not support", "by-rule", sourceArn("by-rule"), false],
  ])("is published as the topic's policy says: one that %s", async (_, name, condition, delivered) => {
    const Arn = await topic(
      name,
      condition === undefined ? undefined : { Policy: admitsEvents(name, condition) },
    );
    await rule(name, { Arn });
    await emit(name);
    expect(await alertsOf(name)).toHaveLength(delivered ? 1 : 0);
    expect(await decisions(Arn)).toEqual([["sns:Publish", delivered ? "allowed" : "denied"]]);
  });

  const own = { Effect: "Allow", Principal: { AWS: DEV }, Action: "kms:*", Resource: "*" };
  const events = {
    Effect: "Allow",
    Principal: { Service: EVENTS },
    Action: ["kms:GenerateDataKey*", "kms:Decrypt"],
    Resource: "*",
  };
  const bySource = { ...events, Condition: { StringEquals: { "aws:SourceAccount": DEV } } };
  test.each([
    ["admits EventBridge", [own, events], 1],
    ["knows the account alone", [own], 0],
    ["admits EventBridge by source account, which AWS does not support", [own, bySource], 0],
  ])("for an encrypted topic is dropped unless its key admits EventBridge: one that %s", async (...row) => {
    const [title, statements, delivered] = row;
    const name = `encrypted-${title.length}`;
    const { KeyMetadata } = await root.kms.send(new CreateKeyCommand({ Policy: policy(...statements) }));
    const KmsMasterKeyId = KeyMetadata?.KeyId ?? "";
    const Arn = await topic(name, { Policy: admitsEvents(name), KmsMasterKeyId });
    await rule(name, { Arn });
    await emit(name);
    expect(await alertsOf(name)).toHaveLength(delivered);
  });

  test("for a topic under AWS's own SNS key is dropped: that key's policy cannot admit EventBridge", async () => {
    const Arn = await topic("managed", { Policy: admitsEvents("managed"), KmsMasterKeyId: "alias/aws/sns" });
    await rule("managed", { Arn });
    await emit("managed");
    expect(await alertsOf("managed")).toEqual([]);
    await root.sns.send(new PublishCommand({ TopicArn: Arn, Message: "by a principal" }));
    expect(await alertsOf("managed")).toEqual(["by a principal"]);
  });
});

test("who publishes to an encrypted topic needs its key", async () => {
  const statement = { Effect: "Allow", Principal: { AWS: DEV }, Action: "kms:*", Resource: "*" };
  const { KeyMetadata } = await root.kms.send(new CreateKeyCommand({ Policy: policy(statement) }));
  await topic("sealed", { KmsMasterKeyId: KeyMetadata?.Arn ?? "" });
  const publish = { Effect: "Allow", Action: "sns:Publish", Resource: topicArn("sealed") };
  const key = {
    Effect: "Allow",
    Action: ["kms:GenerateDataKey", "kms:Decrypt"],
    Resource: KeyMetadata?.Arn,
  };
  const as = async (name: string, statements: object[]) => {
    const arn = await role(name, "lambda.amazonaws.com", statements);
    return world.as(await world.accounts.assumeServiceRole(arn, "lambda.amazonaws.com", "s")).sns;
  };
  const message = new PublishCommand({ TopicArn: topicArn("sealed"), Message: "hello" });
  const without = (await as("publisher-without-key", [publish])).send(message);
  await expect(without).rejects.toMatchObject({ name: "KMSAccessDeniedException" });
  await (await as("publisher-with-key", [publish, key])).send(message);
  expect(await alertsOf("sealed")).toEqual(["hello"]);
});

describe("a function", () => {
  const source = `
    const { SageMakerClient, StartPipelineExecutionCommand } = require(${JSON.stringify(require.resolve("@aws-sdk/client-sagemaker"))});
    exports.handler = async (event) => {
      await new SageMakerClient({}).send(new StartPipelineExecutionCommand({
        PipelineName: event.detail.pipeline, ClientRequestToken: "t".repeat(32) }));
      if (event.detail.fail) throw new Error("as asked");
    };`;
  let functionArn: string;
  beforeAll(async () => {
    const roleArn = await role("function-role", "lambda.amazonaws.com");
    functionArn = await createFunction("starter", source, roleArn);
    await rule("function", { Arn: functionArn });
  });

  test("is not invoked while its policy does not admit the rule", async () => {
    await allowInvoke("starter", "another");
    const before = world.sageMaker.calls.length;
    await emit("function", { pipeline: "p" });
    expect(world.sageMaker.calls).toHaveLength(before);
    expect((await decisions(functionArn)).at(-1)).toEqual(["lambda:InvokeFunction", "denied"]);
  });

  test("runs as its role and reaches SageMaker through the gateway, before emit returns", async () => {
    await allowInvoke("starter", "function");
    await emit("function", { pipeline: "train" });
    expect(world.sageMaker.calls.at(-1)).toMatchObject({
      operation: "StartPipelineExecution",
      input: { PipelineName: "train" },
      caller: { account: DEV, arn: `arn:aws:sts::${DEV}:assumed-role/function-role/starter` },
    });
    expect((await decisions(functionArn)).at(-1)).toEqual(["lambda:InvokeFunction", "allowed"]);
  });

  test("that fails is in the record as an error", async () => {
    await emit("function", { pipeline: "train", fail: true });
    expect((await decisions(functionArn)).at(-1)).toEqual(["lambda:InvokeFunction", "error"]);
  });

  test("runs several times at once", async () => {
    const before = world.sageMaker.calls.length;
    await Promise.all([1, 2, 3].map(() => emit("function", { pipeline: "parallel" })));
    expect(world.sageMaker.calls).toHaveLength(before + 3);
  });

  test("that an API client's own event invokes may call back while the accounts go on", async () => {
    await rule("ours", { Arn: functionArn }, { source: ["ours"] });
    await allowInvoke("starter", "ours");
    const called = new Promise((resolve) => {
      world.sageMaker.answer = (call) => {
        resolve(call.input["PipelineName"]);
        return { status: 200, body: {} };
      };
    });
    const Detail = JSON.stringify({ pipeline: "by-hand" });
    const Entries = [{ Source: "ours", DetailType: "d", Detail }];
    expect(await root.events.send(new PutEventsCommand({ Entries }))).toMatchObject({ FailedEntryCount: 0 });
    expect(await called).toBe("by-hand");
  });

  test("nobody but AWS sends AWS's events", async () => {
    const Entries = [{ Source: "aws.function", DetailType: "d", Detail: "{}" }];
    const answer = await root.events.send(new PutEventsCommand({ Entries }));
    expect(answer.Entries?.[0]?.ErrorCode).toBe("NotAuthorizedForSourceException");
  });
});

describe("a pipeline as target", () => {
  const Arn = `arn:aws:sagemaker:${REGION}:${DEV}:pipeline/inference`;
  const parameters = (Name: string) => ({ PipelineParameterList: [{ Name, Value: "v" }] });
  let RoleArn: string;
  beforeAll(async () => {
    RoleArn = await role("events-role", EVENTS);
    await root.events.send(new PutRuleCommand({ Name: "daily", ScheduleExpression: "cron(0 23 * * ? *)" }));
  });

  test("is started when the schedule fires, with its role and parameters", async () => {
    await putTarget("daily", { Arn, RoleArn, SageMakerPipelineParameters: parameters("InputDataUrl") });
    await world.accounts.fireSchedule(DEV, REGION, "daily");
    expect(world.sageMaker.started).toEqual([
      {
        account: DEV,
        region: REGION,
        arn: Arn,
        roleArn: RoleArn,
        parameters: [{ Name: "InputDataUrl", Value: "v" }],
      },
    ]);
  });

  test("is not started by a role that does not trust EventBridge", async () => {
    const before = world.sageMaker.started.length;
    await putTarget("daily", { Arn, RoleArn: await role("not-for-events", "lambda.amazonaws.com") });
    await world.accounts.fireSchedule(DEV, REGION, "daily");
    expect(world.sageMaker.started).toHaveLength(before);
    expect((await world.accounts.record()).at(-1)).toMatchObject({
      principal: EVENTS,
      action: "sts:AssumeRole",
      outcome: "denied",
    });
  });

  test.each([
    ["a parameter name with an underscore", { RoleArn: "", name: "transform_input" }, "ValidationException"],
    ["no role", { RoleArn: undefined, name: "Input" }, "ValidationException"],
  ])("is refused with %s", async (_, { RoleArn: given, name }, error) => {
    const target = {
      Arn,
      RoleArn: given === undefined ? undefined : RoleArn,
      SageMakerPipelineParameters: parameters(name),
    };
    await expect(putTarget("daily", target)).rejects.toMatchObject({
      name: error,
      message: expect.stringMatching(/transform_input.*\^\[a-zA-Z0-9\]|RoleArn is required/) as string,
    });
  });

  test("needs a role that the caller may pass", async () => {
    const arn = await role("rule-maker", "lambda.amazonaws.com", [
      { Effect: "Allow", Action: "events:*", Resource: "*" },
    ]);
    const maker = world.as(await world.accounts.assumeServiceRole(arn, "lambda.amazonaws.com", "s"));
    const target = new PutTargetsCommand({ Rule: "daily", Targets: [{ Id: "t", Arn, RoleArn }] });
    await expect(maker.events.send(target)).rejects.toMatchObject({
      name: "AccessDeniedException",
      message: expect.stringContaining(
        `not authorized to perform: iam:PassRole on resource: ${RoleArn}`,
      ) as string,
    });
  });

  test("a schedule fires only where there is one that is on", async () => {
    await expect(world.accounts.fireSchedule(DEV, REGION, "absent")).rejects.toMatchObject({
      code: "ResourceNotFoundException",
    });
    await rule("no-schedule", { Arn, RoleArn });
    await expect(world.accounts.fireSchedule(DEV, REGION, "no-schedule")).rejects.toThrow("has no schedule");
    const off = { Name: "off", ScheduleExpression: "rate(1 day)", State: "DISABLED" } as const;
    await root.events.send(new PutRuleCommand(off));
    await expect(world.accounts.fireSchedule(DEV, REGION, "off")).rejects.toThrow("DISABLED");
  });

  test("a rule has five targets at most", async () => {
    const Targets = [1, 2, 3, 4, 5, 6].map((id) => ({ Id: String(id), Arn, RoleArn }));
    await expect(root.events.send(new PutTargetsCommand({ Rule: "off", Targets }))).rejects.toMatchObject({
      name: "LimitExceededException",
    });
  });
});
