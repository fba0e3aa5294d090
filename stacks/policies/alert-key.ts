import type { Environment } from "../../environments/environment";
import { topicArn } from "../arns";
import { accountPrincipal, onlyRoles, type Statement, THIS_KEY } from "../iam/policy-document";

/**
 * Who uses the key of the alert topic: its two publishers, CloudWatch's alarms and the Lambda role, for its messages
 * only. The encryption context is SNS's own and always there; whose alarms publish, the topic's policy says.
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
      Sid: "AlarmsPublish",
      Principal: { Service: "cloudwatch.amazonaws.com" },
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
