import type { UsedPermissions } from "../results/used-permissions";
import type { Pair, Sides } from "./row";

/** What a role or a service asks for that it did not before, and the other way round. */
export interface PermissionsDifference {
  readonly role: string;
  readonly more: readonly string[];
  readonly less: readonly string[];
  /** Refused on one side alone. */
  readonly refusedNow: readonly string[];
  readonly refusedBefore: readonly string[];
}

const NONE: UsedPermissions = { used: [], refused: [] };

/** @param early whose story ended before its end: that it uses less says nothing */
export function comparePermissions(
  { name, base = NONE, head = NONE }: Pair<UsedPermissions>,
  early: Sides<boolean>,
): PermissionsDifference {
  const only = (some: readonly string[], others: readonly string[], unknown: boolean): string[] =>
    unknown ? [] : some.filter((action) => !others.includes(action));
  return {
    role: name,
    more: only(head.used, base.used, early.base),
    less: only(base.used, head.used, early.head),
    refusedNow: only(head.refused, base.refused, early.base),
    refusedBefore: only(base.refused, head.refused, early.head),
  };
}

export function isDifferent(difference: PermissionsDifference): boolean {
  const { more, less, refusedNow, refusedBefore } = difference;
  return [more, less, refusedNow, refusedBefore].some((actions) => actions.length > 0);
}
