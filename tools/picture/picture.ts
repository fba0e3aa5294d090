import { accountOf } from "sagemaker-promotion-core/arn";
import type { Environment } from "../../environments/environment";
import type { SynthesizedPolicies, SynthesizedPolicy, ManagedPolicy } from "../iam/synthesized-policies";
import { listOf } from "../../stacks/iam/match";
import type { Statement } from "../../stacks/iam/policy-document";
import { type PolicyOwner, RESOURCE_OWNERS, ROLE_OWNERS } from "../iam/policy-owner";
import { type Arrow, arrowsOf } from "./arrows";
import { detail, type Names, ownerName, principals, statementName, verbs } from "./words";

interface Row {
  readonly text: string;
  /** Actions, resources and conditions. */
  readonly detail: string;
}

/** A role with what it may do, or a resource with whom it lets in. */
export interface Card {
  /** ARN, the alias's for a key. */
  readonly id: string;
  readonly owner: PolicyOwner;
  readonly name: string;
  /** Who may assume the role; empty for a resource. */
  readonly assumedBy: readonly string[];
  readonly rows: readonly Row[];
}

export interface Account {
  readonly number: string;
  readonly title: string;
  readonly cards: readonly Card[];
}

export interface Picture {
  /** From left to right. */
  readonly accounts: readonly Account[];
  /** What crosses from one account to another. */
  readonly arrows: readonly Arrow[];
}

/**
 * Accounts, roles and who may do what, from the policies of synthesized stacks.
 * @param environments of one model
 */
export function pictureOf(stacks: SynthesizedPolicies, environments: readonly Environment[]): Picture {
  const arrows = arrowsOf(stacks.policies);
  const titles = accountTitles(environments, stacks.policies, arrows);
  const owners = new Map(stacks.policies.map(({ subject, owner }) => [subject, owner]));
  const names: Names = {
    account: (number) => titles.get(number) ?? number,
    role: (arn) => ownerName(owners.get(arn) ?? arn.slice(arn.lastIndexOf("/") + 1)),
  };
  return {
    accounts: [...titles].map(([number, title]) => ({
      number,
      title,
      cards: cardsOf(
        {
          ...stacks,
          policies: stacks.policies.filter(({ account }) => account === number),
        },
        names,
      ),
    })),
    arrows,
  };
}

/**
 * The registry between the environments that share it; then whoever else has policies, by its stack's tag, and from
 * whom else an arrow starts, by its number.
 */
function accountTitles(
  environments: readonly Environment[],
  policies: readonly SynthesizedPolicy[],
  arrows: readonly Arrow[],
): Map<string, string> {
  const workloads = environments.map(({ account, group }): [string, string] => [account, group]);
  const registries = environments.map(({ modelPackageGroup }): [string, string] => [
    modelPackageGroup.account,
    "registry",
  ]);
  const middle = Math.ceil(workloads.length / 2);
  const titles = new Map([...workloads.slice(0, middle), ...registries, ...workloads.slice(middle)]);
  const others = [
    ...policies.map(({ account, environment }) => [account, environment] as const),
    ...arrows.map(({ from }) => accountOf(from) || from).map((number) => [number, number] as const),
  ];
  for (const [number, title] of others) titles.set(number, titles.get(number) ?? title);
  return titles;
}

function cardsOf(
  { policies, managed }: Pick<SynthesizedPolicies, "policies" | "managed">,
  names: Names,
): Card[] {
  const order: readonly PolicyOwner[] = [...ROLE_OWNERS, ...RESOURCE_OWNERS];
  const subjects = [...new Set(policies.map(({ subject }) => subject))];
  return subjects
    .map((subject) =>
      cardOf(
        policies.filter((policy) => policy.subject === subject),
        managed.filter(({ role }) => role === subject),
        names,
      ),
    )
    .filter((card) => card !== undefined)
    .sort((a, b) => order.indexOf(a.owner) - order.indexOf(b.owner));
}

function cardOf(
  policies: readonly SynthesizedPolicy[],
  managed: readonly ManagedPolicy[],
  names: Names,
): Card | undefined {
  const [first] = policies;
  if (first === undefined) return undefined;
  const { subject, owner, account } = first;
  const of = (kind: SynthesizedPolicy["kind"]) =>
    policies.filter((policy) => policy.kind === kind).flatMap(({ statements }) => statements);
  const permitted = of("identity").map((statement) => ({
    text: statementName(statement, names),
    detail: detail(statement),
  }));
  return {
    id: subject,
    owner,
    name: subject.slice(subject.lastIndexOf(subject.includes("/") ? "/" : ":") + 1),
    assumedBy: of("trust").flatMap((statement) => principals(statement, account, names)),
    // Arrows start at statements by their position: what has none comes after them.
    rows: [...permitted, ...managed.map(managedRow), ...admissions(of("resource"), account, names)],
  };
}

function managedRow({ arn }: ManagedPolicy): Row {
  return { text: `Managed policy ${arn.slice(arn.lastIndexOf("/") + 1)}`, detail: arn };
}

/** One row for all that a resource's policy says of the same principals. */
function admissions(statements: readonly Statement[], account: string, names: Names): Row[] {
  const byPrincipal = new Map<string, Statement[]>();
  for (const statement of statements) {
    const who =
      statement.Effect === "Deny"
        ? statementName(statement, names)
        : principals(statement, account, names).join(", ");
    byPrincipal.set(who, [...(byPrincipal.get(who) ?? []), statement]);
  }
  return [...byPrincipal].map(([who, said]) => ({
    text: said.some(({ Effect }) => Effect === "Deny")
      ? `${who}, for everyone`
      : `${who}: ${verbs(said.flatMap(({ Action }) => listOf(Action)))}`,
    detail: said.map((statement) => `${statement.Sid}: ${detail(statement)}`).join("\n"),
  }));
}
