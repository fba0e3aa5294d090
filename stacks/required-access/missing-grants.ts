import type { PolicyKind } from "../constructs/resource-with-policy";
import {
  accountPrincipal,
  type Condition,
  onlyRoles,
  type Principal,
  type Statement,
  THIS_KEY,
} from "../iam/policy-document";
import { parseArn } from "sagemaker-promotion-core/arn";
import { evaluate } from "../iam/match";
import type { AccessRequirement } from "./requirement";

/** One policy of one resource. */
export interface AttachedPolicy {
  readonly kind: PolicyKind;
  /** ARN of the resource. */
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

/** Everything that the requirements ask for and one side or the other does not allow. A policy that is not there allows nothing. */
export function missingGrants(
  requirements: readonly AccessRequirement[],
  policies: readonly AttachedPolicy[],
): MissingGrant[] {
  const statements = new Map<string, Statement[]>();
  for (const { kind, subject, statements: own } of policies) {
    const key = `${kind} ${subject}`;
    statements.set(key, [...(statements.get(key) ?? []), ...own]);
  }
  return requirements.flatMap((requirement) =>
    sidesOf(requirement).flatMap(({ kind, subject, implicitDenyIsFine, statement }) => {
      const { purpose, principal } = requirement;
      const held = statements.get(`${kind} ${subject}`) ?? [];
      const decisions = requirement.actions.map(
        (action) => [action, evaluate(held, { ...requirement, action })] as const,
      );
      return (["explicitDeny", "implicitDeny"] as const).flatMap((verdict): MissingGrant[] => {
        if (verdict === "implicitDeny" && implicitDenyIsFine) return [];
        const actions = decisions.flatMap(([action, decision]) => (decision === verdict ? [action] : []));
        if (actions.length === 0) return [];
        return [{ purpose, principal, actions, kind, subject, verdict, statement: statement(actions) }];
      });
    }),
  );
}

interface Side {
  readonly kind: PolicyKind;
  readonly subject: string;
  readonly implicitDenyIsFine?: true;
  readonly statement: (actions: readonly string[]) => Statement;
}

/** The policies that have to agree: the principal's own, where a stack has it, and the resource's. */
function sidesOf(requirement: AccessRequirement): Side[] {
  const { principal, scope, resourcePolicy, resourcePolicyOnly } = requirement;
  const allow = () => ({ Sid: sidOf(requirement), Effect: "Allow" }) as const;
  const sides: Side[] = [];
  if (isRole(principal) && resourcePolicyOnly !== true) {
    sides.push({
      kind: "identity",
      subject: principal,
      statement: (actions) => ({ ...allow(), Action: actions, ...scope }),
    });
  }
  if (resourcePolicy !== undefined) {
    sides.push({
      ...resourcePolicy,
      statement: (actions) => {
        const Condition = {
          ...resourceCondition(requirement),
          ...(isRole(principal) && onlyRoles([principal])),
        };
        return {
          ...allow(),
          Principal: principalOf(principal),
          Action: actions,
          ...(resourcePolicy.kind === "trust"
            ? {}
            : { Resource: resourcePolicy.kind === "key" ? THIS_KEY : requirement.resource }),
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

/** Keys of which a request holds a pattern. */
const PATTERNS = ["s3:prefix", "sts:SourceIdentity"];

/**
 * The request's own keys, as far as they limit a resource's policy: which prefix, grant, message or external id. What
 * the principal's own policy must not allow, the resource's must not either.
 */
function resourceCondition({ context, resourcePolicy, scope }: AccessRequirement): Condition {
  const { StringNotEquals: excluded = {} } = scope.Condition ?? {};
  const limits = Object.entries(context).filter(
    ([key]) => !(key in excluded) && (resourcePolicy?.kind !== "key" || key !== "kms:ResourceAliases"),
  );
  const of = (operator: (key: string) => boolean) =>
    Object.fromEntries(limits.filter(([key]) => operator(key)));
  const conditions: Condition = {
    StringLike: of((key) => PATTERNS.includes(key)),
    Bool: of((key) => key === "kms:GrantIsForAWSResource"),
    StringEquals: of((key) => !PATTERNS.includes(key) && key !== "kms:GrantIsForAWSResource"),
    StringNotEquals: excluded,
  };
  return Object.fromEntries(Object.entries(conditions).filter(([, keys]) => Object.keys(keys).length > 0));
}

/** Sids are letters and digits. */
function sidOf({ purpose }: AccessRequirement): string {
  return purpose.replace(/(?:^|[^A-Za-z0-9]+)([A-Za-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
