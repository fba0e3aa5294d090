import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule";
import { CloudwatchEventTarget } from "@cdktf/provider-aws/lib/cloudwatch-event-target";
import { Construct } from "constructs";
import type { Environment } from "../../environments/environment";
import { DATA_DRIFT_STEP } from "../../pipeline-defs/step-names";
import { failureRuleName } from "../names";
import { stepFailurePattern } from "../step-event";
import type { AlertTopic } from "./alert-topic";

/**
 * The alert's text. EventBridge wants every line of a text in quotes, and leaves out a variable whose field the event
 * lacks, so the reason, which SageMaker need not give, stands alone on its line (EventBridge user guide, "Amazon
 * EventBridge input transformation").
 */
function alertTemplate(environment: Environment): string {
  const { modelName, group, account, region } = environment;
  return [
    `Step <step> of <pipeline> failed at <time>: ${modelName}, ${group}, account ${account}, ${region}.`,
    "Reason: <reason>",
    `Next: aws sagemaker list-pipeline-execution-steps --region ${region} --pipeline-execution-arn <execution> ` +
      "shows every step and its job. Mend the cause, then start the pipeline again.",
  ]
    .map((line) => `"${line}"`)
    .join("\n");
}

/** Sends an alert for every failed step of the two pipelines but the one that means drift, which has its own. */
export class FailureAlert extends Construct {
  constructor(scope: Construct, id: string, environment: Environment, topic: AlertTopic) {
    super(scope, id);
    const rule = new CloudwatchEventRule(this, "rule", {
      name: failureRuleName(environment),
      description: `Alerts when a step of ${environment.modelName}'s pipelines fails`,
      eventPattern: stepFailurePattern({
        pipelineArns: [environment.trainPipeline.arn, environment.inferencePipeline.arn],
        stepName: [{ "anything-but": [DATA_DRIFT_STEP] }],
      }),
    });
    new CloudwatchEventTarget(this, "target", {
      rule: rule.name,
      targetId: "alert-topic",
      // No role: EventBridge publishes by the topic's own policy.
      arn: topic.arn,
      inputTransformer: {
        inputPaths: {
          pipeline: "$.detail.pipelineArn",
          execution: "$.detail.pipelineExecutionArn",
          step: "$.detail.stepName",
          reason: "$.detail.failureReason",
          time: "$.time",
        },
        inputTemplate: alertTemplate(environment),
      },
    });
  }
}
