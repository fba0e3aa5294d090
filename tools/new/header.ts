import type { Finding } from "sagemaker-promotion-core/finding";
import { didYouMean } from "sagemaker-promotion-core/suggestion";
import schema from "../../models/model.schema.json";
import { dateIn, isMissing, numberIn, stripped } from "./cell";
import type { Locate } from "./proposal";
import { otherSeparator, type Row } from "./table";
import { shown, some } from "./words";

const NAME = new RegExp(schema.$defs.columnName.pattern);
const LONGEST_NAME = schema.$defs.columnName.maxLength;
const { minItems: FEWEST_COLUMNS, maxItems: MOST_COLUMNS } = schema.properties.columns;

/** The first line of a file as the names of its columns. */
export interface Header {
  readonly names: readonly string[];
  readonly findings: readonly Finding[];
  readonly locate: Locate;
}

/** Reads a file's first line as the names of its columns, among which there is to be a target. */
export function readHeader(file: string, { line, cells, text }: Row, target: string): Header {
  const names = cells.map(stripped);
  const places = names.map((_, index) => cells.slice(0, index).join(",").length + (index === 0 ? 1 : 2));
  const at = (index: number, said: Pick<Finding, "expected" | "found" | "fix">): Finding => ({
    file,
    line,
    column: places[index] ?? 1,
    pointer: names[index] ?? "",
    ...said,
  });
  const locate: Locate = (column, { line: own, ...said }) => {
    const found = at(names.indexOf(column), said);
    return own === undefined ? found : { ...found, line: own, column: 1 };
  };
  const whole = (said: Pick<Finding, "expected" | "found" | "fix">): Header => ({
    names,
    findings: [{ file, line, column: 1, pointer: "", ...said }],
    locate,
  });
  const separator = otherSeparator(text);
  if (separator !== undefined) {
    return whole({
      expected: "cells separated by commas",
      found: separator,
      fix: "save the file with commas",
    });
  }
  if (!names.includes(target) && cells.some(isValue)) {
    return whole({
      expected: "the names of the columns in the first line",
      found: `values: ${some(names.map(shown), 3)}`,
      fix: `write a first line that names the columns, ${shown(target)} among them`,
    });
  }
  if (names.length < FEWEST_COLUMNS || names.length > MOST_COLUMNS) {
    const expected = `from ${FEWEST_COLUMNS} to ${MOST_COLUMNS} columns`;
    return whole({
      expected,
      found: String(names.length),
      fix: "take out what the model is not to learn from",
    });
  }
  return { names, findings: [...checkNames(names, at), ...checkTarget(names, target, at)], locate };
}

/** No column is named by a number, a date or nothing, but for the first of an index. */
function isValue(cell: string, index: number): boolean {
  return (
    index !== 0 &&
    ((stripped(cell) !== "" && isMissing(cell)) || numberIn(cell) !== undefined || dateIn(cell) !== undefined)
  );
}

type At = (index: number, said: Pick<Finding, "expected" | "found" | "fix">) => Finding;

function checkNames(names: readonly string[], at: At): Finding[] {
  const first = new Map<string, number>();
  return names.flatMap((name, index) => {
    const key = name.toLowerCase();
    const twin = first.get(key);
    if (twin === undefined) first.set(key, index);
    if (name === "") {
      return [
        index === 0
          ? at(index, {
              expected: "a name for every column",
              found: "a first one that is empty: was the file written with an index?",
              fix: "write it without (to_csv(…, index=False))",
            })
          : at(index, {
              expected: "a name for every column",
              found: "an empty one",
              fix: "name it, or delete the column",
            }),
      ];
    }
    if (twin !== undefined) {
      return [
        at(index, {
          expected: "each column once, whatever its case",
          found: `${shown(name)} again (first as column ${twin + 1})`,
          fix: "give each column a name of its own",
        }),
      ];
    }
    if (NAME.test(name) && name.length <= LONGEST_NAME) return [];
    return [
      at(index, { expected: schema.$defs.columnName.title, found: shown(name), fix: "rename the column" }),
    ];
  });
}

function checkTarget(names: readonly string[], target: string, at: At): Finding[] {
  if (names.includes(target)) return [];
  const suggestion = didYouMean(target, names);
  return [
    {
      ...at(0, {
        expected: "the name of a column as --target",
        found: shown(target),
        fix:
          suggestion === undefined ? `write one of ${some(names, 20)}` : `did you mean ${shown(suggestion)}?`,
      }),
      pointer: "",
    },
  ];
}
