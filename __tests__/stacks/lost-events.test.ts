import { example, policyOf, promotion, workloadAccount } from "./fixture";
import { statementsOf } from "../support/template";

const stack = promotion(example());
const MODEL = "mammography-severity-model";
const RULES = ["approval", "drift", "failure", "inference-schedule", "models"].map(
  (name) => `${MODEL}-${name}`,
);
const QUEUE = `arn:aws:sqs:us-east-1:222222222222:${MODEL}-dead-letters`;
const QUEUE_TOKEN = /^\$\{aws_sqs_queue\.dead-letters_[^.]+\.arn\}$/;
const alarms = (of = stack) =>
  of.resources("aws_cloudwatch_metric_alarm").map(({ arguments: { alarm_name: name } }) => String(name));

test("what reaches no target is kept, encrypted, for as long as SQS keeps anything", () => {
  expect(stack.resource("aws_sqs_queue")).toMatchObject({
    name: `${MODEL}-dead-letters`,
    sqs_managed_sse_enabled: true,
    max_message_size: 256 * 1_024,
    message_retention_seconds: 14 * 24 * 3_600,
  });
  const targets = stack.resources("aws_cloudwatch_event_target");
  expect(targets).toHaveLength(RULES.length);
  for (const target of targets) {
    expect(target.arguments["dead_letter_config"]).toEqual({
      arn: expect.stringMatching(QUEUE_TOKEN) as string,
    });
  }
});

test("the queue admits EventBridge for the promotion's rules, and nobody else", () => {
  expect(statementsOf(stack.resource("aws_sqs_queue_policy")["policy"])).toEqual([
    {
      Sid: "RulesKeepEvents",
      Effect: "Allow",
      Principal: { Service: "events.amazonaws.com" },
      Action: "sqs:SendMessage",
      Resource: QUEUE,
      Condition: {
        ArnEquals: {
          "aws:SourceArn": expect.arrayContaining(
            RULES.map((name) => `arn:aws:events:us-east-1:222222222222:rule/${name}`),
          ) as string[],
        },
      },
    },
  ]);
});

test("functions keep what they could not handle there too, as their role", () => {
  for (const id of ["start-retraining", "send-alert", "delete-models"]) {
    expect(stack.resource("aws_lambda_function", id)["dead_letter_config"]).toEqual({
      target_arn: expect.stringMatching(QUEUE_TOKEN) as string,
    });
  }
  expect(policyOf(workloadAccount(example()), "lambda-role")).toContainEqual(
    expect.objectContaining({ Action: "sqs:SendMessage", Resource: QUEUE }),
  );
});

test("an alarm tells of undelivered events for each rule, of kept ones, and of an inference that is overdue", () => {
  expect(alarms().sort()).toEqual(
    [
      ...RULES.map((name) => `${name.replace(`${MODEL}-`, `${MODEL}/`)}-undelivered`),
      `${MODEL}/dead-letters`,
      `${MODEL}/inference-overdue`,
    ].sort(),
  );
  for (const { arguments: alarm } of stack.resources("aws_cloudwatch_metric_alarm")) {
    expect(alarm["alarm_actions"]).toEqual([expect.stringMatching(/^\$\{aws_sns_topic\./)]);
  }
  expect(stack.resource("aws_cloudwatch_metric_alarm", "alarms_drift")).toMatchObject({
    namespace: "AWS/Events",
    metric_name: "FailedInvocations",
    dimensions: { RuleName: `${MODEL}-drift` },
    treat_missing_data: "notBreaching",
  });
  expect(stack.resource("aws_cloudwatch_metric_alarm", "alarms_inference-overdue")).toMatchObject({
    namespace: "AWS/Sagemaker/ModelBuildingPipeline",
    metric_name: "ExecutionSucceeded",
    dimensions: { PipelineName: "mammo-severity-inference-pipeline" },
    statistic: "Sum",
    period: 3_600,
    evaluation_periods: 48,
    threshold: 1,
    comparison_operator: "LessThanThreshold",
    treat_missing_data: "breaching",
  });
});

test("no alarm looks back further than seven days: a weekly inference has none, and the file is told so", () => {
  const weekly = example("prod", { inference_pipeline: { cron_schedule: "cron(0 23 ? * SUN *)" } });
  expect(alarms(promotion(weekly))).not.toContain(`${MODEL}/inference-overdue`);
  expect(alarms(promotion(weekly))).toHaveLength(RULES.length + 1);
});

test("alarms of the topic's own account publish; EventBridge no longer does", () => {
  expect(statementsOf(stack.resource("aws_sns_topic_policy")["policy"])).toEqual([
    {
      Sid: "AlarmsPublish",
      Effect: "Allow",
      Principal: { Service: "cloudwatch.amazonaws.com" },
      Action: "sns:Publish",
      Resource: "arn:aws:sns:us-east-1:222222222222:mammography-model-notification",
      Condition: { StringEquals: { "aws:SourceAccount": "222222222222" } },
    },
  ]);
});
