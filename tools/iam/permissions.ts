import type { Statement } from "../../stacks/constructs/policy-document";
import { covers, listOf } from "../../stacks/iam/match";
import type { Holder } from "../../stacks/policies/holder";
import type { Estate, HeldPolicy } from "./estate";
import type { Question } from "./question";

/** One action that a statement allows, wherever that statement stands: in every environment, in either way of monitoring. */
export interface Permission {
  readonly holder: Holder;
  readonly kind: HeldPolicy["kind"];
  /** The statement's Sid. */
  readonly statement: string;
  readonly action: string;
}

/** What was asked of some stacks. */
export interface Inquiry {
  readonly estate: Estate;
  readonly questions: readonly Question[];
}

/** Every permission that some stacks give, each once, by holder, kind, statement and action. */
export function permissionsOf(estates: readonly Estate[]): readonly Permission[] {
  const permissions = estates
    .flatMap(({ policies }) => policies)
    .flatMap((policy) => allowing(policy).flatMap((statement) => permissionsIn(policy, statement)));
  const byName = new Map(permissions.map((permission) => [nameOf(permission), permission]));
  return [...byName].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, permission]) => permission);
}

/** The permissions that no call needed, in the order of {@link permissionsOf}. */
export function unusedPermissions(inquiries: readonly Inquiry[]): readonly Permission[] {
  const used = new Set(inquiries.flatMap(({ questions }) => questions.flatMap(usedBy)).map(nameOf));
  return permissionsOf(inquiries.map(({ estate }) => estate)).filter(
    (permission) => !used.has(nameOf(permission)),
  );
}

function usedBy(question: Question): Permission[] {
  if (question.expected === "denied") return [];
  return [question.identity, question.resourcePolicy]
    .filter((policy) => policy !== undefined)
    .flatMap((policy) =>
      allowing(policy)
        .filter((statement) => covers(statement, question))
        .flatMap((statement) => permissionsIn(policy, statement))
        .filter(({ action }) => covers({ Sid: "", Effect: "Allow", Action: action }, question)),
    );
}

function allowing({ statements }: HeldPolicy): readonly Statement[] {
  return statements.filter(({ Effect }) => Effect === "Allow");
}

function permissionsIn({ holder, kind }: HeldPolicy, { Sid, Action }: Statement): Permission[] {
  return listOf(Action).map((action) => ({ holder, kind, statement: Sid, action }));
}

function nameOf({ holder, kind, statement, action }: Permission): string {
  return [holder, kind, statement, action].join(" ");
}
