import type { Remark } from "sagemaker-promotion-core/finding";

/** A place in a file and its value, where several places must have the same. */
export interface Place {
  readonly pointer: string;
  readonly value: string;
}

/** A remark for each place whose value differs from that of most. */
export function disagreements(places: readonly Place[], what: string): Remark[] {
  const right = majority(places);
  if (right === undefined) return [];
  const count = (wanted: string): number => places.filter(({ value }) => value === wanted).length;
  const more = count(right.value) - 1;
  return places
    .filter(({ value }) => value !== right.value)
    .map(({ pointer, value }) => ({
      pointer,
      expected: `${what} ${right.value}, as in ${right.pointer}${more > 0 ? ` and ${more} more` : ""}`,
      found: `${what} ${value}`,
      // Of two places that are as many, nobody knows which is right.
      fix:
        count(value) === more + 1
          ? `write the same in both: ${right.value} here, or ${value} there`
          : `write ${right.value} in place of ${value}`,
    }));
}

/**
 * The first place that has the most frequent value, so that a single mistake is reported where it was made. The first
 * place decides when no value is more frequent than another.
 */
export function majority(places: readonly Place[]): Place | undefined {
  const count = (wanted: string): number => places.filter(({ value }) => value === wanted).length;
  const most = Math.max(0, ...places.map(({ value }) => count(value)));
  return places.find(({ value }) => count(value) === most);
}

/** The places that have a value. */
export function placesOf(entries: readonly (readonly [string, string | undefined])[]): Place[] {
  return entries.flatMap(([pointer, value]) => (value === undefined ? [] : [{ pointer, value }]));
}
