/** Who a resource's policy speaks of. `"*"` is for denials only. */
export type Principal =
  "*" | { readonly AWS: string | readonly string[] } | { readonly Service: string | readonly string[] };

/** Operator → condition key → accepted values. */
export type Condition = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

export interface Statement {
  readonly Sid: string;
  readonly Effect: "Allow" | "Deny";
  /** In resource, key and trust policies only. */
  readonly Principal?: Principal;
  readonly Action: string | readonly string[];
  /** Left out of trust policies, whose resource is the role itself. */
  readonly Resource?: string | readonly string[];
  readonly Condition?: Condition;
}

/**
 * The resource in a key's policy: the key that carries it and no other. Its ARN is not known before it is there (KMS
 * developer guide, "Creating a key policy", Resource).
 */
export const THIS_KEY = "*";

/** The policy as IAM takes it. Literal JSON without references, so that it can be evaluated before anything is applied. */
export function policyDocument(statements: readonly Statement[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

/** One value alone, several as a list, none twice. */
export function oneOrMany(values: Iterable<string>): string | readonly string[] {
  const [first = "", ...more] = new Set(values);
  return more.length === 0 ? first : [first, ...more];
}

/** The account itself: its identity policies decide who of it may, within what `condition` leaves open. */
export function accountPrincipal(partition: string, account: string): { readonly AWS: string } {
  return { AWS: `arn:${partition}:iam::${account}:root` };
}

/**
 * Limits an account's principal to roles of it. A policy that names a role as its principal is refused
 * while that role does not exist; a condition is not.
 */
export function onlyRoles(roles: readonly string[]): Condition {
  return { ArnEquals: { "aws:PrincipalArn": roles } };
}
