import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic";
import { SnsTopicPolicy } from "@cdktf/provider-aws/lib/sns-topic-policy";
import { SnsTopicSubscription } from "@cdktf/provider-aws/lib/sns-topic-subscription";
import type { Construct } from "constructs";
import type { Environment } from "../../environments/environment";
import { topicArn } from "../arns";
import { alertKeyAlias } from "../names";
import { ResourceWithPolicy } from "./resource-with-policy";
import { policyDocument, type Statement } from "../iam/policy-document";

/** Alarms of this account and no other's; the Lambda role publishes by its own policy, it is of the topic's account. */
function topicPolicy(environment: Environment): Statement[] {
  return [
    {
      Sid: "AlarmsPublish",
      Effect: "Allow",
      Principal: { Service: "cloudwatch.amazonaws.com" },
      Action: "sns:Publish",
      Resource: topicArn(environment),
      // SNS developer guide, "Allow CloudWatch alarms to publish".
      Condition: { StringEquals: { "aws:SourceAccount": environment.account } },
    },
  ];
}

/** The topic that tells people what went wrong, by e-mail. Encrypted, since reasons of failure may quote data. */
export class AlertTopic extends ResourceWithPolicy {
  readonly arn: string;

  constructor(scope: Construct, id: string, environment: Environment) {
    const statements = topicPolicy(environment);
    super(scope, id, { subject: topicArn(environment), policies: { topic: statements }, existing: false });
    const topic = new SnsTopic(this, "topic", {
      name: environment.alertTopicName,
      // By its alias: the foundation makes the key, and who deploys has no say over any. SNS looks at the key when a
      // message is published, and not before (API model: KMS errors are Publish's alone).
      kmsMasterKeyId: alertKeyAlias(environment),
    });
    new SnsTopicPolicy(this, "policy", { arn: topic.arn, policy: policyDocument(statements) });
    new SnsTopicSubscription(this, "email", {
      topicArn: topic.arn,
      protocol: "email",
      endpoint: environment.email,
    });
    this.arn = topic.arn;
  }
}
