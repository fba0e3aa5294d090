import type { Environment } from "../../environments/environment";
import { bucketArn } from "../arns";
import type { Condition, Statement } from "../iam/policy-document";
import { PLANS_FOLDER } from "../names";
import { assumedByJenkins } from "./assumed-by";

/** Limits a write to requests that S3 refuses where the key is taken. */
export const ONCE: Condition = { Null: { "s3:if-none-match": "false" } };

/** Jenkins's nodes that plan, and nobody else: people's plans are theirs alone. */
export function planWriterTrust(environments: readonly Environment[]): Statement[] {
  return assumedByJenkins("plan", environments);
}

/**
 * Stores plans, each once: whoever is to store one under a key that is taken is refused by S3, and without the header
 * that asks for it by this policy (S3 user guide, "Enforce conditional writes on Amazon S3 buckets").
 */
export function planWriterPolicy(environments: readonly Environment[]): Statement[] {
  const buckets = environments.map(({ partition, state }) => bucketArn(partition, state.bucket));
  return [
    {
      Sid: "StorePlansOnce",
      Effect: "Allow",
      Action: "s3:PutObject",
      Resource: [...new Set(buckets)].map((bucket) => `${bucket}/${PLANS_FOLDER}/*`),
      Condition: ONCE,
    },
  ];
}
