import type { Accounts, Caller } from "../ports";
import { accountOf, sessionArn } from "./arns";
import { accessDenied } from "./errors";
import type { JsonObject } from "./json";

/** One thing that a caller must be allowed. */
export interface Demand {
  /** Such as `sagemaker:CreateModelPackage`. */
  readonly action: string;
  readonly resource: string;
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
  /** The policy of a model package group; across accounts it must allow what the caller's own policies allow. */
  readonly resourcePolicy?: { readonly document: string | undefined; readonly owner: string };
}

/** Asks the accounts whether a caller may; every question lands in their call record. */
export class Authorization {
  readonly #accounts: Accounts;

  constructor(accounts: Accounts) {
    this.#accounts = accounts;
  }

  /** @throws ApiError AccessDeniedException with AWS's sentence for the first demand that is denied. */
  async require(caller: Caller, region: string, demands: readonly Demand[]): Promise<void> {
    for (const demand of demands) {
      const reason = await this.denial(caller, region, demand);
      if (reason !== undefined) throw accessDenied(reason);
    }
  }

  /** Why a caller may not; undefined where they may. */
  async denial(caller: Caller, region: string, demand: Demand): Promise<string | undefined> {
    const decision = await this.#accounts.authorize({ caller, region, ...demand });
    if (decision.allowed) return undefined;
    return (
      decision.reason ??
      `User: ${caller.arn} is not authorized to perform: ${demand.action} on resource: ${demand.resource}`
    );
  }

  /** Hands a role to SageMaker: allowed by `iam:PassRole` with `iam:PassedToService`, never across accounts. */
  async requirePassRole(caller: Caller, region: string, roleArn: string): Promise<void> {
    if (accountOf(roleArn) !== caller.account) throw accessDenied("Cross-account pass role is not allowed.");
    await this.require(caller, region, [
      {
        action: "iam:PassRole",
        resource: roleArn,
        context: { "iam:PassedToService": "sagemaker.amazonaws.com" },
      },
    ]);
  }
}

/** A role's session as a caller. */
export function callerOf(roleArn: string, session: string): Caller {
  return { account: accountOf(roleArn), arn: sessionArn(roleArn, session) };
}

/** CreatedBy and LastModifiedBy of what an IAM identity made. */
export function userContext(caller: Caller): JsonObject {
  return {
    IamIdentity: { Arn: caller.arn, PrincipalId: caller.arn.split("/").slice(-1)[0] ?? caller.account },
  };
}
