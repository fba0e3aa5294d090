import { parseArn } from "sagemaker-promotion-core/arn";
import { Problem } from "sagemaker-promotion-core/problem";
import type { Condition, Principal, Statement } from "./policy-document";

/** A call as policies see it. */
export interface AccessRequest {
  /** ARN of a role, of its session, or of an account's root (anybody of that account); or a service's name. */
  readonly principal: string;
  readonly action: string;
  /** An ARN. A `*` in it stands for itself, so that only a statement about all of them matches. */
  readonly resource: string;
  /** Condition keys. `aws:SecureTransport` is true, and `aws:PrincipalArn` the principal, where it says nothing else. */
  readonly context: Readonly<Record<string, string | readonly string[]>>;
}

/** What one policy says of a request. An implicit deny is what a statement can be added against. */
export type PolicyDecision = "allowed" | "explicitDeny" | "implicitDeny";

/** Evaluates literal statements as IAM does: a denial outweighs every permission (IAM user guide, "Policy evaluation logic"). */
export function evaluate(statements: readonly Statement[], request: AccessRequest): PolicyDecision {
  const matching = statements.filter((statement) => covers(statement, request));
  if (matching.some(({ Effect }) => Effect === "Deny")) return "explicitDeny";
  return matching.length > 0 ? "allowed" : "implicitDeny";
}

/**
 * Whether a statement applies to a request, be it to allow or to deny. It knows what our policies use and refuses the
 * rest; the tests hold it to a simulator of all of IAM.
 */
export function covers(
  { Principal, Action, Resource, Condition }: Statement,
  request: AccessRequest,
): boolean {
  return (
    (Principal === undefined || includesPrincipal(Principal, request.principal)) &&
    listOf(Action).some((pattern) => like(pattern, request.action)) &&
    // Trust policies name no resource: it is the role itself.
    (Resource === undefined || listOf(Resource).some((pattern) => like(pattern, request.resource))) &&
    (Condition === undefined || isMet(Condition, request))
  );
}

/** Patterns with wildcards, each compiled once: every synth asks of all statements what all requirements need. */
const compiled = new Map<string, RegExp>();

/** Text with IAM's wildcards: `*` for any text, `?` for any character. */
export function like(pattern: string, text: string): boolean {
  if (!/[*?]/.test(pattern)) return pattern === text;
  const known = compiled.get(pattern) ?? compile(pattern);
  compiled.set(pattern, known);
  return known.test(text);
}

function compile(pattern: string): RegExp {
  const literal = pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${literal.replaceAll("*", ".*").replaceAll("?", ".")}$`, "su");
}

/** IAM writes a list of one as its item. */
export function listOf<Item extends string>(value: Item | readonly Item[] | undefined): readonly Item[] {
  if (value === undefined) return [];
  return typeof value === "string" ? [value] : value;
}

/** An account's root stands for everybody of the account. */
function includesPrincipal(named: Principal, principal: string): boolean {
  if (named === "*") return true;
  if ("Service" in named) return listOf(named.Service).includes(principal);
  const account = parseArn(principal)?.account;
  return listOf(named.AWS).some((arn) => {
    const { account: trusted, resource } = parseArn(arn) ?? {};
    return arn === principal || (resource === "root" && trusted === account);
  });
}

function isMet(condition: Condition, { principal, context }: AccessRequest): boolean {
  const given = { "aws:SecureTransport": "true", ...principalArn(principal), ...context };
  // Condition keys are not case-sensitive (IAM user guide, "Condition").
  const values = new Map(Object.entries(given).map(([key, value]) => [key.toLowerCase(), listOf(value)]));
  return Object.entries(condition).every(([operator, keys]) => {
    const test = OPERATORS[operator];
    if (test === undefined) throw unknownOperator(operator);
    return Object.entries(keys).every(([key, accepted]) =>
      test(values.get(key.toLowerCase()) ?? [], listOf(accepted)),
    );
  });
}

function principalArn(principal: string): Record<string, string> {
  return principal.startsWith("arn:") ? { "aws:PrincipalArn": principal } : {};
}

type Operator = (found: readonly string[], accepted: readonly string[]) => boolean;

const anyEquals: Operator = (found, accepted) => found.some((value) => accepted.includes(value));
const anyLike: Operator = (found, accepted) =>
  found.some((value) => accepted.some((pattern) => like(pattern, value)));

/** The operators that our policies use. A key that a request lacks meets the negated ones, ForAllValues, and no other. */
const OPERATORS: Readonly<Record<string, Operator>> = {
  ArnEquals: anyLike,
  ArnLike: anyLike,
  ArnNotEquals: (found, accepted) => !anyLike(found, accepted),
  Bool: anyEquals,
  "ForAllValues:StringEquals": (found, accepted) => found.every((value) => accepted.includes(value)),
  "ForAnyValue:StringEquals": anyEquals,
  /** Whether the request lacks the key. */
  Null: (found, accepted) => accepted.includes(String(found.length === 0)),
  StringEquals: anyEquals,
  StringLike: anyLike,
  StringNotEquals: (found, accepted) => !anyEquals(found, accepted),
};

function unknownOperator(operator: string): Problem {
  return new Problem({
    code: "UnknownConditionOperator",
    blame: "bug",
    message: `a policy uses the condition operator ${operator}, which is not known here`,
    next: "add it to OPERATORS in stacks/iam/match.ts, or use one that is there",
  });
}
