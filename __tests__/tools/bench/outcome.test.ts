import { outcomeReport, outcomeText } from "../../../tools/bench/outcome";
import type { Outcome } from "../../../tools/bench/outcome";

const sample = (cpu: number) => ({ cpu, wall: 1, memory: 100 });
const outcome = (...measured: number[]): Outcome => ({
  tables: [{ floor: sample(0.2), ours: sample(0.3) }, { "25 environments": sample(0.9) }],
  ratios: [{ what: "the work", ours: "ours", peer: "floor" }],
  goals: measured.map((figure) => ({
    what: "ours, times the floor",
    bound: "at most",
    limit: 1.5,
    measured: figure,
  })),
});

test("the report is ok when every goal is met", () => {
  expect(outcomeReport(outcome(1.4, 1.5)).ok).toBe(true);
  expect(outcomeReport(outcome(1.4, 1.6))).toMatchObject({
    ok: false,
    goals: [{ met: true }, { met: false }],
  });
});

test("the report holds each ratio with both samples", () => {
  expect(outcomeReport(outcome()).ratios).toMatchObject([
    { what: "the work", our: { cpu: 0.3 }, their: { cpu: 0.2 }, times: expect.closeTo(2 / 3) as number },
  ]);
});

test("the report holds every program of every table", () => {
  expect(Object.keys(outcomeReport(outcome()).programs)).toEqual(["floor", "ours", "25 environments"]);
});

test("the text has a table a comparison, and each goal with its figure below", () => {
  const lines = outcomeText("synth", outcome(1.6))
    .split("\n")
    .map((line) => line.trim());
  expect(lines[0]).toBe("synth");
  expect(lines.filter((line) => line.endsWith("1.00"))).toHaveLength(2);
  expect(lines).toContain("ours, times the floor: at most 1.5, measured 1.60: MISSED");
});
