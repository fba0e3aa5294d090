import { growth, isMet, verdict } from "../../../tools/bench/judge";
import type { Goal } from "../../../tools/bench/judge";

const goal = (bound: Goal["bound"], limit: number, measured: number): Goal => ({
  what: "synthesis, times loading alone",
  bound,
  limit,
  measured,
});

test.each<[Goal["bound"], limit: number, measured: number, met: boolean]>([
  ["at most", 1.5, 1.36, true],
  ["at most", 1.5, 1.5, true],
  ["at most", 1.5, 1.51, false],
  ["at least", 10, 17, true],
  ["at least", 10, 10, true],
  ["at least", 10, 9.9, false],
  ["at most", 1.5, Number.NaN, false],
  ["at least", 10, Number.NaN, false],
])("%s %d: %d meets it: %s", (bound, limit, measured, met) => {
  expect(isMet(goal(bound, limit, measured))).toBe(met);
});

test("a verdict says the goal, the figure and whether that is enough", () => {
  expect(verdict(goal("at most", 1.5, 1.358))).toBe(
    "synthesis, times loading alone: at most 1.5, measured 1.36: met",
  );
  expect(verdict(goal("at most", 1.5, 1.6))).toMatch(/measured 1\.60: MISSED$/);
});

describe("growth", () => {
  const costs = (cost: (size: number) => number) =>
    [25, 100, 200].map((size) => ({ size, cost: cost(size) }));

  test("is 1 where every further one costs the same, whatever the first costs", () => {
    expect(growth(costs((size) => 0.3 + 0.024 * size))).toBeCloseTo(1);
  });

  test("is 2.4 where cost grows with the square", () => {
    expect(growth(costs((size) => 0.3 + 0.001 * size ** 2))).toBeCloseTo(2.4);
  });

  test("of a size that was not measured meets no goal", () => {
    expect(growth(costs((size) => (size === 100 ? Number.NaN : size)))).toBeNaN();
    expect(growth([])).toBeNaN();
  });
});
