import {
  canonicalJson,
  isJsonList,
  isJsonObject,
  type Json,
  type JsonObject,
} from "sagemaker-pipeline-definitions";
import { like } from "../../stacks/iam/match";

/** What cannot be compared counts as wider. */
export const CANNOT_BE_TOLD = "what it allows cannot be told from here";

/**
 * What a policy allows that the one before did not, each in words; empty where it is as narrow or narrower.
 * @param before its JSON text, or null where there was none
 * @param after its JSON text, or null where there will be none
 */
export function widening(before: Json | undefined, after: Json | undefined): string[] {
  const [then, now] = [statementsOf(before), statementsOf(after)];
  if (then === undefined || now === undefined) return [CANNOT_BE_TOLD];
  const [allowed, allows] = [withEffect(then, "Allow"), withEffect(now, "Allow")];
  const [denied, denies] = [withEffect(then, "Deny"), withEffect(now, "Deny")];
  return [
    ...uncovered(allows, allowed).map((grant) => `allows ${grant}`),
    ...uncovered(denied, denies).map((grant) => `no longer denies ${grant}`),
  ];
}

/** Undefined where it is no policy, such as a text that Terraform knows only after the apply. */
function statementsOf(policy: Json | undefined): readonly JsonObject[] | undefined {
  if (policy === null || policy === undefined || policy === "") return [];
  if (typeof policy !== "string") return undefined;
  try {
    const document = JSON.parse(policy) as Json;
    const statements = isJsonObject(document) ? document.Statement : undefined;
    const list = isJsonObject(statements) ? [statements] : statements;
    return isJsonList(list) && list.every(isStatement) ? list.filter(isJsonObject) : undefined;
  } catch {
    return undefined;
  }
}

function isStatement(json: Json): boolean {
  return isJsonObject(json) && (json.Effect === "Allow" || json.Effect === "Deny");
}

function withEffect(statements: readonly JsonObject[], effect: "Allow" | "Deny"): JsonObject[] {
  return statements.filter(({ Effect }) => Effect === effect);
}

/** What the narrow statements speak of that no wide one does. */
function uncovered(narrow: readonly JsonObject[], wide: readonly JsonObject[]): string[] {
  return narrow.flatMap((statement) => {
    if (wide.some((other) => sameMeaning(statement, other))) return [];
    // NotAction, NotResource and NotPrincipal speak of all but what they name.
    if (Object.keys(statement).some((key) => key.startsWith("Not")))
      return [`what no list names, as ${shown(statement)}`];
    return grantsOf(statement).flatMap((grant) => {
      const covered = wide.some((other) => isCovered(grant, statement, other));
      return covered ? [] : [grantText(grant, statement)];
    });
  });
}

/** The name of a statement means nothing. */
function sameMeaning(statement: JsonObject, other: JsonObject): boolean {
  return canonicalJson({ ...statement, Sid: null }) === canonicalJson({ ...other, Sid: null });
}

interface Grant {
  readonly action: string;
  /** Absent in trust policies, whose resource is the role itself. */
  readonly resource: string;
  /** Absent in identity policies, where it is who has the policy. */
  readonly principal: string;
}

function grantsOf(statement: JsonObject): Grant[] {
  return textsOf(statement.Action).flatMap((action) =>
    orAbsent(textsOf(statement.Resource)).flatMap((resource) =>
      orAbsent(principalsOf(statement.Principal)).map((principal) => ({ action, resource, principal })),
    ),
  );
}

const ABSENT = "";

function orAbsent(texts: readonly string[]): readonly string[] {
  return texts.length === 0 ? [ABSENT] : texts;
}

function isCovered(grant: Grant, statement: JsonObject, wide: JsonObject): boolean {
  if (Object.keys(wide).some((key) => key.startsWith("Not"))) return false;
  const principals = orAbsent(principalsOf(wide.Principal));
  return (
    textsOf(wide.Action).some((pattern) => includes(pattern.toLowerCase(), grant.action.toLowerCase())) &&
    orAbsent(textsOf(wide.Resource)).some((pattern) => includes(pattern, grant.resource)) &&
    (principals.includes(grant.principal) || principals.includes("*")) &&
    implies(statement.Condition, wide.Condition)
  );
}

/** Whether a pattern matches all that another one, or a text, does. */
function includes(pattern: string, narrow: string): boolean {
  // A `?` matches the character `*`, but not all that `*` stands for.
  if (narrow.includes("*") && pattern.includes("?")) return pattern === narrow;
  return like(pattern, narrow);
}

/** Whether who meets the one condition meets the other. What is not known to, does not. */
function implies(narrow: Json | undefined, wide: Json | undefined): boolean {
  const has = testsOf(narrow);
  return [...testsOf(wide)].every(([test, accepted]) => {
    const values = has.get(test);
    if (values === undefined) return false;
    const [few, many] = /^[^ ]*not/.test(test) ? [accepted, values] : [values, accepted];
    const comparable = /^(for(any|all)values?:)?(string|arn|bool|null)/.test(test);
    return comparable
      ? few.every((value) => many.includes(value))
      : canonicalJson(values) === canonicalJson(accepted);
  });
}

/** Accepted values by operator and condition key, whose case means nothing. */
function testsOf(condition: Json | undefined): ReadonlyMap<string, readonly string[]> {
  if (condition === undefined || !isJsonObject(condition)) return new Map();
  return new Map(
    Object.entries(condition).flatMap(([operator, keys]) =>
      (isJsonObject(keys) ? Object.entries(keys) : []).map(
        ([key, values]) => [`${operator} ${key}`.toLowerCase(), textsOf(values)] as const,
      ),
    ),
  );
}

function principalsOf(principal: Json | undefined): string[] {
  if (principal === undefined || !isJsonObject(principal)) return textsOf(principal);
  return Object.entries(principal).flatMap(([kind, names]) =>
    textsOf(names).map((name) => (kind === "AWS" && name === "*" ? "*" : name)),
  );
}

function textsOf(value: Json | undefined): string[] {
  if (value === undefined || value === null) return [];
  return (isJsonList(value) ? value : [value]).map((item) =>
    typeof item === "string" ? item : canonicalJson(item),
  );
}

function grantText({ action, resource, principal }: Grant, { Condition }: JsonObject): string {
  const on = resource === ABSENT ? "" : ` on ${resource}`;
  const to = principal === ABSENT ? "" : ` to ${principal}`;
  return `${action}${on}${to}${Condition === undefined ? "" : ", under conditions"}`;
}

function shown(statement: JsonObject): string {
  return typeof statement.Sid === "string" ? statement.Sid : "a statement without a name";
}
