import type { Json } from "sagemaker-pipeline-definitions";
import { at, listAt, numberAt, textAt } from "./json";

/** How often which value occurs, of one feature of one data set. */
export interface Distribution {
  readonly feature: string;
  readonly rows: number;
  readonly missing: number;
  /** Numbers with how many rows each stands for, sorted; of categories by their text. */
  readonly values: readonly (readonly [value: number | string, rows: number])[];
}

/** The features of a `statistics.json`, in Model Monitor's form. */
export function distributionsOf(statistics: Json | undefined): Distribution[] {
  return listAt(statistics, "features").map((feature) => {
    const numbers = at(feature, "numerical_statistics");
    const of = numbers ?? at(feature, "string_statistics");
    return {
      feature: textAt(feature, "name") ?? "",
      rows: (numberAt(of, "common", "num_present") ?? 0) + (numberAt(of, "common", "num_missing") ?? 0),
      missing: numberAt(of, "common", "num_missing") ?? 0,
      values: numbers === undefined ? categoriesOf(of) : numbersOf(numbers),
    };
  });
}

/** Of a KLL sketch: an item at level n stands for 2 to the n rows. Without one, each bucket by its middle. */
function numbersOf(numbers: Json): [number, number][] {
  const counts = new Map<number, number>();
  const add = (value: number, rows: number): void => void counts.set(value, (counts.get(value) ?? 0) + rows);
  listAt(numbers, "distribution", "kll", "sketch", "data").forEach((level, index) => {
    for (const value of listAt(level)) if (typeof value === "number") add(value, 2 ** index);
  });
  if (counts.size === 0) {
    for (const bucket of listAt(numbers, "distribution", "kll", "buckets")) {
      const [lower, upper] = [numberAt(bucket, "lower_bound"), numberAt(bucket, "upper_bound")];
      const rows = numberAt(bucket, "count") ?? 0;
      if (lower !== undefined && upper !== undefined && rows > 0) add((lower + upper) / 2, rows);
    }
  }
  return [...counts].sort(([one], [other]) => one - other);
}

function categoriesOf(texts: Json | undefined): [string, number][] {
  return listAt(texts, "distribution", "categorical", "buckets")
    .map((bucket): [string, number] => [textAt(bucket, "value") ?? "", numberAt(bucket, "count") ?? 0])
    .sort(([one], [other]) => (one < other ? -1 : 1));
}

/** A range of values, and which share of the rows lies in it, of both data sets. */
export interface Bin {
  readonly label: string;
  readonly reference: number;
  readonly batch: number;
  /** Values that the reference has none of. */
  readonly isOutside: boolean;
}

/** As many values as are shown each for itself. */
const MOST_VALUES = 12;
const BINS = 10;

/** Both over the same bins: the reference's range in equal parts, and what the batch has beyond it on either side. */
export function binsOf(reference: Distribution, batch: Distribution): Bin[] {
  const known = reference.values.map(([value]) => value);
  const isFew = known.length <= MOST_VALUES || known.some((value) => typeof value === "string");
  const bins = isFew ? byValue(reference, batch) : byRange(reference, batch);
  return bins.filter(({ isOutside, batch: share }) => !isOutside || share > 0);
}

function shareOf({ values }: Distribution, holds: (value: number | string) => boolean): number {
  const all = values.reduce((sum, [, rows]) => sum + rows, 0);
  const held = values.reduce((sum, [value, rows]) => (holds(value) ? sum + rows : sum), 0);
  return all === 0 ? 0 : held / all;
}

function byValue(reference: Distribution, batch: Distribution): Bin[] {
  const known = reference.values.map(([value]) => value);
  const others = batch.values.map(([value]) => value).filter((value) => !known.includes(value));
  const bin = (label: string, holds: (value: number | string) => boolean, isOutside: boolean): Bin => ({
    label,
    reference: shareOf(reference, holds),
    batch: shareOf(batch, holds),
    isOutside,
  });
  return [
    ...known.slice(0, MOST_VALUES).map((value) => bin(String(value), (one) => one === value, false)),
    ...(known.length > MOST_VALUES ? [bin("others", (one) => known.indexOf(one) >= MOST_VALUES, false)] : []),
    ...(others.length === 0 ? [] : [bin(newLabel(others), (one) => others.includes(one), true)]),
  ];
}

function newLabel(others: readonly (number | string)[]): string {
  return others.length === 1 ? String(others[0]) : `${others.length} new`;
}

function byRange(reference: Distribution, batch: Distribution): Bin[] {
  const numbers = reference.values.map(([value]) => Number(value));
  const [least, most] = [numbers[0] ?? 0, numbers.at(-1) ?? 0];
  const width = (most - least) / BINS;
  const bin = (label: string, from: number, to: number, isOutside = false): Bin => {
    const holds = (value: number | string): boolean =>
      Number(value) >= from && (Number(value) < to || (to === most && value === most));
    return { label, reference: shareOf(reference, holds), batch: shareOf(batch, holds), isOutside };
  };
  const digits = width >= 1 ? 0 : 2;
  const inner = Array.from({ length: BINS }, (_, index) => {
    const from = least + index * width;
    return bin(from.toFixed(digits), from, index === BINS - 1 ? most : from + width);
  });
  const above = (value: number | string): boolean => Number(value) > most;
  return [
    bin(`< ${least.toFixed(digits)}`, Number.NEGATIVE_INFINITY, least, true),
    ...inner,
    { label: `> ${most.toFixed(digits)}`, reference: 0, batch: shareOf(batch, above), isOutside: true },
  ];
}
