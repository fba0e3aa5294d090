import type { PolicyKind } from "../constructs/policy-carrier";
import { accountPrincipal, onlyRoles, THIS_KEY } from "../constructs/policy-document";
import type { Condition, Principal, Statement } from "../constructs/policy-document";
import { parseArn } from "sagemaker-promotion-core/arn";
import { evaluate } from "../iam/match";
import type { Need } from "./need";

/** One policy of one resource. */
export interface CarriedPolicy {
  readonly kind: PolicyKind;
  /** ARN of what carries it. */
  readonly subject: string;
  readonly statements: readonly Statement[];
}

/** What one side has to allow and does not. */
export interface MissingGrant {
  readonly purpose: string;
  /** Who is not let. */
  readonly principal: string;
  readonly actions: readonly string[];
  /** The policy that is to change. */
  readonly kind: PolicyKind;
  readonly subject: string;
  /** `explicitDeny`: a statement forbids it, and adding another does not help. */
  readonly verdict: "explicitDeny" | "implicitDeny";
  /** What to add to the policy. */
  readonly statement: Statement;
}

/** Everything that the needs ask for and one side or the other does not allow. A policy that is not there allows nothing. */
export function missingGrants(needs: readonly Need[], policies: readonly CarriedPolicy[]): MissingGrant[] {
  const statements = new Map<string, Statement[]>();
  for (const { kind, subject, statements: own } of policies) {
    const key = `${kind} ${subject}`;
    statements.set(key, [...(statements.get(key) ?? []), ...own]);
  }
  return needs.flatMap((need) =>
    sidesOf(need).flatMap(({ kind, subject, mayBeSilent, statement }) =>
      (["explicitDeny", "implicitDeny"] as const).flatMap((verdict): MissingGrant[] => {
        const { purpose, principal } = need;
        const held = statements.get(`${kind} ${subject}`) ?? [];
        if (verdict === "implicitDeny" && mayBeSilent) return [];
        const actions = need.actions.filter((action) => evaluate(held, { ...need, action }) === verdict);
        if (actions.length === 0) return [];
        return [{ purpose, principal, actions, kind, subject, verdict, statement: statement(actions) }];
      }),
    ),
  );
}

interface Side {
  readonly kind: PolicyKind;
  readonly subject: string;
  readonly mayBeSilent?: true;
  readonly statement: (actions: readonly string[]) => Statement;
}

/** The policies that have to agree: the principal's own, where a stack has it, and the resource's. */
function sidesOf(need: Need): Side[] {
  const { principal, scope, guard, guardOnly } = need;
  const allow = { Sid: sidOf(need), Effect: "Allow" } as const;
  const sides: Side[] = [];
  if (isRole(principal) && guardOnly !== true) {
    sides.push({
      kind: "identity",
      subject: principal,
      statement: (actions) => ({ ...allow, Action: actions, ...scope }),
    });
  }
  if (guard !== undefined) {
    sides.push({
      ...guard,
      statement: (actions) => {
        const Condition = { ...guardCondition(need), ...(isRole(principal) && onlyRoles([principal])) };
        return {
          ...allow,
          Principal: principalOf(principal),
          Action: actions,
          ...(guard.kind === "trust" ? {} : { Resource: guard.kind === "key" ? THIS_KEY : need.resource }),
          ...(Object.keys(Condition).length > 0 && { Condition }),
        };
      },
    });
  }
  return sides;
}

function isRole(principal: string): boolean {
  return parseArn(principal)?.resource.startsWith("role/") === true;
}

/** A role that does not exist yet cannot be named as principal; its account can, and the role in a condition. */
function principalOf(principal: string): Principal {
  const arn = parseArn(principal);
  return arn === undefined ? { Service: principal } : accountPrincipal(arn.partition, arn.account);
}

/**
 * The request's own keys, as far as they limit a resource's policy: which prefix, grant, message or external id. What
 * the principal's own policy must not allow, the resource's must not either.
 */
function guardCondition({ context, guard, scope }: Need): Condition {
  const { StringNotEquals: excluded = {} } = scope.Condition ?? {};
  const limits = Object.entries(context).filter(
    ([key]) => !(key in excluded) && (guard?.kind !== "key" || key !== "kms:ResourceAliases"),
  );
  const of = (operator: (key: string) => boolean) =>
    Object.fromEntries(limits.filter(([key]) => operator(key)));
  const conditions: Condition = {
    StringLike: of((key) => key === "s3:prefix"),
    Bool: of((key) => key === "kms:GrantIsForAWSResource"),
    StringEquals: of((key) => key !== "s3:prefix" && key !== "kms:GrantIsForAWSResource"),
    StringNotEquals: excluded,
  };
  return Object.fromEntries(Object.entries(conditions).filter(([, keys]) => Object.keys(keys).length > 0));
}

/** Sids are letters and digits. */
function sidOf({ purpose }: Need): string {
  return purpose.replace(/(?:^|[^A-Za-z0-9]+)([A-Za-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
