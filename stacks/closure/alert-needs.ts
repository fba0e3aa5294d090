import type { Environment } from "../../environments/environment";
import { regionalArn, topicArn } from "../arns";
import { alertKeyAlias } from "../resource-names";
import { keyNeed } from "./key-needs";
import type { Need } from "./need";

/** Who publishes to the alert topic, which is encrypted: rules by the topic's policy, functions by their role's own. */
export function alertNeeds(environment: Environment): Need[] {
  const { name, lambdaRole } = environment;
  const topic = topicArn(environment);
  const kmsKey = regionalArn(environment, "kms", alertKeyAlias(environment));
  return [
    {
      purpose: `${name} sends alerts`,
      principal: lambdaRole,
      actions: ["sns:Publish"],
      resource: topic,
      scope: { Resource: topic },
      context: {},
    },
    ...["events.amazonaws.com", lambdaRole].map((principal) =>
      keyNeed({
        purpose: `${name} sends alerts`,
        principal,
        actions: ["kms:Decrypt", "kms:GenerateDataKey"],
        kmsKey,
        context: { "kms:EncryptionContext:aws:sns:topicArn": topic },
      }),
    ),
  ];
}
