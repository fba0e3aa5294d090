import { parseArn } from "../../environments/arn";
import { Problem } from "../../environments/problem";
import type { Condition, Principal, Statement } from "../../stacks/constructs/policy-document";
import type { Context, Question } from "./question";

/**
 * Whether a statement speaks of what a question asks. It knows what our policies use and refuses the rest; the tests
 * hold it to a simulator of all of IAM.
 */
export function covers(statement: Statement, question: Question): boolean {
  return (
    listOf(statement.Action).some((pattern) => like(pattern, question.action)) &&
    // Trust policies name no resource: it is the role itself.
    (statement.Resource === undefined ||
      listOf(statement.Resource).some((pattern) => like(pattern, question.resource))) &&
    (statement.Principal === undefined || speaksOf(statement.Principal, question)) &&
    meets(statement.Condition ?? {}, question.context)
  );
}

/** Text with IAM's wildcards: `*` for any text, `?` for any character. */
export function like(pattern: string, text: string): boolean {
  const expression = pattern
    .replace(/[.+^${}()|[\]\\]/gu, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${expression}$`, "su").test(text);
}

function speaksOf(principal: Principal, question: Question): boolean {
  if (principal === "*") return true;
  if ("Service" in principal) return listOf(principal.Service).includes(question.principal);
  return listOf(principal.AWS).some((arn) => {
    const { account, resource } = parseArn(arn) ?? {};
    return resource === "root" && account === question.account;
  });
}

type Test = (found: readonly string[], wanted: readonly string[]) => boolean;

const anyEqual: Test = (found, wanted) => found.some((value) => wanted.includes(value));
const anyLike: Test = (found, wanted) =>
  found.some((value) => wanted.some((pattern) => like(pattern, value)));

/** The operators that our policies use. A key that is absent meets the negated ones and no other. */
const OPERATORS: Readonly<Record<string, Test>> = {
  ArnEquals: anyLike,
  ArnLike: anyLike,
  ArnNotEquals: (found, wanted) => !anyLike(found, wanted),
  Bool: anyEqual,
  "ForAnyValue:StringEquals": anyEqual,
  StringEquals: anyEqual,
  StringLike: anyLike,
  StringNotEquals: (found, wanted) => !anyEqual(found, wanted),
};

function meets(condition: Condition, context: Context): boolean {
  const values = new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), [value].flat()]));
  return Object.entries(condition).every(([operator, keys]) => {
    const test = OPERATORS[operator];
    if (test === undefined) throw unknownOperator(operator);
    return Object.entries(keys).every(([key, wanted]) =>
      test(values.get(key.toLowerCase()) ?? [], listOf(wanted)),
    );
  });
}

function unknownOperator(operator: string): Problem {
  return new Problem({
    code: "UnknownConditionOperator",
    blame: "bug",
    message: `a policy uses the condition operator ${operator}, which is not known here`,
    next: "add it to OPERATORS in rehearsal/iam/matching.ts",
  });
}

/** IAM writes a list of one as its item. */
export function listOf<Item extends string>(value: Item | readonly Item[]): readonly Item[] {
  return typeof value === "string" ? [value] : value;
}
