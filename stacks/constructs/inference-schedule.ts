import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule";
import { CloudwatchEventTarget } from "@cdktf/provider-aws/lib/cloudwatch-event-target";
import { Construct } from "constructs";
import type { Environment } from "../../environments/environment";
import { eventsRole } from "../arns";
import { scheduleRuleName } from "../names";

/** Starts the inference pipeline by the clock, with the parameters' defaults. */
export class InferenceSchedule extends Construct {
  /**
   * @param schedule an EventBridge schedule expression
   * @param deadLetterQueue ARN of the queue that keeps a strike which started nothing
   */
  constructor(
    scope: Construct,
    id: string,
    environment: Environment,
    schedule: string,
    deadLetterQueue: string,
  ) {
    super(scope, id);
    const { name, arn } = environment.inferencePipeline;
    const rule = new CloudwatchEventRule(this, "rule", {
      name: scheduleRuleName(environment),
      description: `Starts ${name} of ${environment.modelName}`,
      scheduleExpression: schedule,
    });
    new CloudwatchEventTarget(this, "target", {
      rule: rule.name,
      targetId: "inference-pipeline",
      arn,
      roleArn: eventsRole(environment),
      // The pipeline starts with its defaults: EventBridge's names of pipeline parameters have no underscore, so
      // `transform_input` could not be passed anyway.
      // By default EventBridge tries for a day: a run could start while the next one is due.
      deadLetterConfig: { arn: deadLetterQueue },
      retryPolicy: { maximumEventAgeInSeconds: 3600, maximumRetryAttempts: 20 },
    });
  }
}
