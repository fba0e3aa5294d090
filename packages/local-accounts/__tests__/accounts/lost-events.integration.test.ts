import { CloudWatchClient, DescribeAlarmsCommand, PutMetricAlarmCommand } from "@aws-sdk/client-cloudwatch";
import { PutRuleCommand, PutTargetsCommand, type Target } from "@aws-sdk/client-eventbridge";
import { CreateRoleCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { AddPermissionCommand, CreateFunctionCommand } from "@aws-sdk/client-lambda";
import { CreateTopicCommand, SubscribeCommand } from "@aws-sdk/client-sns";
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { DEV, policy, REGION, trust, World, zipOf } from "./world";

let world: World;
let root: ReturnType<World["root"]>;
let sqs: SQSClient;
let cloudwatch: CloudWatchClient;
beforeAll(async () => {
  world = await World.start();
  root = world.root(DEV);
  const options = {
    endpoint: world.gateway.endpoint,
    region: REGION,
    credentials: world.accounts.rootCredentials(DEV),
  };
  sqs = new SQSClient(options);
  cloudwatch = new CloudWatchClient(options);
});
afterAll(async () => {
  sqs.destroy();
  cloudwatch.destroy();
  await world.close();
});

const EVENTS = "events.amazonaws.com";
const PIPELINE = `arn:aws:sagemaker:${REGION}:${DEV}:pipeline/inference`;
const HOUR = 3_600;
const ruleArn = (name: string) => `arn:aws:events:${REGION}:${DEV}:rule/${name}`;
const later = (hours: number) => new Date(Date.now() + hours * HOUR * 1_000);

/** A queue that admits EventBridge for one rule. */
async function queueFor(rule: string, Service = EVENTS): Promise<string> {
  const arn = `arn:aws:sqs:${REGION}:${DEV}:${rule}`;
  const Policy = policy({
    Effect: "Allow",
    Principal: { Service },
    Action: "sqs:SendMessage",
    Resource: arn,
    Condition: { ArnEquals: { "aws:SourceArn": ruleArn(rule) } },
  });
  await sqs.send(new CreateQueueCommand({ QueueName: rule, Attributes: { Policy } }));
  return arn;
}

async function lettersOf(rule: string) {
  const QueueUrl = `${world.gateway.endpoint}/${DEV}/${rule}`;
  const answer = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl, MessageAttributeNames: ["All"], MaxNumberOfMessages: 10 }),
  );
  return (answer.Messages ?? []).map(({ Body = "", MessageAttributes = {} }) => ({
    event: JSON.parse(Body) as Record<string, unknown>,
    about: Object.fromEntries(
      Object.entries(MessageAttributes).map(([name, { StringValue }]) => [name, StringValue]),
    ),
  }));
}

async function topic(name: string, condition: object): Promise<string> {
  const arn = `arn:aws:sns:${REGION}:${DEV}:${name}`;
  const Policy = policy({
    Effect: "Allow",
    Principal: { Service: "cloudwatch.amazonaws.com" },
    Action: "sns:Publish",
    Resource: arn,
    Condition: { StringEquals: condition },
  });
  await root.sns.send(new CreateTopicCommand({ Name: name, Attributes: { Policy } }));
  await root.sns.send(
    new SubscribeCommand({ TopicArn: arn, Protocol: "email", Endpoint: `${name}@example.com` }),
  );
  const asked = (await world.accounts.mails()).find(({ topicArn }) => topicArn === arn);
  await world.accounts.confirm(asked?.confirmationToken ?? "");
  return arn;
}

const subjects = async (topicArn: string) =>
  (await world.accounts.mails())
    .filter((mail) => mail.topicArn === topicArn && mail.confirmationToken === undefined)
    .map(({ subject }) => subject);

async function role(name: string, service: string, statements: object[] = []): Promise<string> {
  const AssumeRolePolicyDocument = trust({ Service: service });
  const created = await root.iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument }));
  const PolicyDocument = policy(...statements);
  if (statements.length > 0) {
    await root.iam.send(new PutRolePolicyCommand({ RoleName: name, PolicyName: "p", PolicyDocument }));
  }
  return created.Role?.Arn ?? "";
}

const rule = async (Name: string, target: Partial<Target>, schedule?: string) => {
  const when =
    schedule === undefined
      ? { EventPattern: JSON.stringify({ source: [`aws.${Name}`] }) }
      : { ScheduleExpression: schedule };
  await root.events.send(new PutRuleCommand({ Name, ...when }));
  await root.events.send(
    new PutTargetsCommand({ Rule: Name, Targets: [{ Id: "t", Arn: undefined, ...target }] }),
  );
};

const emit = (name: string, detail = {}) =>
  world.accounts.emit({
    account: DEV,
    region: REGION,
    source: `aws.${name}`,
    detailType: "State Change",
    resources: [],
    detail,
  });

