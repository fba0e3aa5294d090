import { parseArn } from "sagemaker-promotion-core/arn";
import { listOf } from "../../stacks/iam/match";
import type { Statement } from "../../stacks/iam/policy-document";

/** How accounts and roles are called in the picture. */
export interface Names {
  /** `dev`, `prod`, `registry`; the number of an account that nobody named. */
  readonly account: (number: string) => string;
  /** `execution role`, by ARN; the ARN's last part for a role that no stack makes. */
  readonly role: (arn: string) => string;
}

/** A statement's Sid in words, with the names of accounts for their numbers. */
export function statementName({ Sid }: Statement, names: Names): string {
  return phrase(Sid).replace(/\d{12}/, names.account);
}

/** `FindApprovedVersion` → `Find approved version`: statements are named for what they are there for. */
export function phrase(sid: string): string {
  const words = sid
    .replace(/([a-z])([A-Z0-9])/g, "$1 $2")
    .toLowerCase()
    .replace(/\btls\b/, "TLS");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** `state-bucket` → `state bucket` */
export function ownerName(owner: string): string {
  return owner.replaceAll("-", " ");
}

/** Roles that a statement's condition lets in, or keeps out, by ARN. */
export function conditionRoles(
  statement: Statement,
  operator: "ArnEquals" | "ArnNotEquals",
): readonly string[] {
  return listOf(statement.Condition?.[operator]?.["aws:PrincipalArn"] ?? []);
}

/** Whom a statement of a resource's or trust policy speaks of, one name each. */
export function principals(statement: Statement, owner: string, names: Names): string[] {
  const { Principal } = statement;
  if (Principal === undefined) return [];
  if (Principal === "*") return ["everyone"];
  if ("Service" in Principal)
    return listOf(Principal.Service).map((service) => service.split(".")[0] ?? service);
  const roles = conditionRoles(statement, "ArnEquals");
  if (roles.length > 0) return roles.map((arn) => roleOf(arn, owner, names));
  const excluded = conditionRoles(statement, "ArnNotEquals").map(names.role);
  const but = excluded.length > 0 ? ` but ${excluded.join(", ")}` : "";
  return listOf(Principal.AWS).map(
    (arn) => `${accountOf(arn) === owner ? "this account" : names.account(accountOf(arn))}${but}`,
  );
}

function roleOf(arn: string, owner: string, names: Names): string {
  const role = names.role(arn);
  const account = `${names.account(accountOf(arn))} `;
  // Jenkins's account is called as its role begins.
  return accountOf(arn) === owner || role.startsWith(account) ? role : `${account}${role}`;
}

function accountOf(arn: string): string {
  return parseArn(arn)?.account ?? "";
}

/** At most this many verbs are told; more are counted. */
const MANY = 4;

/** `s3:GetObject`, `s3:GetObjectVersion`, `s3:ListBucket` → `get, list` */
export function verbs(actions: readonly string[]): string {
  const named = new Set(actions.map((action) => verb(action)));
  return named.size > MANY ? `${actions.length} actions` : [...named].sort().join(", ");
}

function verb(action: string): string {
  const name = action.slice(action.indexOf(":") + 1);
  if (name === "*") return "anything";
  return (/^[A-Z][a-z]+/.exec(name)?.[0] ?? name).toLowerCase();
}

/** A statement in full, for whoever wants to know. */
export function detail({ Action, Resource, Condition }: Statement): string {
  return [
    listOf(Action).join(", "),
    Resource === undefined ? "" : `on ${listOf(Resource).join(", ")}`,
    Condition === undefined ? "" : `if ${JSON.stringify(Condition)}`,
  ]
    .filter((line) => line !== "")
    .join("\n");
}
