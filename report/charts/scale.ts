/** Maps values to pixels. */
export type Scale = (value: number) => number;

/** From one range to another; a range of one value lies in the middle. */
export function linear([from, to]: readonly [number, number], [low, high]: readonly [number, number]): Scale {
  if (from === to) return () => (low + high) / 2;
  return (value) => rounded(low + ((value - from) / (to - from)) * (high - low));
}

/** To a tenth of a pixel: more is dust. */
export function rounded(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}

/** The smallest and the largest of some values; 0 to 1 where there are none. */
export function range(values: readonly number[]): [number, number] {
  if (values.length === 0) return [0, 1];
  return [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
}

/** Some five round numbers within a range. */
export function ticks([from, to]: readonly [number, number]): number[] {
  if (!(to > from)) return [from];
  const raw = (to - from) / 5;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = ([1, 2, 5].find((one) => one * power >= raw) ?? 10) * power;
  const first = Math.ceil(from / step);
  const last = Math.floor(to / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, index) =>
    Number(((first + index) * step).toPrecision(12)),
  );
}
