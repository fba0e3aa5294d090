import type { Environment, Model } from "../../../environments/environment";
import { bucketArn } from "../../arns";
import type { Statement } from "../../constructs/policy-document";
import { promotionStateKey } from "../../stack-names";

/** The state of every promotion that this role keeps: the prod account's role, all of the model's. */
export function terraformState(environment: Environment, model: Model): Statement[] {
  const kept = model.environments.filter((other) => other.state.roleArn === environment.deployRole);
  const { partition, account } = environment;
  const objects = kept.map(
    (other) => `${bucketArn(partition, other.state.bucket)}/${promotionStateKey(other)}`,
  );
  if (objects.length === 0) return [];
  const tables = kept.flatMap(({ state }) =>
    state.lockTable === undefined
      ? []
      : `arn:${partition}:dynamodb:${state.region}:${account}:table/${state.lockTable}`,
  );
  return [
    {
      // Not limited to a prefix: Terraform lists workspaces, and S3 says 404 for a state that is not there yet only to
      // those who may list.
      Sid: "ListStates",
      Effect: "Allow",
      Action: "s3:ListBucket",
      Resource: [...new Set(kept.map(({ state }) => bucketArn(partition, state.bucket)))],
    },
    {
      Sid: "KeepStates",
      Effect: "Allow",
      Action: ["s3:GetObject", "s3:PutObject"],
      Resource: objects.flatMap((object) => [object, `${object}.tflock`]),
    },
    {
      Sid: "UnlockStates",
      Effect: "Allow",
      Action: "s3:DeleteObject",
      Resource: objects.map((object) => `${object}.tflock`),
    },
    ...(tables.length === 0 ? [] : [lockTables([...new Set(tables)])]),
  ];
}

/** Terraform's older way to lock. */
function lockTables(tables: readonly string[]): Statement {
  return {
    Sid: "LockStatesInTable",
    Effect: "Allow",
    Action: ["dynamodb:DeleteItem", "dynamodb:DescribeTable", "dynamodb:GetItem", "dynamodb:PutItem"],
    Resource: tables,
  };
}
