import type { Environment } from "../../environments/environment";
import { topicArn } from "../arns";
import { accountPrincipal, onlyRoles, type Statement, THIS_KEY } from "../iam/policy-document";

/**
 * Who uses the key of the alert topic: its two publishers, EventBridge and the Lambda role, for its messages only.
 *
 * EventBridge passes on no aws:SourceAccount or aws:SourceArn where it publishes to a topic, so that statements with
 * such conditions never allow anything (SNS developer guide, "Managing Amazon SNS encryption keys and costs": "not
 * supported for EventBridge-to-encrypted topics"). The encryption context is SNS's own and always there.
 */
export function alertKeyGrants(environment: Environment): Statement[] {
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
