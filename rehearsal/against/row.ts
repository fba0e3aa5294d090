import { canonicalJson, type Json } from "sagemaker-pipeline-definitions";

export const SIDES = ["base", "head"] as const;
export type Side = (typeof SIDES)[number];

/** Something of both sides. */
export interface Sides<T> {
  readonly base: T;
  readonly head: T;
}

/** One kind of result, compared. */
export interface Row<Difference> {
  /** What recorded none of it; nothing is compared then. */
  readonly missing: readonly Side[];
  /** How much of it there is, where there is more. */
  readonly compared: number;
  readonly differences: readonly Difference[];
}

/** Something by its name on both sides; absent where it is not there. */
export interface Pair<T> {
  readonly name: string;
  readonly base?: T;
  readonly head?: T;
}

/** Compares a kind of result, where both sides recorded it. */
export function rowOf<T, Difference>(
  base: T | undefined,
  head: T | undefined,
  compare: (base: T, head: T) => Omit<Row<Difference>, "missing">,
): Row<Difference> {
  if (base !== undefined && head !== undefined) return { missing: [], ...compare(base, head) };
  const missing = SIDES.filter((side) => (side === "base" ? base : head) === undefined);
  return { missing, compared: 0, differences: [] };
}

/**
 * What is there by its name, sorted by it.
 * @param early whose story ended before its end: what that side lacks may only not have come about
 */
export function pairsOf<T>(
  base: Readonly<Record<string, T>>,
  head: Readonly<Record<string, T>>,
  early: Sides<boolean>,
): Pair<T>[] {
  const names = [...new Set([...Object.keys(base), ...Object.keys(head)])].sort();
  return names
    .map((name): Pair<T> => ({ name, ...own("base", base, name), ...own("head", head, name) }))
    .filter((pair) => !SIDES.some((side) => early[side] && !(side in pair)));
}

function own<T>(side: Side, of: Readonly<Record<string, T>>, name: string): Partial<Record<Side, T>> {
  return Object.hasOwn(of, name) ? { [side]: of[name] } : {};
}

/** Whether both are the same JSON, whatever the order of its keys. */
export function isSame(one: unknown, other: unknown): boolean {
  return textOf(one) === textOf(other);
}

function textOf(value: unknown): string {
  return value === undefined ? "" : canonicalJson(value as Json);
}
