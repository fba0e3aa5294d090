import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { Construct } from "constructs";
import type { Environment } from "../../environments/environment";
import { overdueWindow } from "../../environments/overdue";
import {
  deadLetterQueueName,
  deadLettersAlarmName,
  inferenceOverdueAlarmName,
  ruleNames,
  scheduleRuleName,
  undeliveredAlarmName,
} from "../names";

const FIVE_MINUTES = 300;

/** What an alarm watches, and what people read when it goes off. */
interface Watch {
  readonly alarmName: string;
  readonly alarmDescription: string;
  readonly namespace: string;
  readonly metricName: string;
  readonly statistic: "Maximum" | "Sum";
  readonly dimensions: Readonly<Record<string, string>>;
}

/**
 * Tells, by the alert topic, of what leaves no event that could: events that reached no target, and an inference that
 * did not run. SageMaker's events are best effort (EventBridge user guide, "Events from AWS services").
 *
 * @param topic ARN of the alert topic
 */
export function addAlarms(scope: Construct, environment: Environment, topic: string): void {
  const alarms = new Construct(scope, "alarms");
  const { modelName, inferencePipeline } = environment;
  const queue = deadLetterQueueName(environment);
  const { schedule } = inferencePipeline;
  const unused = schedule === undefined ? scheduleRuleName(environment) : undefined;
  for (const rule of ruleNames(environment).filter((name) => name !== unused)) {
    // Sent where an invocation failed for good (EventBridge user guide, "Monitoring Amazon EventBridge").
    alarmAbove(alarms, rule.slice(modelName.length + 1), topic, {
      alarmName: undeliveredAlarmName(environment, rule),
      alarmDescription: `An event of the rule ${rule} reached no target. The queue ${queue} keeps it, with the reason. Fix the cause, then do by hand what the event was for.`,
      namespace: "AWS/Events",
      metricName: "FailedInvocations",
      statistic: "Sum",
      dimensions: { RuleName: rule },
    });
  }
  alarmAbove(alarms, "dead-letters", topic, {
    alarmName: deadLettersAlarmName(environment),
    alarmDescription: `The queue ${queue} keeps events that reached no target or that a function could not handle. Read them, fix the cause, and delete them: until then this alarm tells of no other.`,
    namespace: "AWS/SQS",
    metricName: "ApproximateNumberOfMessagesVisible",
    statistic: "Maximum",
    dimensions: { QueueName: queue },
  });
  const window = overdueWindow(schedule);
  if (window === undefined) return;
  new CloudwatchMetricAlarm(alarms, "inference-overdue", {
    alarmName: inferenceOverdueAlarmName(environment),
    alarmDescription: `No execution of ${inferencePipeline.name} succeeded within two intervals of its schedule, ${schedule}. Look at its executions; if there is none, at the schedule's rule.`,
    // SageMaker developer guide, "SageMaker Pipelines Metrics": the namespace is spelled so.
    namespace: "AWS/Sagemaker/ModelBuildingPipeline",
    metricName: "ExecutionSucceeded",
    dimensions: { PipelineName: inferencePipeline.name },
    statistic: "Sum",
    period: window.period,
    evaluationPeriods: window.periods,
    threshold: 1,
    comparisonOperator: "LessThanThreshold",
    // Where nothing runs there is no data.
    treatMissingData: "breaching",
    alarmActions: [topic],
  });
}

/** Goes off above zero. */
function alarmAbove(scope: Construct, id: string, topic: string, watch: Watch): void {
  new CloudwatchMetricAlarm(scope, id, {
    ...watch,
    period: FIVE_MINUTES,
    evaluationPeriods: 1,
    threshold: 0,
    comparisonOperator: "GreaterThanThreshold",
    treatMissingData: "notBreaching",
    alarmActions: [topic],
  });
}
