/** What a measurement is held against. */
export interface Goal {
  /** The sentence that `limit` completes, such as `synth takes, times loading alone`. */
  readonly what: string;
  readonly bound: "at least" | "at most";
  readonly limit: number;
  /** In the unit of `limit`. */
  readonly measured: number;
}

/** Whether a goal is met. A figure that could not be computed (NaN) meets none. */
export function isMet({ bound, limit, measured }: Goal): boolean {
  return bound === "at most" ? measured <= limit : measured >= limit;
}

/** A line for a person: the goal, the figure, and whether that is enough. */
export function verdict(goal: Goal): string {
  const { what, bound, limit, measured } = goal;
  return `${what}: ${bound} ${limit}, measured ${measured.toFixed(2)}: ${isMet(goal) ? "met" : "MISSED"}`;
}

/** What a program takes at one size of its input. */
export interface Point {
  readonly size: number;
  readonly cost: number;
}

/**
 * How many times as much a further one costs in the last stretch between two sizes as in the first: about 1 where cost
 * grows linearly, 2.4 where it grows with the square of the sizes 25, 100 and 200.
 * @param points at least three, sizes ascending; two show no growth
 */
export function growth(points: readonly Point[]): number {
  const each = points.slice(1).map((to, index) => marginalCost(points[index] ?? to, to));
  return (each.at(-1) ?? Number.NaN) / (each[0] ?? Number.NaN);
}

function marginalCost(from: Point, to: Point): number {
  return (to.cost - from.cost) / (to.size - from.size);
}
