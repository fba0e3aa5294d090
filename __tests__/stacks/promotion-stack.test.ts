import { copyFor } from "../../environments/personal-copy";
import { HANDLER } from "../../lambdas/bundle";
import { patternMatches } from "./event-pattern";
import { blog, example, IN_VPC, policyOf, promotion, workloadAccount } from "./fixture";
import { model } from "../models/models";
import { allowedBy, listOf } from "../support/template";

const stack = promotion(example());

test("emits what one environment's promotion is made of, and nothing else", () => {
  const counts = Object.fromEntries(stack.types().map((type) => [type, stack.resources(type).length]));
  expect(counts).toEqual({
    aws_cloudwatch_event_rule: 5,
    aws_cloudwatch_event_target: 5,
    aws_cloudwatch_log_group: 6,
    aws_cloudwatch_metric_alarm: 7,
    aws_lambda_function: 6,
    aws_lambda_permission: 4,
    aws_sns_topic: 1,
    aws_sns_topic_policy: 1,
    aws_sns_topic_subscription: 1,
    aws_sqs_queue: 1,
    aws_sqs_queue_policy: 1,
  });
});

describe("the alerts", () => {
  test("reach the address by e-mail", () => {
    const subscription = stack.resource("aws_sns_topic_subscription");
    expect(subscription).toMatchObject({ protocol: "email", endpoint: "admin@org.com" });
    expect(subscription["topic_arn"]).toMatch(/^\$\{aws_sns_topic\.[^.]+\.arn\}$/);
  });

  test("are encrypted with a key that the foundation makes, named by its alias", () => {
    const alias = workloadAccount(example()).resource("aws_kms_alias", "alert-key");
    expect(alias["name"]).toBe("alias/mammography-severity-model-alerts");
    expect(stack.resource("aws_sns_topic")["kms_master_key_id"]).toBe(alias["name"]);
  });
});

