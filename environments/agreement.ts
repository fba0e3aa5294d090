import type { Remark } from "./finding";

/** A value and the place that holds it, where several places must hold the same. */
export interface Holder {
  readonly pointer: string;
  readonly value: string;
}

/** The places that do not hold what was agreed. */
export function disagreements(places: readonly Holder[], what: string): Remark[] {
  const right = agreed(places);
  if (right === undefined) return [];
  const more = places.filter(({ value }) => value === right.value).length - 1;
  return places
    .filter(({ value }) => value !== right.value)
    .map(({ pointer, value }) => ({
      pointer,
      expected: `${what} ${right.value}, as in ${right.pointer}${more > 0 ? ` and ${more} more` : ""}`,
      found: `${what} ${value}`,
      mend: `write ${right.value} in place of ${value}`,
    }));
}

/**
 * The first place that holds what most hold, so that one slip among many places is reported where it happened,
 * whichever place that is. The first place is the authority when no value is held more often than another.
 */
export function agreed(places: readonly Holder[]): Holder | undefined {
  const count = (wanted: string): number => places.filter(({ value }) => value === wanted).length;
  const most = Math.max(0, ...places.map(({ value }) => count(value)));
  return places.find(({ value }) => count(value) === most);
}

export function holders(entries: readonly (readonly [string, string | undefined])[]): Holder[] {
  return entries.flatMap(([pointer, value]) => (value === undefined ? [] : [{ pointer, value }]));
}
