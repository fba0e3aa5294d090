import type { Accounts, Caller } from "../ports";
import { requireArn, sessionArn } from "./arns";
import { accessDenied } from "./errors";
import type { JsonObject } from "./json";

/** A permission that a caller must have. */
export interface Permission {
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

  /** @throws ApiError AccessDeniedException with AWS's sentence for the first permission that is denied. */
  async require(caller: Caller, region: string, permissions: readonly Permission[]): Promise<void> {
    for (const permission of permissions) {
      const reason = await this.denial(caller, region, permission);
      if (reason !== undefined) throw accessDenied(reason);
    }
  }

  /** Why a caller may not; undefined where they may. */
  async denial(caller: Caller, region: string, permission: Permission): Promise<string | undefined> {
    const decision = await this.#accounts.authorize({ caller, region, ...permission });
    if (decision.allowed) return undefined;
    return (
      decision.reason ??
      `User: ${caller.arn} is not authorized to perform: ${permission.action} on resource: ${permission.resource}`
    );
  }

  /** Hands a role to SageMaker: allowed by `iam:PassRole` with `iam:PassedToService`, never across accounts. */
  async requirePassRole(caller: Caller, region: string, roleArn: string): Promise<void> {
    if (requireArn(roleArn).account !== caller.account)
      throw accessDenied("Cross-account pass role is not allowed.");
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
  return { account: requireArn(roleArn).account, arn: sessionArn(roleArn, session) };
}

/** CreatedBy and LastModifiedBy of what an IAM identity made. */
export function userContext(caller: Caller): JsonObject {
  const { arn, account, sourceIdentity } = caller;
  return {
    IamIdentity: {
      Arn: arn,
      PrincipalId: arn.split("/").slice(-1)[0] ?? account,
      ...(sourceIdentity === undefined ? {} : { SourceIdentity: sourceIdentity }),
    },
  };
}
