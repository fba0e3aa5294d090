import fc from "fast-check";
import type { Condition } from "../..";
import { lib } from "./counted";
import { pick, type Decision, type Known } from "./known";

/** Trees of conditions, of all kinds that there are. */
export const decisions: fc.Arbitrary<Decision> = fc.letrec<{ tree: Decision }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.nat(200).map((use): Decision => ({ op: "compare", use })),
    tie("tree").map((inner): Decision => ({ op: "not", inner })),
    fc
      .tuple(
        fc.constantFrom("or" as const, "and" as const),
        fc.array(tie("tree"), { minLength: 1, maxLength: 3 }),
      )
      .map(([op, inner]): Decision => ({ op, inner })),
  ),
})).tree;

/** The condition that a tree stands for. */
export function decide(decision: Decision, known: Known): Condition {
  switch (decision.op) {
    case "compare":
      return compare(decision.use, known);
    case "not":
      return lib.not(decide(decision.inner, known));
    case "or":
      return lib.or(...decision.inner.map((inner) => decide(inner, known)));
    case "and":
      return lib.and(...decision.inner.map((inner) => decide(inner, known)));
  }
}

function compare(use: number, known: Known): Condition {
  const number = pick(known.numbers, use) ?? 1;
  const [text, other] = [pick(known.texts, use) ?? "", pick(known.texts, use, 1) ?? ""];
  const flag = pick(known.flags, use) ?? true;
  const kinds: readonly [() => Condition, ...(() => Condition)[]] = [
    () => pick(known.conditions, use, 2) ?? lib.equals(1, 1),
    () => lib.equals(text, other),
    () => lib.equals(flag, false),
    () => lib.greaterThan(number, 0.5),
    () => lib.greaterThanOrEqualTo(0, number),
    () => lib.lessThan(number, known.count),
    () => lib.lessThanOrEqualTo(number, pick(known.numbers, use, 1) ?? 2),
    () => lib.isIn(text, ["a", other]),
    () => lib.isIn(number, [1, 2.5, known.count]),
    () => lib.equals(lib.jsonGetFrom(lib.join("/", ["s3://bucket", text, "r.json"]), "a", "String"), "b"),
  ];
  return pick(kinds, use, 3)();
}
