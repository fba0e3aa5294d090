import { actingRoles } from "../../../environments/acting";
import type { Acting, Environment, Model } from "../../../environments/environment";
import { accountOf } from "sagemaker-promotion-core/arn";
import { bucketArn, deployLockArns } from "../../arns";
import type { Statement } from "../../iam/policy-document";
import { plansFolder, promotionStateKey } from "../../names";

/** The environments whose states a role keeps, or reads. */
export function keptWith(role: string, acting: Acting, model: Model): readonly Environment[] {
  return model.environments.filter((environment) => actingRoles(environment, acting).stateRole === role);
}

/**
 * The states of promotions: who deploys reads, writes and locks them; who plans reads them without a lock, which would
 * be a write. Both read the plans that are stored, and write none: that is the plan writer's.
 */
export function terraformState(acting: Acting, kept: readonly Environment[]): Statement[] {
  const objects = kept.map(
    (other) => `${bucketArn(other.partition, other.state.bucket)}/${promotionStateKey(other)}`,
  );
  if (objects.length === 0) return [];
  const tables = kept.flatMap(({ partition, state }) =>
    state.lockTable === undefined
      ? []
      : `arn:${partition}:dynamodb:${state.region}:${accountOf(state.roleArn)}:table/${state.lockTable}`,
  );
  // Terraform's own, and those of `deploy apply`.
  const locks = [...objects.map((object) => `${object}.tflock`), ...kept.flatMap(deployLockArns)];
  return [
    {
      // Not limited to a prefix: Terraform lists workspaces, and S3 says 404 for a state that is not there yet only to
      // those who may list.
      Sid: "ListStates",
      Effect: "Allow",
      Action: "s3:ListBucket",
      Resource: [...new Set(kept.map(({ partition, state }) => bucketArn(partition, state.bucket)))],
    },
    {
      Sid: "ReadPlans",
      Effect: "Allow",
      Action: "s3:GetObject",
      Resource: kept.map(
        (other) => `${bucketArn(other.partition, other.state.bucket)}/${plansFolder(other)}/*`,
      ),
    },
    ...(acting === "plan"
      ? [{ Sid: "ReadStates", Effect: "Allow", Action: "s3:GetObject", Resource: objects } as const]
      : [
          {
            Sid: "KeepStates",
            Effect: "Allow",
            Action: ["s3:GetObject", "s3:PutObject"],
            Resource: objects,
          } as const,
          {
            // Each key once: a policy has only so many characters.
            Sid: "LockStates",
            Effect: "Allow",
            Action: ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"],
            Resource: locks,
          } as const,
        ]),
    ...(tables.length === 0 ? [] : [lockTables(acting, [...new Set(tables)])]),
  ];
}

/** Terraform's older way to lock, which also keeps a digest of each state in the table (S3 backend, remoteClient.Get). */
function lockTables(acting: Acting, tables: readonly string[]): Statement {
  return acting === "plan"
    ? { Sid: "ReadDigests", Effect: "Allow", Action: "dynamodb:GetItem", Resource: tables }
    : {
        Sid: "LockStatesInTable",
        Effect: "Allow",
        Action: ["dynamodb:DeleteItem", "dynamodb:DescribeTable", "dynamodb:GetItem", "dynamodb:PutItem"],
        Resource: tables,
      };
}