describe("a schedule that strikes while its pipeline is absent", () => {
  test("leaves a dead letter, and an alarm that tells of it once", async () => {
    const arn = await queueFor("daily");
    const told = await topic("undelivered", { "aws:SourceAccount": DEV });
    const target = {
      Arn: PIPELINE,
      RoleArn: await role("for-events", EVENTS),
      DeadLetterConfig: { Arn: arn },
    };
    await rule("daily", target, "rate(1 day)");
    await cloudwatch.send(
      new PutMetricAlarmCommand({
        AlarmName: "daily/undelivered",
        Namespace: "AWS/Events",
        MetricName: "FailedInvocations",
        Dimensions: [{ Name: "RuleName", Value: "daily" }],
        Statistic: "Sum",
        Period: 300,
        EvaluationPeriods: 1,
        Threshold: 0,
        ComparisonOperator: "GreaterThanThreshold",
        TreatMissingData: "notBreaching",
        AlarmActions: [told],
      }),
    );
    await world.accounts.evaluateAlarms();
    expect(await subjects(told)).toEqual([]);

    world.sageMaker.refusal = new Error("Pipeline inference does not exist.");
    await world.accounts.fireSchedule(DEV, REGION, "daily");
    world.sageMaker.refusal = undefined;
    const [letter, ...others] = await lettersOf("daily");
    expect(others).toEqual([]);
    expect(letter?.event).toMatchObject({ "detail-type": "Scheduled Event", resources: [ruleArn("daily")] });
    expect(letter?.about).toMatchObject({
      RULE_ARN: ruleArn("daily"),
      TARGET_ARN: PIPELINE,
      ERROR_MESSAGE: expect.stringContaining("does not exist") as string,
    });

    await world.accounts.evaluateAlarms();
    await world.accounts.evaluateAlarms();
    expect(await subjects(told)).toEqual([`ALARM: "daily/undelivered" in ${REGION}`]);
    await world.accounts.evaluateAlarms(later(1));
    const { MetricAlarms } = await cloudwatch.send(new DescribeAlarmsCommand({}));
    expect(MetricAlarms?.map(({ StateValue }) => StateValue)).toEqual(["OK"]);
  });

  test("leaves none in a queue whose policy does not admit EventBridge for that rule", async () => {
    const Arn = await queueFor("closed", "sns.amazonaws.com");
    await rule("closed", { Arn: `arn:aws:lambda:${REGION}:${DEV}:function:none`, DeadLetterConfig: { Arn } });
    await emit("closed");
    expect(await lettersOf("closed")).toEqual([]);
  });
});

describe("an inference that never runs", () => {
  const alarm = (name: string, topicArn: string) =>
    cloudwatch.send(
      new PutMetricAlarmCommand({
        AlarmName: name,
        Namespace: "AWS/Sagemaker/ModelBuildingPipeline",
        MetricName: "ExecutionSucceeded",
        Dimensions: [{ Name: "PipelineName", Value: "Inference" }],
        Statistic: "Sum",
        Period: HOUR,
        EvaluationPeriods: 48,
        Threshold: 1,
        ComparisonOperator: "LessThanThreshold",
        TreatMissingData: "breaching",
        AlarmActions: [topicArn],
      }),
    );

  test("is told by an alarm that looks back two days, to topics that let it", async () => {
    const told = await topic("overdue", { "aws:SourceAccount": DEV });
    const closed = await topic("of-others", { "aws:SourceAccount": "222222222222" });
    await alarm("overdue", told);
    await alarm("untold", closed);
    await world.accounts.emit({
      account: DEV,
      region: REGION,
      source: "aws.sagemaker",
      detailType: "SageMaker Model Building Pipeline Execution Status Change",
      resources: [PIPELINE],
      detail: { pipelineArn: PIPELINE, currentPipelineExecutionStatus: "Succeeded" },
    });
    await world.accounts.evaluateAlarms(later(47));
    expect(await subjects(told)).toEqual([]);
    await world.accounts.evaluateAlarms(later(49));
    expect(await subjects(told)).toEqual([`ALARM: "overdue" in ${REGION}`]);
    expect(await subjects(closed)).toEqual([]);
  });
});

describe("a function that fails", () => {
  const create = (FunctionName: string, Role: string, TargetArn: string) =>
    root.lambda.send(
      new CreateFunctionCommand({
        FunctionName,
        Role,
        Runtime: "nodejs22.x",
        Handler: "index.handler",
        Code: { ZipFile: zipOf('exports.handler = async () => { throw new Error("as asked"); };') },
        DeadLetterConfig: { TargetArn },
      }),
    );

  test("keeps the event as its role, and is refused where that may not", async () => {
    const queue = await queueFor("failing");
    const without = await role("keeps-nothing", "lambda.amazonaws.com");
    await expect(create("refused", without, queue)).rejects.toThrow(
      "does not have permissions to call SendMessage on SQS",
    );
    const keeps = await role("keeps", "lambda.amazonaws.com", [
      { Effect: "Allow", Action: "sqs:SendMessage", Resource: queue },
    ]);
    const { FunctionArn: Arn = "" } = await create("failing", keeps, queue);
    await root.lambda.send(
      new AddPermissionCommand({
        FunctionName: "failing",
        StatementId: "s",
        Action: "lambda:InvokeFunction",
        Principal: EVENTS,
        SourceArn: ruleArn("failing"),
      }),
    );
    await rule("failing", { Arn });
    await emit("failing", { step: "Train" });
    const [letter] = await lettersOf("failing");
    expect(letter?.event).toMatchObject({ source: "aws.failing", detail: { step: "Train" } });
    expect(letter?.about["ErrorMessage"]).toContain("as asked");
  });
});
