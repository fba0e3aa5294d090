import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic";
import { SnsTopicPolicy } from "@cdktf/provider-aws/lib/sns-topic-policy";
import { SnsTopicSubscription } from "@cdktf/provider-aws/lib/sns-topic-subscription";
import { Construct } from "constructs";
import type { Environment } from "../../environments/environment";
import { regionalArn, topicArn } from "../arns";
import { ALERT_KEY_TAG, alertKeyAlias } from "../resource-names";
import { CustomerKey, keyAdministration } from "./customer-key";
import { accountPrincipal, onlyRoles, policyDocument, THIS_KEY } from "./policy-document";
import type { Statement } from "./policy-document";

/**
 * The key admits two publishers, EventBridge and the Lambda role, for this topic's messages only.
 *
 * EventBridge passes on no aws:SourceAccount or aws:SourceArn where it publishes to a topic, so that statements with
 * such conditions never allow anything (SNS developer guide, "Managing Amazon SNS encryption keys and costs": "not
 * supported for EventBridge-to-encrypted topics"). The encryption context is SNS's own and always there.
 */
function keyGrants(environment: Environment): Statement[] {
  const account = accountPrincipal(environment.partition, environment.account);
  const useForThisTopic = {
    Effect: "Allow",
    Action: ["kms:Decrypt", "kms:GenerateDataKey"],
    Resource: THIS_KEY,
  } as const;
  const thisTopic = { StringEquals: { "kms:EncryptionContext:aws:sns:topicArn": topicArn(environment) } };
  return [
    {
      Sid: "EventBridgePublishes",
      Principal: { Service: "events.amazonaws.com" },
      ...useForThisTopic,
      Condition: thisTopic,
    },
    {
      Sid: "LambdaPublishes",
      Principal: account,
      ...useForThisTopic,
      Condition: { ...thisTopic, ...onlyRoles([environment.lambdaRole]) },
    },
  ];
}

/**
 * Without conditions for EventBridge, which supports none here (EventBridge user guide, "Amazon SNS permissions"). The
 * Lambda role publishes by its own policy: it is of the topic's account.
 */
function topicPolicy(environment: Environment): Statement[] {
  return [
    {
      Sid: "EventBridgePublishes",
      Effect: "Allow",
      Principal: { Service: "events.amazonaws.com" },
      Action: "sns:Publish",
      Resource: topicArn(environment),
    },
  ];
}

/** The topic that tells people what went wrong, by e-mail. Encrypted, since reasons of failure may quote data. */
export class AlertTopic extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, environment: Environment) {
    super(scope, id);
    const key = new CustomerKey(this, "key", {
      arn: regionalArn(environment, "kms", alertKeyAlias(environment)),
      description: `Alerts of ${environment.modelName} in ${environment.group}`,
      administration: keyAdministration(accountPrincipal(environment.partition, environment.account)),
      grants: keyGrants(environment),
      // Messages wait in a topic for hours at most, so the shortest window loses nothing.
      deletionWindowInDays: 7,
      tags: { [ALERT_KEY_TAG.name]: ALERT_KEY_TAG.value },
    });
    const topic = new SnsTopic(this, "topic", {
      name: environment.alertTopicName,
      kmsMasterKeyId: key.arn,
    });
    new SnsTopicPolicy(this, "policy", { arn: topic.arn, policy: policyDocument(topicPolicy(environment)) });
    new SnsTopicSubscription(this, "email", {
      topicArn: topic.arn,
      protocol: "email",
      endpoint: environment.email,
    });
    this.arn = topic.arn;
  }
}
