import { ratiosOf } from "../../../tools/bench/ratio";
import type { Sample } from "../../../tools/bench/measure";

const sample = (cpu: number): Sample => ({ cpu, wall: 1, memory: 100 });
const tables: readonly Readonly<Record<string, Sample>>[] = [{ floor: sample(0.2) }, { ours: sample(0.1) }];

test("a ratio says how many times ours the peer takes, from whichever table", () => {
  expect(ratiosOf({ tables, ratios: [{ what: "work", ours: "ours", peer: "floor" }] })).toMatchObject([
    { what: "work", times: 2 },
  ]);
});

test("a program that no table has is a mistake of the bench", () => {
  const ratios = [{ what: "work", ours: "ours", peer: "nobody" }];
  expect(() => ratiosOf({ tables, ratios })).toThrow("no table has nobody");
});
