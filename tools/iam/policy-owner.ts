import { Problem } from "sagemaker-promotion-core/problem";
import type { Configuration, ResourceBlock } from "../../rehearsal/apply/configuration";

/** The roles of a promotion. */
export const ROLE_OWNERS = [
  "approver-role",
  "deploy-role",
  "events-role",
  "execution-role",
  "jenkins-plan-role",
  "jenkins-server-role",
  "lambda-role",
  "plan-role",
  "plan-writer-role",
  "scientist-role",
  "state-plan-role",
  "state-role",
] as const;

/** What else has a policy. */
export const RESOURCE_OWNERS = [
  "alert-key",
  "alert-topic",
  "artifacts-bucket",
  "data-bucket",
  "dead-letters",
  "delete-models",
  "encryption-key",
  "model-package-group",
  "send-alert",
  "start-retraining",
  "state-bucket",
] as const;

/**
 * What has a policy, by its part in the promotion. Its name differs from one organisation, environment and model to the
 * next.
 */
export type PolicyOwner = (typeof ROLE_OWNERS)[number] | (typeof RESOURCE_OWNERS)[number];

/** Constructs that are not named after the owner of their policy. */
const BY_CONSTRUCT: Readonly<Record<string, PolicyOwner>> = {
  "inference-role": "execution-role",
  approval: "send-alert",
  failure: "send-alert",
  models: "delete-models",
  retraining: "start-retraining",
};

/** The roles of stacks that name one kind of theirs after its ARN, by the stack's tag. */
const NAMED_ROLE: Readonly<Record<string, PolicyOwner>> = {
  delivery: "jenkins-server-role",
  jenkins: "jenkins-server-role",
  registry: "approver-role",
};

/** The owner of the policy that a block has. */
export function ownerOf(block: ResourceBlock, { provider, folder }: Configuration): PolicyOwner {
  const construct = block.address.slice(block.type.length + 1).split("_")[0] ?? "";
  const stack = provider.defaultTags["environment"];
  const owner =
    byStack(block.type, stack) ??
    BY_CONSTRUCT[construct] ??
    [...ROLE_OWNERS, ...RESOURCE_OWNERS].find((name) => name === construct) ??
    NAMED_ROLE[stack ?? ""];
  if (owner !== undefined) return owner;
  throw new Problem({
    code: "UnknownPolicyOwner",
    blame: "bug",
    message: `${block.address} has a policy, and its part in the promotion is not known`,
    where: folder,
    next: "rehearse again, if the stacks in this folder are older than the code; else name its part in tools/iam/policy-owner.ts",
  });
}

/** The owners of which a stack has one kind only, whatever they are called. */
function byStack(type: string, stack: string | undefined): PolicyOwner | undefined {
  switch (type) {
    case "aws_s3_bucket_policy":
      return stack === "delivery"
        ? "state-bucket"
        : stack === "registry"
          ? "artifacts-bucket"
          : "data-bucket";
    case "aws_sagemaker_model_package_group_policy":
      return "model-package-group";
    case "aws_sns_topic_policy":
      return "alert-topic";
    default:
      return undefined;
  }
}
