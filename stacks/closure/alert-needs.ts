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
  const guard = { kind: "topic", subject: topic } as const;
  const publishers = [
    { principal: "events.amazonaws.com", guard },
    { principal: lambdaRole, guard: { ...guard, mayBeSilent: true } as const },
  ];
  return publishers.flatMap((publisher) => [
    {
      ...publisher,
      purpose: `${name} sends alerts`,
      actions: ["sns:Publish"],
      resource: topic,
      scope: { Resource: topic },
      context: {},
    },
    keyNeed({
      purpose: `${name} sends alerts`,
      principal: publisher.principal,
      actions: ["kms:Decrypt", "kms:GenerateDataKey"],
      kmsKey,
      context: { "kms:EncryptionContext:aws:sns:topicArn": topic },
    }),
  ]);
}
