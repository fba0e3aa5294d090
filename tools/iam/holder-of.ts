import { Problem } from "sagemaker-promotion-core/problem";
import { RESOURCE_HOLDERS, ROLE_HOLDERS } from "../../stacks/policies/holder";
import type { Holder } from "../../stacks/policies/holder";
import type { Configuration, ResourceBlock } from "../../rehearsal/apply/configuration";

/** Constructs whose name is not that of what they hold: the one that it plays a part in, or for. */
const BY_CONSTRUCT: Readonly<Record<string, Holder>> = {
  "inference-role": "execution-role",
  retraining: "start-retraining",
};

/** The roles of stacks that name one kind of theirs after its ARN, by the stack's tag. */
const NAMED_ROLE: Readonly<Record<string, Holder>> = {
  delivery: "jenkins-server-role",
  jenkins: "jenkins-server-role",
  registry: "approver-role",
};

/** Which part in the promotion the block plays that carries a policy. */
export function holderOf(block: ResourceBlock, { provider, folder }: Configuration): Holder {
  const construct = block.address.slice(block.type.length + 1).split("_")[0] ?? "";
  const stack = provider.defaultTags["environment"];
  const holder =
    byStack(block.type, stack) ??
    BY_CONSTRUCT[construct] ??
    [...ROLE_HOLDERS, ...RESOURCE_HOLDERS].find((name) => name === construct) ??
    NAMED_ROLE[stack ?? ""];
  if (holder !== undefined) return holder;
  throw new Problem({
    code: "UnknownPolicyHolder",
    blame: "bug",
    message: `${block.address} carries a policy, and has no part in the promotion that is known`,
    where: folder,
    next: "rehearse again, if the stacks in this folder are older than the code; else name its part in stacks/policies/holder.ts",
  });
}

/** The holders of which a stack has one kind only, whatever they are called. */
function byStack(type: string, stack: string | undefined): Holder | undefined {
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
