import {
  CloudWatchLogsClient,
  DescribeLogStreamsCommand,
  GetLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { DescribeRuleCommand, EventBridgeClient } from "@aws-sdk/client-eventbridge";
import {
  DescribeProcessingJobCommand,
  DescribeTrainingJobCommand,
  DescribeTransformJobCommand,
  paginateListPipelineExecutionSteps,
  paginateListPipelineParametersForExecution,
  SageMakerClient,
} from "@aws-sdk/client-sagemaker";
import { ListSubscriptionsByTopicCommand, SNSClient } from "@aws-sdk/client-sns";
import { SageMakerPipelines } from "../../deploy/aws/pipelines";
import { unlessMissing } from "../../deploy/aws/problems";
import type { Session } from "../../deploy/aws/sign-in";
import type { ObservedPipeline, PipelineVersion } from "../../deploy/ports";
import { causeOf, type Cause } from "../../lambdas/send-alert/jobs";
import type { Job, JobReport, Schedule, Step, Subscription, Workload } from "../ports";
import { stepOf } from "./executions";
import { AwsHistory } from "./history";
import { describeJob, JOB_ACTIONS } from "./jobs";

/** What a subscription bears in place of its ARN until it is confirmed, and for a while after its end (SNS developer guide). */
const UNCONFIRMED = "PendingConfirmation";
const DELETED = "Deleted";

function clientsOf(config: Session["config"]) {
  return {
    sagemaker: new SageMakerClient(config),
    logs: new CloudWatchLogsClient(config),
    sns: new SNSClient(config),
    events: new EventBridgeClient(config),
  };
}

/** An environment's account, as whoever looks at it sees it. */
export class AwsWorkload extends AwsHistory implements Workload {
  private readonly clients: ReturnType<typeof clientsOf>;
  private readonly pipelines: SageMakerPipelines;

  constructor(config: Session["config"], principal: string) {
    const clients = clientsOf(config);
    super(clients.sagemaker, principal);
    this.clients = clients;
    this.pipelines = new SageMakerPipelines(this.clients.sagemaker, principal);
  }

  pipeline(name: string): Promise<ObservedPipeline | undefined> {
    return this.pipelines.describe(name);
  }

  versions(pipeline: string): Promise<readonly PipelineVersion[]> {
    return this.pipelines.versions(pipeline);
  }

  steps(arn: string): Promise<readonly Step[]> {
    return this.call("sagemaker:ListPipelineExecutionSteps", arn, async () => {
      const found: Step[] = [];
      const request = { PipelineExecutionArn: arn, SortOrder: "Ascending" } as const;
      for await (const page of paginateListPipelineExecutionSteps(
        { client: this.clients.sagemaker },
        request,
      )) {
        found.push(...(page.PipelineExecutionSteps ?? []).map(stepOf));
      }
      return found;
    });
  }

  parameters(arn: string): Promise<Readonly<Record<string, string>>> {
    return this.call("sagemaker:ListPipelineParametersForExecution", arn, async () => {
      const found: [string, string][] = [];
      for await (const page of paginateListPipelineParametersForExecution(
        { client: this.clients.sagemaker },
        { PipelineExecutionArn: arn },
      )) {
        for (const { Name, Value } of page.PipelineParameters ?? []) {
          if (Name !== undefined) found.push([Name, Value ?? ""]);
        }
      }
      return Object.fromEntries(found);
    });
  }

  cause(step: Step): Promise<Cause> {
    const { sagemaker } = this.clients;
    return causeOf(
      {
        describeProcessingJob: (name) =>
          sagemaker.send(new DescribeProcessingJobCommand({ ProcessingJobName: name })),
        describeTrainingJob: (name) =>
          sagemaker.send(new DescribeTrainingJobCommand({ TrainingJobName: name })),
        describeTransformJob: (name) =>
          sagemaker.send(new DescribeTransformJobCommand({ TransformJobName: name })),
      },
      step,
    );
  }

  job(job: Job): Promise<JobReport> {
    return this.call(JOB_ACTIONS[job.kind], job.name, () => describeJob(this.clients.sagemaker, job));
  }

  logTail(job: Job, lines: number): Promise<readonly string[]> {
    const { logs } = this.clients;
    return this.call("logs:GetLogEvents", `${job.logGroup} ${job.name}`, async () => {
      const prefix = { logGroupName: job.logGroup, logStreamNamePrefix: `${job.name}/` };
      const streams = (await unlessMissing(logs.send(new DescribeLogStreamsCommand(prefix))))?.logStreams;
      const tails = (streams ?? []).map(async ({ logStreamName }) => {
        const { events = [] } = await logs.send(
          new GetLogEventsCommand({
            logGroupName: job.logGroup,
            logStreamName,
            startFromHead: false,
            limit: lines,
          }),
        );
        return events.map(({ message = "" }) => message);
      });
      return (await Promise.all(tails)).flat().slice(-lines);
    });
  }

  subscriptions(topicArn: string): Promise<readonly Subscription[]> {
    return this.call("sns:ListSubscriptionsByTopic", topicArn, async () => {
      // A topic takes one subscription for an environment; a page holds 100.
      const command = new ListSubscriptionsByTopicCommand({ TopicArn: topicArn });
      const page = await unlessMissing(this.clients.sns.send(command));
      return (page?.Subscriptions ?? [])
        .filter(({ SubscriptionArn }) => SubscriptionArn !== DELETED)
        .map(({ Endpoint = "", SubscriptionArn }) => ({
          endpoint: Endpoint,
          confirmed: SubscriptionArn !== UNCONFIRMED,
        }));
    });
  }

  schedule(rule: string): Promise<Schedule | undefined> {
    return this.call("events:DescribeRule", rule, async () => {
      const found = await unlessMissing(this.clients.events.send(new DescribeRuleCommand({ Name: rule })));
      if (found?.ScheduleExpression === undefined) return undefined;
      return { expression: found.ScheduleExpression, enabled: found.State === "ENABLED" };
    });
  }
}
