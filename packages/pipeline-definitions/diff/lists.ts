import { canonicalJson, isJsonObject, type Json } from "../json";

/**
 * The members that name an item in the lists of a definition and of the service's requests, the
 * commonest first.
 */
const IDENTITIES = [
  "Name",
  "InputName",
  "OutputName",
  "ChannelName",
  "PropertyFileName",
  "Key",
  "DefinitionName",
  "VariantName",
  "InstanceGroupName",
  "RuleConfigurationName",
  "CollectionName",
  "ActionName",
  "ArtifactName",
  "ContextName",
] as const;

/**
 * Lists of plain values whose order says nothing. Arguments, entry points and Std:Join's values are not
 * among them.
 */
const SETS: ReadonlySet<string> = new Set([
  "DependsOn",
  "EnumValues",
  "ExceptionType",
  "SecurityGroupIds",
  "Subnets",
  "SupportedContentTypes",
  "SupportedResponseMIMETypes",
  "SupportedRealtimeInferenceInstanceTypes",
  "SupportedTransformInstanceTypes",
]);

/**
 * The member that names every item of both lists, each name once a list; undefined where there is none.
 */
export function identityOf(one: readonly Json[], other: readonly Json[]): string | undefined {
  if (one.length + other.length === 0) return undefined;
  return IDENTITIES.find((identity) => namesEach(one, identity) && namesEach(other, identity));
}

function namesEach(items: readonly Json[], identity: string): boolean {
  const names = items.map((item) => nameOf(item, identity));
  return !names.includes(undefined) && new Set(names).size === names.length;
}

export function nameOf(item: Json, identity: string): string | undefined {
  const name = isJsonObject(item) && Object.hasOwn(item, identity) ? item[identity] : undefined;
  return typeof name === "string" ? name : undefined;
}

/** Whether two lists under this member say the same in another order. */
export function sameSet(member: string | undefined, one: readonly Json[], other: readonly Json[]): boolean {
  if (member === undefined || !SETS.has(member)) return false;
  return canonicalJson(settled(member, one)) === canonicalJson(settled(member, other));
}

/** The list under this member, to compare: the same for all orders that say the same. */
export function settled(member: string, items: readonly Json[]): readonly Json[] {
  return SETS.has(member) ? items.map((item) => canonicalJson(item)).sort() : items;
}

/** The items in the order of their names; those that the order does not name stay behind the others. */
export function arrange<T>(
  items: readonly T[],
  order: readonly Json[],
  name: (item: T) => Json | undefined,
): T[] {
  const place = (item: T): number => {
    const index = order.indexOf(name(item) ?? null);
    return index < 0 ? order.length : index;
  };
  return [...items].sort((a, b) => place(a) - place(b));
}
