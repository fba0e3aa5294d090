import type { S3Client } from "@aws-sdk/client-s3";
import type { Environment } from "../../environments/environment";
import { Problem } from "sagemaker-promotion-core/problem";
import { bucketArn, executionRoles } from "../../stacks/arns";
import { promotionStackName, promotionStateKey } from "../../stacks/names";
import { commandFor } from "../command-line";
import { holdsResources } from "./state-object";
import type { Resource } from "./store";

/** An environment's promotion, as the foundations below it see it. */
export interface Promotion {
  readonly stackName: string;
  /** ARNs of what foundations make for it: the roles that it is deployed and runs with, its key, buckets and group. */
  readonly standsOn: readonly string[];
  /** Commands that take it down, in order. */
  readonly destroyedBy: readonly string[];
  /** Its state, as an S3 URI. */
  readonly state: string;
  /** @throws Problem `AccessDenied` where the caller may not read its state, … */
  stands(): Promise<boolean>;
}

/** @param s3 client of a region, with the credentials at hand */
export function promotionOf(environment: Environment, s3: (region: string) => S3Client): Promotion {
  const { partition, state, eventsRole } = environment;
  const stackName = promotionStackName(environment);
  const key = promotionStateKey(environment);
  return {
    stackName,
    standsOn: [
      environment.jenkinsRole,
      environment.deployRole,
      state.roleArn,
      bucketArn(partition, state.bucket),
      environment.lambdaRole,
      ...(eventsRole === undefined ? [] : [eventsRole]),
      ...executionRoles(environment),
      environment.kmsKey,
      bucketArn(partition, environment.dataBucket),
      bucketArn(partition, environment.artifactsBucket),
      environment.modelPackageGroup.arn,
    ],
    destroyedBy: [commandFor("destroy", environment.name), `npx cdktf destroy ${stackName}`],
    state: `s3://${state.bucket}/${key}`,
    stands: () => holdsResources(s3(state.region), state.bucket, key),
  };
}

/**
 * Checks that no promotion uses what is to be destroyed: without the roles that it is deployed with, it could no longer be
 * destroyed itself.
 * @returns what could not be found out, a line for each promotion whose state the caller may not read
 * @throws Problem `StatesInUse`
 */
export async function refusePromotions(
  promotions: readonly Promotion[],
  stackName: string,
  resources: readonly Resource[],
): Promise<string[]> {
  const going = new Set(resources.map(({ values }) => values["arn"]));
  const above = promotions.filter(({ standsOn }) => standsOn.some((arn) => going.has(arn)));
  const found = await Promise.all(
    above.map(async (promotion) => ({ promotion, stands: await look(promotion) })),
  );
  const standing = found.filter(({ stands }) => stands === true).map(({ promotion }) => promotion);
  if (standing.length > 0) {
    throw new Problem({
      code: "StatesInUse",
      blame: "user",
      message: `${stackName} is still used by ${standing.map((promotion) => promotion.stackName).join(", ")}, which could not be destroyed without it`,
      next: `${standing.flatMap(({ destroyedBy }) => destroyedBy).join(", ")}; then run the same command again; nothing was destroyed`,
    });
  }
  return found
    .filter(({ stands }) => stands === undefined)
    .map(
      ({ promotion }) =>
        `${promotion.stackName} may still use it (these credentials may not read ${promotion.state}), and could not be destroyed without it: ${promotion.destroyedBy.join(", ")}`,
    );
}

/** Undefined when the caller lacks permission. */
async function look(promotion: Promotion): Promise<boolean | undefined> {
  try {
    return await promotion.stands();
  } catch (error) {
    if (error instanceof Problem && error.code === "AccessDenied") return undefined;
    throw error;
  }
}
