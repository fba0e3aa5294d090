import type { Sample } from "./measure";

/** Two programs that do the same, or of which one holds the other's least. */
export interface Ratio {
  /** The work, such as `build both definitions`. */
  readonly what: string;
  /** Names of programs in the bench's tables. */
  readonly ours: string;
  readonly peer: string;
}

/** A ratio with its figures. */
export interface MeasuredRatio extends Ratio {
  readonly our: Sample;
  readonly their: Sample;
  /** How many times our processor time the peer takes: above 1, we take less. */
  readonly times: number;
}

/** @throws Error where a bench names a program that none of its tables has */
export function ratiosOf({
  tables,
  ratios,
}: {
  readonly tables: readonly Readonly<Record<string, Sample>>[];
  readonly ratios: readonly Ratio[];
}): MeasuredRatio[] {
  const sampleOf = (name: string): Sample => {
    const found = tables.find((samples) => name in samples)?.[name];
    if (found === undefined) throw new Error(`no table has ${name}`);
    return found;
  };
  return ratios.map((ratio) => {
    const [our, their] = [sampleOf(ratio.ours), sampleOf(ratio.peer)];
    return { ...ratio, our, their, times: their.cpu / our.cpu };
  });
}

/** One table of all: the work, what we and the peer take (median, least to most), and how many times ours the peer is. */
export function ratioTable(ratios: readonly MeasuredRatio[]): string {
  const rows = [
    ["", "ours, CPU s", "peer, CPU s", "times", "peer"],
    ...ratios.map(({ what, our, their, times, peer }) => [
      what,
      seconds(our),
      seconds(their),
      times.toFixed(2),
      peer,
    ]),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  const line = ([what = "", our = "", their = "", times = "", peer = ""]: readonly string[]): string =>
    [
      what.padEnd(widths[0] ?? 0),
      our.padStart(widths[1] ?? 0),
      their.padStart(widths[2] ?? 0),
      times.padStart(widths[3] ?? 0),
      peer,
    ].join("  ");
  return rows.map((row) => `${line(row).trimEnd()}\n`).join("");
}

function seconds({ cpu, spread }: Sample): string {
  const median = cpu.toFixed(3);
  return spread === undefined ? median : `${median} (${spread.map((one) => one.toFixed(3)).join(" to ")})`;
}
