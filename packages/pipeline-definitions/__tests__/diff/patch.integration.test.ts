import fc from "fast-check";
import { diff, flatten, patch } from "../../diff";
import { canonicalJson, type Json, type JsonObject } from "../..";
import { condition, definitions, pipelineOf, processing } from "./definitions";
import { jsonValues } from "../json-values";
import { fixtures, vectors } from "../python-definitions";

const any = fc.oneof({ weight: 9, arbitrary: definitions }, jsonValues());

test("patch(diff(a, b), a) is b", () => {
  fc.assert(
    fc.property(any, any, (a, b) => {
      expect(canonicalJson(patch(diff(a, b), a))).toBe(canonicalJson(b));
    }),
    { numRuns: 1000 },
  );
});

test("so it is after steps were renamed, turned round and put into a branch", () => {
  fc.assert(
    fc.property(definitions, fc.constantFrom("A", "B", "C"), (a, name) => {
      const renamed = JSON.parse(
        JSON.stringify(a)
          .replaceAll(`"Name":"${name}"`, '"Name":"Z"')
          .replaceAll(`Steps.${name}.`, "Steps.Z."),
      ) as JsonObject;
      const turned = [...(renamed.Steps as readonly JsonObject[])].reverse();
      for (const b of [
        { ...renamed, Steps: turned },
        pipelineOf([condition("Gate", turned.slice(1), turned.slice(0, 1))]),
      ]) {
        expect(canonicalJson(patch(diff(a, b), a))).toBe(canonicalJson(b));
        expect(canonicalJson(patch(diff(b, a), b))).toBe(canonicalJson(a));
      }
    }),
  );
});

test("a difference that went through JSON still leads there", () => {
  fc.assert(
    fc.property(definitions, definitions, (a, b) => {
      const stored = JSON.parse(JSON.stringify(diff(a, b))) as ReturnType<typeof diff>;
      expect(canonicalJson(patch(stored, a))).toBe(canonicalJson(b));
    }),
  );
});

test("diff(a, a) is empty", () => {
  fc.assert(
    fc.property(any, (a) => {
      const empty = { changes: [], cache: [], outputs: [], order: { lists: [], steps: [] } };
      expect(diff(a, JSON.parse(JSON.stringify(a)) as Json)).toEqual(empty);
    }),
  );
});

test("without changes there are no consequences", () => {
  fc.assert(
    fc.property(definitions, definitions, (a, b) => {
      const { changes, cache, outputs } = diff(a, b);
      if (changes.length === 0) expect([cache, outputs]).toEqual([[], []]);
      else expect(canonicalJson(a)).not.toBe(canonicalJson(b));
    }),
  );
});

const written = [
  "training_full",
  "processing_full",
  "condition_or_nested",
  "tuning_multi",
  "register_model_full",
];

test("definitions that the Python SDK wrote lead to each other", () => {
  expect(Object.keys({ ...vectors, ...fixtures })).toEqual(expect.arrayContaining(written));
  const read = (name: string): Json => vectors[name] ?? fixtures[name] ?? null;
  for (const one of written) {
    for (const other of written) {
      expect(canonicalJson(patch(diff(read(one), read(other)), read(one)))).toBe(canonicalJson(read(other)));
    }
  }
});

test("a definition whose every step has another name is told by its steps, and leads there and back", () => {
  for (const [file, before] of Object.entries({ ...vectors, ...fixtures })) {
    const names = [...(flatten(before)?.steps.keys() ?? [])];
    const renamed = names.reduce(
      (text, name) => text.replace(new RegExp(`(?<=["/.])(?<!"Type":")${name}(?=["/.])`, "g"), `New${name}`),
      JSON.stringify(before),
    );
    const after = JSON.parse(renamed) as JsonObject;
    const found = diff(before, after);
    const steps = found.changes.filter(({ kind }) => kind === "step").map(({ change }) => change);
    expect([file, steps]).toEqual([file, names.map(() => "renamed")]);
    expect(canonicalJson(patch(found, before))).toBe(canonicalJson(after));
    expect(canonicalJson(patch(diff(after, before), after))).toBe(canonicalJson(before));
  }
});

test("a difference refuses a definition that it was not taken from", () => {
  const change = diff(
    pipelineOf([processing("A", { Other: 1 })]),
    pipelineOf([processing("A", { Other: 2 })]),
  );
  for (const stranger of [
    pipelineOf([]),
    pipelineOf([processing("A")]),
    pipelineOf([processing("B")]),
    "text",
  ]) {
    expect(() => patch(change, stranger)).toThrow(
      expect.objectContaining({ code: "PatchDoesNotFit" }) as Error,
    );
  }
});
