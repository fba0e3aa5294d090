import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { SqsQueuePolicy } from "@cdktf/provider-aws/lib/sqs-queue-policy";
import type { Construct } from "constructs";
import type { Environment } from "../../environments/environment";
import { deadLetterQueueArn, ruleArns } from "../arns";
import { policyDocument, type Statement } from "../iam/policy-document";
import { deadLetterQueueName } from "../names";
import { ResourceWithPolicy } from "./resource-with-policy";

/** The longest that SQS keeps a message (API reference, CreateQueue, MessageRetentionPeriod): 14 days. */
const RETENTION_SECONDS = 1_209_600;
/** Bytes; the most that every version of the provider lets a queue take. SageMaker's events have a few thousand. */
const LARGEST_MESSAGE = 262_144;

/** The promotion's rules and no other's (EventBridge user guide, "Using dead-letter queues"). */
function queuePolicy(environment: Environment): Statement[] {
  return [
    {
      Sid: "RulesKeepEvents",
      Effect: "Allow",
      Principal: { Service: "events.amazonaws.com" },
      Action: "sqs:SendMessage",
      Resource: deadLetterQueueArn(environment),
      Condition: { ArnEquals: { "aws:SourceArn": ruleArns(environment) } },
    },
  ];
}

/** Keeps events that reached no target, and those that a function could not handle, for people to look at. */
export class DeadLetterQueue extends ResourceWithPolicy {
  readonly arn: string;

  constructor(scope: Construct, id: string, environment: Environment) {
    const statements = queuePolicy(environment);
    super(scope, id, {
      subject: deadLetterQueueArn(environment),
      policies: { queue: statements },
      existing: false,
    });
    const queue = new SqsQueue(this, "queue", {
      name: deadLetterQueueName(environment),
      // With SQS's own key: a customer's would have to admit EventBridge, and fail as the topic's may.
      sqsManagedSseEnabled: true,
      messageRetentionSeconds: RETENTION_SECONDS,
      maxMessageSize: LARGEST_MESSAGE,
    });
    new SqsQueuePolicy(this, "policy", { queueUrl: queue.id, policy: policyDocument(statements) });
    this.arn = queue.arn;
  }
}
