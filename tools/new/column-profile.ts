import { booleanIn, dateIn, isMissing, numberIn, stripped } from "./cell";

/** Types that take some texts and not others. */
export type StrictType = "number" | "date" | "boolean";

/** A value and where it stands. */
export interface Found {
  readonly line: number;
  readonly text: string;
}

/** What one text can be read as. */
interface Reading {
  count: number;
  readonly line: number;
  readonly number: number | undefined;
  readonly date: number | undefined;
  readonly boolean: boolean | undefined;
}

/** Texts that are counted one by one. */
const DISTINCT = 10_000;

/** What the values of a column have in common. Grows with each cell; takes bounded memory. */
export class ColumnProfile {
  /** Cells that hold a value. */
  values = 0;
  missing = 0;
  firstMissing: number | undefined;
  /** Characters of the longest value. */
  longest = 0;
  /** Whether one is written like 007. */
  leadingZero = false;
  /** Of the numbers, as long as all values are numbers. */
  readonly numbers = new Numbers();
  /** Whether dates never go back from one row to the next. */
  datesRise = true;

  private readonly readings = new Map<string, Reading>();
  private readonly misfits: Record<StrictType, Found | undefined> = {
    number: undefined,
    date: undefined,
    boolean: undefined,
  };
  private readonly fitting: Record<StrictType, number> = { number: 0, date: 0, boolean: 0 };
  private full = false;
  private lastDate = -Infinity;

  constructor(readonly name: string) {}

  add(text: string, line: number): void {
    const reading = this.readings.get(text) ?? this.read(text, line);
    if (reading === undefined) {
      this.missing += 1;
      this.firstMissing ??= line;
      return;
    }
    reading.count += 1;
    this.values += 1;
    this.count("number", reading, text, line);
    this.count("date", reading, text, line);
    this.count("boolean", reading, text, line);
    if (reading.number !== undefined) this.numbers.add(reading.number);
    if (reading.date !== undefined) {
      this.datesRise &&= reading.date >= this.lastDate;
      this.lastDate = reading.date;
    }
  }

  /** Whether every value is of that type; false without values. */
  all(type: StrictType): boolean {
    return this.values > 0 && this.fitting[type] === this.values;
  }

  /** How many values are of that type. */
  fits(type: StrictType): number {
    return this.fitting[type];
  }

  /** The first value that is not of that type. */
  misfit(type: StrictType): Found | undefined {
    return this.misfits[type];
  }

  /** The values and how often each occurs, the first to occur first; undefined where there are too many to count. */
  counts(): ReadonlyMap<string, number> | undefined {
    if (this.full) return undefined;
    const counts = new Map<string, number>();
    for (const [text, { count }] of this.readings) {
      const value = stripped(text);
      counts.set(value, (counts.get(value) ?? 0) + count);
    }
    return counts;
  }

  private read(text: string, line: number): Reading | undefined {
    if (isMissing(text)) return undefined;
    const reading = { count: 0, line, number: numberIn(text), date: dateIn(text), boolean: booleanIn(text) };
    this.longest = Math.max(this.longest, text.length);
    this.leadingZero ||= /^\s*0\d/.test(text);
    if (this.readings.size < DISTINCT) this.readings.set(text, reading);
    else this.full = true;
    return reading;
  }

  private count(type: StrictType, reading: Reading, text: string, line: number): void {
    if (reading[type] === undefined) this.misfits[type] ??= { line, text };
    else this.fitting[type] += 1;
  }
}

/** Numbers in the order of the rows. */
class Numbers {
  count = 0;
  lowest = Infinity;
  highest = -Infinity;
  whole = true;
  /** Whether each is larger than the one before, and whether by one. */
  rise = true;
  countUp = true;
  private last: number | undefined;
  private mean = 0;
  private squares = 0;

  add(value: number): void {
    this.count += 1;
    this.lowest = Math.min(this.lowest, value);
    this.highest = Math.max(this.highest, value);
    this.whole &&= Number.isInteger(value);
    if (this.last !== undefined) {
      this.rise &&= value > this.last;
      this.countUp &&= value === this.last + 1;
    }
    this.last = value;
    // Welford's method: sums of squares lose what large numbers have in common.
    const distance = value - this.mean;
    this.mean += distance / this.count;
    this.squares += distance * (value - this.mean);
  }

  /** How far the numbers lie from their mean: what a constant prediction misses them by, as RMSE says it. */
  get deviation(): number {
    return this.count === 0 ? 0 : Math.sqrt(this.squares / this.count);
  }
}
