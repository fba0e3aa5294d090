import type { Statement } from "../../stacks/iam/policy-document";
import { covers, listOf } from "../../stacks/iam/match";
import type { PolicyOwner } from "./policy-owner";
import type { SynthesizedPolicies, SynthesizedPolicy } from "./synthesized-policies";
import type { AuthorizationRequest } from "./authorization-request";

/** One action that a statement allows, wherever that statement stands: in every environment, in either way of monitoring. */
export interface Permission {
  readonly owner: PolicyOwner;
  readonly kind: SynthesizedPolicy["kind"];
  /** The statement's Sid. */
  readonly statement: string;
  readonly action: string;
}

/** What was asked of some stacks. */
export interface PolicyUsage {
  readonly stacks: SynthesizedPolicies;
  readonly requests: readonly AuthorizationRequest[];
}

/** Every permission that some stacks give, each once, by owner, kind, statement and action. */
export function permissionsOf(stacks: readonly SynthesizedPolicies[]): readonly Permission[] {
  const permissions = stacks
    .flatMap(({ policies }) => policies)
    .flatMap((policy) => allowing(policy).flatMap((statement) => permissionsIn(policy, statement)));
  const byName = new Map(permissions.map((permission) => [nameOf(permission), permission]));
  return [...byName].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, permission]) => permission);
}

/** The permissions that no call needed, in the order of {@link permissionsOf}. */
export function unusedPermissions(usages: readonly PolicyUsage[]): readonly Permission[] {
  const used = new Set(usages.flatMap(({ requests }) => requests.flatMap(usedBy)).map(nameOf));
  return permissionsOf(usages.map(({ stacks }) => stacks)).filter(
    (permission) => !used.has(nameOf(permission)),
  );
}

function usedBy(request: AuthorizationRequest): Permission[] {
  if (request.expected === "denied") return [];
  return [request.identity, request.resourcePolicy]
    .filter((policy) => policy !== undefined)
    .flatMap((policy) =>
      allowing(policy)
        .filter((statement) => covers(statement, request))
        .flatMap((statement) => permissionsIn(policy, statement))
        .filter(({ action }) => covers({ Sid: "", Effect: "Allow", Action: action }, request)),
    );
}

function allowing({ statements }: SynthesizedPolicy): readonly Statement[] {
  return statements.filter(({ Effect }) => Effect === "Allow");
}

function permissionsIn({ owner, kind }: SynthesizedPolicy, { Sid, Action }: Statement): Permission[] {
  return listOf(Action).map((action) => ({ owner, kind, statement: Sid, action }));
}

function nameOf({ owner, kind, statement, action }: Permission): string {
  return [owner, kind, statement, action].join(" ");
}
