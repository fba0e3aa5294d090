import { Problem } from "../../environments/problem";
import type { Condition, Principal, Statement } from "../constructs/policy-document";

/** A call as policies see it. */
export interface Request {
  /** ARN of a role, ARN of an account's root for anybody of that account, or a service's name. */
  readonly principal: string;
  readonly action: string;
  /** An ARN. A `*` in it stands for itself, so that only a statement about all of them matches. */
  readonly resource: string;
  /** Condition keys beside the principal's ARN, which is always there, and a secure transport. */
  readonly context: Readonly<Record<string, string | readonly string[]>>;
}

/** What one policy says of a request; `silent` is a refusal too, but adding to the policy mends it. */
export type Verdict = "allowed" | "denied" | "silent";

/** Reads literal statements as IAM does: a denial outweighs every permission (IAM user guide, "Policy evaluation logic"). */
export function judge(statements: readonly Statement[], request: Request): Verdict {
  const speaking = statements.filter((statement) => matches(statement, request));
  if (speaking.some(({ Effect }) => Effect === "Deny")) return "denied";
  return speaking.length > 0 ? "allowed" : "silent";
}

function matches({ Principal, Action, Resource, Condition }: Statement, request: Request): boolean {
  return (
    (Principal === undefined || includesPrincipal(Principal, request.principal)) &&
    list(Action).some((pattern) => like(pattern, request.action)) &&
    (Resource === undefined || list(Resource).some((pattern) => like(pattern, request.resource))) &&
    isMet(Condition ?? {}, request)
  );
}

/** An account's root stands for everybody of the account. */
function includesPrincipal(named: Principal, principal: string): boolean {
  if (named === "*") return true;
  if ("Service" in named) return list(named.Service).includes(principal);
  const root = principal.replace(/^(arn:[^:]+:iam::\d+:).*$/, "$1root");
  return list(named.AWS).some((arn) => arn === principal || arn === root);
}

const always = { "aws:SecureTransport": "true" } as const;

function isMet(condition: Condition, { principal, context }: Request): boolean {
  const values: Request["context"] = { ...always, "aws:PrincipalArn": principal, ...context };
  return Object.entries(condition).every(([operator, tests]) =>
    Object.entries(tests).every(([key, accepted]) => {
      const test = OPERATORS[operator];
      if (test === undefined) throw unknownOperator(operator);
      return test(values[key], list(accepted));
    }),
  );
}

type Operator = (value: string | readonly string[] | undefined, accepted: readonly string[]) => boolean;

const equals: Operator = (value, accepted) => list(value).some((one) => accepted.includes(one));
const resembles: Operator = (value, accepted) =>
  list(value).some((one) => accepted.some((pattern) => like(pattern, one)));

/** The operators of our policies. A key that a request lacks meets no condition but a negated one. */
const OPERATORS: Readonly<Record<string, Operator>> = {
  ArnEquals: resembles,
  ArnNotEquals: (value, accepted) => !resembles(value, accepted),
  Bool: equals,
  "ForAnyValue:StringEquals": equals,
  StringEquals: equals,
  StringLike: resembles,
  StringNotEquals: (value, accepted) => !equals(value, accepted),
};

function unknownOperator(operator: string): Problem {
  return new Problem({
    code: "UnknownConditionOperator",
    blame: "bug",
    message: `a policy has a condition with ${operator}, which the closure check cannot judge`,
    next: "teach it in stacks/closure/evaluate.ts, or use an operator that is there",
  });
}

/** Whether a text has the form of a pattern, in which `*` is any text and `?` any character. */
function like(pattern: string, text: string): boolean {
  if (!/[*?]/.test(pattern)) return pattern === text;
  const literal = pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${literal.replaceAll("*", ".*").replaceAll("?", ".")}$`, "s").test(text);
}

function list(value: string | readonly string[] | undefined): readonly string[] {
  if (value === undefined) return [];
  return typeof value === "string" ? [value] : value;
}
