import table from "./prices.json";

/** What an instance is billed for; the price list has a price of its own for each. */
export type JobKind = "processing" | "training";

/** USD an instance and hour, on demand, and where that is from. */
export interface Price {
  readonly usd: number;
  /** Day of the price list, `2026-09-24`. */
  readonly date: string;
  readonly source: string;
  readonly url: string;
}

/** Undefined where the price is not known. */
export type Prices = (region: string, job: JobKind, instanceType: string) => Price | undefined;

interface Extract {
  readonly date: string;
  readonly source: string;
  readonly url: string;
  readonly jobs: readonly string[];
  readonly prices: Readonly<Record<string, number | undefined>>;
}

const REGIONS: Readonly<Record<string, readonly Extract[]>> = table.regions;

/** The prices of `prices.json`: of several extracts the first that knows the instance type counts. */
export const listPrices: Prices = (region, job, instanceType) => {
  const extracts = Object.hasOwn(REGIONS, region) ? (REGIONS[region] ?? []) : [];
  const found = extracts.find(
    ({ jobs, prices }) => jobs.includes(job) && Object.hasOwn(prices, instanceType),
  );
  const usd = found?.prices[instanceType];
  if (found === undefined || usd === undefined) return undefined;
  return { usd, date: found.date, source: found.source, url: found.url };
};

/** The Regions that the table has prices of, sorted. */
export function pricedRegions(): readonly string[] {
  return Object.keys(REGIONS).sort();
}
