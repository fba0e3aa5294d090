import { accountOf, parseArn } from "sagemaker-promotion-core/arn";
import type { SynthesizedPolicy } from "../iam/synthesized-policies";
import { like, listOf } from "../../stacks/iam/match";
import type { Statement } from "../../stacks/iam/policy-document";
import { conditionRoles } from "./words";

/** A role, or an account itself, that reaches into another account. */
export interface Arrow {
  /** ARN of a role, or the number of an account: its administrators, and services that act for it. */
  readonly from: string;
  /** Positions, in the role's policy, of the statements that say so; none for an account. */
  readonly rows: readonly number[];
  /** ARN of the role or resource that is reached. */
  readonly to: string;
  /** Whether both sides say so; where only one does, AWS refuses. */
  readonly agreed: boolean;
}

/** Everything that crosses from one account to another. */
export function arrowsOf(policies: readonly SynthesizedPolicy[]): Arrow[] {
  const roles = policies.filter(({ kind }) => kind === "identity");
  const gates = policies.filter(({ kind }) => kind !== "identity");
  const byRoles = roles.flatMap((role) =>
    gates
      .filter(({ account }) => account !== role.account)
      .map((gate): Arrow => {
        const rows = role.statements.flatMap((statement, row) => (reaches(statement, gate) ? [row] : []));
        const admitted = gate.statements.some((statement) => admits(statement, role.subject));
        return { from: role.subject, rows, to: gate.subject, agreed: rows.length > 0 && admitted };
      })
      // An account that is let in as a whole lets in those of its roles that ask.
      .filter(({ rows }) => rows.length > 0),
  );
  const byAccounts = gates.flatMap((gate) =>
    wholeAccounts(gate)
      .filter(
        (account) => !byRoles.some(({ from, to }) => to === gate.subject && accountOf(from) === account),
      )
      .map((account): Arrow => ({ from: account, rows: [], to: gate.subject, agreed: true })),
  );
  return [...byRoles, ...byAccounts];
}

/** Whether a role's statement speaks of a role or resource. */
function reaches({ Effect, Resource = [], Condition }: Statement, { subject }: SynthesizedPolicy): boolean {
  if (Effect !== "Allow") return false;
  const target = parseArn(subject);
  return listOf(Resource).some((resource) => {
    // Calls that know no resource act on the caller's own account.
    if (resource === "*") return false;
    if (target?.service === "kms") {
      // A key that is named by its alias stands in policies as any key with that alias.
      const aliases = Condition?.["ForAnyValue:StringEquals"]?.["kms:ResourceAliases"] ?? [];
      return (
        like(resource, subject.replace(/:alias\/.*$/, ":key/any")) &&
        listOf(aliases).includes(target.resource)
      );
    }
    // A bucket is reached through its objects, a group through its versions.
    const inside = subject.replace(":model-package-group/", ":model-package/");
    return like(resource, subject) || resource.startsWith(`${inside}/`);
  });
}

/** Whether a trust or resource policy's statement lets in a role of another account. */
function admits(statement: Statement, role: string): boolean {
  const { Effect, Principal } = statement;
  if (Effect !== "Allow" || typeof Principal !== "object" || !("AWS" in Principal)) return false;
  const only = conditionRoles(statement, "ArnEquals");
  return (
    listOf(Principal.AWS).some((arn) => accountOf(arn) === accountOf(role)) &&
    (only.length === 0 || only.some((arn) => like(arn, role)))
  );
}

/** Other accounts that a policy lets in without naming roles of theirs. */
function wholeAccounts({ account, statements }: SynthesizedPolicy): string[] {
  const open = statements.filter(
    (statement) => statement.Effect === "Allow" && conditionRoles(statement, "ArnEquals").length === 0,
  );
  const named = open.flatMap(({ Principal }) =>
    typeof Principal === "object" && "AWS" in Principal ? listOf(Principal.AWS).map(accountOf) : [],
  );
  return [...new Set(named)].filter((number) => number !== account);
}