describe("the functions", () => {
  test.each([
    ["latest-approved-model", "mammography-severity-model-latest-approved-aaaaaaaa", "latest-approved"],
    ["latest-predictions", "mammography-severity-model-predictions-99999999", "predictions"],
    ["start-retraining", "mammography-severity-model-start-retraining", "start-retraining"],
  ])("%s runs from its zip and keeps its log", (id, name, log) => {
    const lambda = stack.resource("aws_lambda_function", id);
    expect(lambda).toMatchObject({
      function_name: name,
      role: "arn:aws:iam::222222222222:role/lambda-sagemaker-role",
      runtime: "nodejs22.x",
      architectures: ["arm64"],
      handler: HANDLER,
    });
    expect(lambda["filename"]).toMatch(new RegExp(`^assets/.*/${id}\\.zip$`));
    expect(stack.resource("aws_cloudwatch_log_group", id)).toMatchObject({
      name: `/aws/lambda/mammography-severity-model-${log}`,
      retention_in_days: 365,
    });
    expect(lambda["logging_config"]).toMatchObject({
      log_group: expect.stringMatching(/^\$\{aws_cloudwatch_log_group\./) as string,
    });
  });

  test("carry the hash that AWS Lambda reports: base64", () => {
    expect(stack.resource("aws_lambda_function", "start-retraining")["source_code_hash"]).toBe(
      Buffer.from("b".repeat(64), "hex").toString("base64"),
    );
  });

  test("that steps call are there under their new name before the old one goes", () => {
    for (const id of ["latest-approved-model", "latest-predictions", "record-version"]) {
      expect(stack.resource("aws_lambda_function", id)["lifecycle"]).toEqual({ create_before_destroy: true });
    }
  });

  test("that retrains knows its environment, its pipeline, its group and its topic", () => {
    expect(stack.resource("aws_lambda_function", "start-retraining")["environment"]).toEqual({
      variables: {
        ENVIRONMENT: "prod",
        READS_VERSIONS_OF: "dev,prod",
        TRAIN_PIPELINE_NAME: "mammo-severity-train-pipeline",
        MODEL_PACKAGE_GROUP_ARN:
          "arn:aws:sagemaker:us-east-1:333333333333:model-package-group/mammo-severity-model-package",
        ALERT_TOPIC_ARN: expect.stringMatching(/^\$\{aws_sns_topic\.[^.]+\.arn\}$/) as string,
      },
    });
  });

  test("include assess-drift only where Model Monitor watches", () => {
    const monitored = promotion(example("prod", { monitoring: "model-monitor" }));
    expect(monitored.resource("aws_lambda_function", "assess-drift")["function_name"]).toBe(
      "mammography-severity-model-assess-drift-cccccccc",
    );
    expect(() => stack.resource("aws_lambda_function", "assess-drift")).toThrow("found none");
  });
});

test("every function runs in the file's VPC, or in none", () => {
  const inVpc = promotion(example("prod", { ...IN_VPC, monitoring: "model-monitor" }));
  const networks = (template: typeof stack) =>
    template.resources("aws_lambda_function").map(({ arguments: { vpc_config: network } }) => network);
  expect(networks(inVpc)).toEqual(
    Array.from({ length: 7 }, () => ({
      subnet_ids: IN_VPC.vpc.subnets,
      security_group_ids: IN_VPC.vpc.security_group_ids,
    })),
  );
  expect(new Set(networks(stack))).toEqual(new Set([undefined]));
});

describe("the rules", () => {
  const TRAIN = "arn:aws:sagemaker:us-east-1:222222222222:pipeline/mammo-severity-train-pipeline";
  const INFERENCE = "arn:aws:sagemaker:us-east-1:222222222222:pipeline/mammo-severity-inference-pipeline";

  /** The event as SageMaker's developer guide prints it, with a failure. */
  const stepEvent = (pipelineArn: string, stepName: string, currentStepStatus = "Failed") => ({
    version: "0",
    id: "ea37ccbb-5e2b-05e9-4073-1daazc940304",
    "detail-type": "SageMaker Model Building Pipeline Execution Step Status Change",
    source: "aws.sagemaker",
    account: "222222222222",
    time: "2026-03-15T16:10:10Z",
    region: "us-east-1",
    resources: [pipelineArn, `${pipelineArn}/execution/p4jn9xou8a8s`],
    detail: {
      metadata: {},
      stepStartTime: "2026-03-15T16:03:14Z",
      stepEndTime: "2026-03-15T16:10:09Z",
      stepName,
      stepType: "Fail",
      previousStepStatus: "Executing",
      currentStepStatus,
      failureReason: "Age: 12 % missing",
      pipelineArn,
      pipelineExecutionArn: `${pipelineArn}/execution/p4jn9xou8a8s`,
    },
  });

  const matching = (template: typeof stack, event: object): string[] =>
    template
      .resources("aws_cloudwatch_event_rule")
      .filter(({ arguments: { event_pattern: pattern } }) => typeof pattern === "string")
      .filter(({ arguments: { event_pattern: pattern } }) =>
        patternMatches(JSON.parse(String(pattern)), event),
      )
      .map(({ arguments: { name } }) => String(name).replace("mammography-severity-model-", ""));

  const onAnyFailure = promotion(example("prod", { retrain_on: "any-failure" }));

  test.each<[string, object, string[], string[]]>([
    ["drift", stepEvent(INFERENCE, "DataDrift"), ["drift"], ["drift"]],
    [
      "another failed step of the inference",
      stepEvent(INFERENCE, "BatchTransform"),
      ["failure"],
      ["failure", "drift"],
    ],
    ["a failed step of the training", stepEvent(TRAIN, "RejectLowAuc"), ["failure"], ["failure"]],
    ["a step that succeeds", stepEvent(INFERENCE, "BatchTransform", "Succeeded"), [], []],
    [
      "a version that is registered",
      stepEvent(TRAIN, "RegisterModel", "Succeeded"),
      ["approval"],
      ["approval"],
    ],
    ["a step that starts", stepEvent(INFERENCE, "DataDrift", "Executing"), [], []],
    ["another pipeline's drift", stepEvent(`${INFERENCE}-of-others`, "DataDrift"), [], []],
    [
      "an execution's event, which names no step",
      {
        ...stepEvent(INFERENCE, "DataDrift"),
        "detail-type": "SageMaker Model Building Pipeline Execution Status Change",
      },
      [],
      [],
    ],
  ])("%s", (_, event, byDrift, byAnyFailure) => {
    expect(matching(stack, event)).toEqual(byDrift);
    expect(matching(onAnyFailure, event)).toEqual(byAnyFailure);
  });

  test("find old models of the training too, where an image of one's own predicts its test rows", () => {
    const { environment, model: whole } = example();
    const image = "444444444444.dkr.ecr.us-east-1.amazonaws.com/prices:1.0";
    const own = { ...environment, description: model({ framework: "container", image }) };
    const environments = whole.environments.map((one) => (one.name === own.name ? own : one));
    const of = { environment: own, model: { ...whole, environments } };
    const made = stepEvent(TRAIN, "CreateTrainedModel", "Succeeded");
    expect([matching(promotion(of), made), matching(stack, made)]).toEqual([["models"], []]);
    const asks = (workload: typeof stack) =>
      allowedBy(
        policyOf(workload, "lambda-role"),
        "sagemaker:DescribePipelineExecution",
        `${TRAIN}/execution/p4jn9xou8a8s`,
      );
    expect([asks(workloadAccount(of)), asks(workloadAccount(example()))]).toEqual([["AskTrainings"], []]);
  });

  test.each(["DataDrift", "BatchTransform", "RegisterModel", "CreateModel"])(
    "leave a copy's step %s alone, whatever becomes of it",
    (step) => {
      const { environment } = example("dev");
      const { trainPipeline, inferencePipeline } = copyFor(environment, "ann");
      const dev = promotion(example("dev", { retrain_on: "any-failure" }));
      const told = (arn: string) =>
        ["Failed", "Succeeded"].flatMap((status) => matching(dev, stepEvent(arn, step, status)));
      const own = [environment.trainPipeline.arn, environment.inferencePipeline.arn].flatMap(told);
      expect(own.length).toBeGreaterThan(0);
      expect([trainPipeline.arn, inferencePipeline.arn].flatMap(told)).toEqual([]);
    },
  );

  test("start the inference by the clock, as the role for EventBridge, with the parameters' defaults", () => {
    expect(stack.resource("aws_cloudwatch_event_rule", "schedule")["schedule_expression"]).toBe(
      "cron(0 23 * * ? *)",
    );
    const target = stack.resource("aws_cloudwatch_event_target", "schedule");
    expect(target).toMatchObject({
      arn: INFERENCE,
      role_arn: "arn:aws:iam::222222222222:role/sagemaker-events-role",
    });
    expect(target).not.toHaveProperty("sagemaker_pipeline_target");
  });

  test("start nothing by the clock where the file has no schedule", () => {
    const none = promotion(example("prod", { inference_pipeline: { cron_schedule: undefined } }));
    const scheduled = none
      .resources("aws_cloudwatch_event_rule")
      .filter(({ arguments: rule }) => "schedule_expression" in rule);
    expect(scheduled).toEqual([]);
    expect(() => none.resource("aws_cloudwatch_event_target", "schedule")).toThrow("found none");
  });

  test("start it as the pipeline's own role where there is none for EventBridge, as in the blog", () => {
    expect(promotion(blog()).resource("aws_cloudwatch_event_target", "schedule")["role_arn"]).toBe(
      "arn:aws:iam::222222222222:role/service-role/AmazonSageMaker-ExecutionRole-20230601T120000",
    );
  });

  test.each([
    ["retraining", "start-retraining"],
    ["failure", "send-alert"],
    ["approval", "send-alert"],
    ["models", "delete-models"],
  ])("on %s call the function %s, which lets in that rule", (rule, called) => {
    const { arguments: permission } = stack
      .resources("aws_lambda_permission")
      .find(({ address }) => address.includes(`.${rule}_`)) ?? { arguments: {} };
    expect(permission).toMatchObject({
      action: "lambda:InvokeFunction",
      principal: "events.amazonaws.com",
      function_name: expect.stringMatching(new RegExp(`^\\$\\{aws_lambda_function\\.${called}`)) as string,
      source_arn: expect.stringMatching(
        new RegExp(`^\\$\\{aws_cloudwatch_event_rule\\.${rule}_[^.]+\\.arn\\}$`),
      ) as string,
    });
    const target = stack.resource("aws_cloudwatch_event_target", rule);
    expect(target["arn"]).toMatch(new RegExp(`^\\$\\{aws_lambda_function\\.${called}_[^.]+\\.arn\\}$`));
    // The event whole: no template, which what AWS says of a failure could break.
    expect(target).not.toHaveProperty("input_transformer");
    expect(listOf(target["depends_on"] as string[])).toEqual([
      expect.stringMatching(/^aws_lambda_permission\./),
    ]);
  });
});
