import type { Change } from "../../rehearsal/apply/plan";

/** What an apply does to one resource of a stack. */
export type StackChange = Pick<Change, "address" | "action" | "changed"> & { readonly stack: string };

/** A replacement or deletion that somebody looked at. */
export interface ReviewedLoss {
  readonly stack: string;
  readonly address: string;
  readonly action: "replace" | "delete";
  /** Why nobody misses what goes. */
  readonly because: string;
}

/** Resource types that hold data, or without which data cannot be read. No review lets one of them go. */
const IRREPLACEABLE = ["aws_kms_key", "aws_s3_bucket", "aws_sagemaker_model_package_group"];

const inBoth = (loss: Omit<ReviewedLoss, "stack">): ReviewedLoss[] =>
  ["dev", "prod"].map((stack) => ({ stack, ...loss }));

/** Every replacement and deletion that an upgrade from the recorded stacks does. */
export const REVIEWED: readonly ReviewedLoss[] = [
  ...inBoth({
    address: "aws_lambda_function.latest-approved-model_function_78E4EEF9",
    action: "replace",
    because: "it is named by its content: the new one is there before the old one goes",
  }),
  ...inBoth({
    address: "aws_cloudwatch_event_target.failure_target_020918A4",
    action: "replace",
    because: "failures go through a function now, which the rule calls in place of the topic",
  }),
  ...["rule.schedule_rule_219A125C", "target.schedule_target_54455CEE"].map((resource): ReviewedLoss => ({
    stack: "dev",
    address: `aws_cloudwatch_event_${resource}`,
    action: "delete",
    because: "the example's dev has no schedule any more; a file that has one keeps it",
  })),
];

const nameOf = ({ stack, address, action }: Pick<StackChange, "stack" | "address" | "action">): string =>
  `${stack}: ${action} ${address}`;

/**
 * Holds what an upgrade replaces and deletes to the reviewed list, both ways.
 * @throws Error with what is lost and what to do about it
 */
export function refuseLosses(
  changes: readonly StackChange[],
  reviewed: readonly ReviewedLoss[] = REVIEWED,
): void {
  const losses = changes.filter(({ action }) => action === "replace" || action === "delete");
  const known = new Set(
    reviewed
      .filter(({ address }) => !IRREPLACEABLE.some((type) => address.startsWith(`${type}.`)))
      .map(nameOf),
  );
  const unexpected = losses.filter((loss) => !known.has(nameOf(loss)));
  if (unexpected.length > 0) {
    const lines = unexpected.map(
      (loss) => `  ${nameOf(loss)}${loss.changed.length > 0 ? `, for its ${loss.changed.join(", ")}` : ""}`,
    );
    throw new Error(`This change makes whoever upgrades from an earlier version lose what is deployed:
${lines.join("\n")}
A resource's address follows from its construct's path. Keep the path and the arguments, or tell Terraform where the
resource went with moveFromId() (and teach rehearsal/apply the "moved" section). Where nobody misses what goes, add it with
the reason to REVIEWED in __tests__/upgrade/losses.ts; buckets, keys and model package groups are never accepted there.`);
  }
  const happened = new Set(losses.map(nameOf));
  const gone = reviewed.filter((loss) => !happened.has(nameOf(loss))).map(nameOf);
  if (gone.length > 0)
    throw new Error(
      `No longer lost, so take it off REVIEWED in __tests__/upgrade/losses.ts:\n  ${gone.join("\n  ")}`,
    );
}
