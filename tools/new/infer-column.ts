import type { ColumnType } from "../../models/model";
import type { ColumnProfile, StrictType } from "./column-profile";
import type { InferredColumn, Locate } from "./proposal";
import { shown } from "./words";

/** Values that a column needs: with fewer the training split, which has 70 % of the rows, may get none. */
const FEWEST_VALUES = 10;
/** Rows from which on a column that only grows is no coincidence. */
const MANY_ROWS = 20;
/** Characters of the longest word for a thing; more is prose. */
const LONGEST_CATEGORY = 100;
/** So many categories are plain; more of them need so many rows each, and no model learns from more than so many. */
const [FEW_CATEGORIES, ROWS_EACH, MOST_CATEGORIES] = [20, 5, 1000] as const;
/** Share of values from which on the others look like mistakes. */
const NEARLY_ALL = 0.9;

type Inferred = Omit<InferredColumn, "name">;

/** How a column that the model may learn from is read: as the narrowest type that takes every value of it. */
export function inferColumn(profile: ColumnProfile): InferredColumn {
  return { name: profile.name, ...(useless(profile) ?? typed(profile)) };
}

/** A column that has nothing to learn from. As text it stays in the files and is left out of training. */
function useless(profile: ColumnProfile): Inferred | undefined {
  const { values, missing } = profile;
  const counts = profile.counts();
  if (values === 0) {
    return { type: "text", values: "none", warning: "every cell is empty: left out of training" };
  }
  if (counts?.size === 1) {
    const only = shown([...counts.keys()][0] ?? "");
    return {
      type: "text",
      values: `${only} alone`,
      warning: `every value is ${only}: there is nothing to learn from it, so it is left out of training`,
    };
  }
  if (missing > 0 && values < FEWEST_VALUES) {
    return {
      type: "text",
      values: `${values} values`,
      warning: `all but ${values} cells are empty: too few to learn from, so it is left out of training`,
    };
  }
  return undefined;
}

function typed(profile: ColumnProfile): Inferred {
  if (profile.all("boolean")) return { type: "boolean", values: distinctText(profile) };
  if (profile.all("number") && !profile.leadingZero) return number(profile);
  if (profile.all("date")) return date(profile);
  return words(profile);
}

function number({ numbers, values }: ColumnProfile): Inferred {
  const { lowest, highest, whole, rise, countUp } = numbers;
  const range = `${whole ? "whole numbers" : "numbers"} from ${lowest} to ${highest}`;
  if (values < MANY_ROWS || !whole || !rise) return { type: "number", values: range };
  if (countUp) {
    return {
      type: "text",
      values: range,
      why: "it counts the rows, so it is their key: left out of training",
    };
  }
  return {
    type: "number",
    values: range,
    why: "it grows from row to row, so later batches lie beyond: their drift is ignored",
    ignoreDrift: true,
  };
}

function date({ datesRise, values }: ColumnProfile): Inferred {
  if (values < MANY_ROWS || !datesRise) return { type: "date", values: "dates" };
  return {
    type: "date",
    values: "dates",
    why: "the rows are in its order, so later batches lie beyond: their drift is ignored",
    ignoreDrift: true,
  };
}

function words(profile: ColumnProfile): Inferred {
  const { values, longest } = profile;
  const distinct = profile.counts()?.size ?? Infinity;
  const known = { values: distinctText(profile), ...nearMiss(profile) };
  const why = (reason: string): Inferred => ({
    type: "text",
    ...known,
    why: `${reason}: left out of training`,
  });
  if (longest > LONGEST_CATEGORY) return why(`its values have up to ${longest} characters, as remarks have`);
  if (distinct === values) return why("every row has another value, as keys and names have");
  if (distinct > MOST_CATEGORIES) return why(`it has more than ${MOST_CATEGORIES} values`);
  if (distinct > FEW_CATEGORIES && values < ROWS_EACH * distinct) {
    return why(
      `it has ${distinct} values in ${values} rows, fewer than ${ROWS_EACH} rows each, as names have`,
    );
  }
  if (profile.leadingZero && profile.all("number")) {
    return { type: "category", ...known, why: "some begin with 0: these are codes, not amounts" };
  }
  return { type: "category", ...known };
}

/** What keeps nearly all of a column's values from being of a stricter type. */
function nearMiss(profile: ColumnProfile): Pick<InferredColumn, "warning"> {
  for (const type of ["number", "date", "boolean"] as const) {
    const misfit = profile.misfit(type);
    if (misfit === undefined || profile.fits(type) < NEARLY_ALL * profile.values) continue;
    const of = `${profile.fits(type)} of ${profile.values} values are ${PLURALS[type]}`;
    return {
      warning: `${of}, but line ${misfit.line} has ${shown(misfit.text)}: where that stands for no value, empty the cell`,
    };
  }
  return {};
}

const PLURALS: Readonly<Record<StrictType, string>> = {
  number: "numbers",
  date: "dates",
  boolean: "true or false",
};

function distinctText(profile: ColumnProfile): string {
  const counts = profile.counts();
  if (counts === undefined) return "very many values";
  const names = [...counts.keys()].sort();
  const few = names.slice(0, 4).map(shown).join(", ");
  return names.length > 4 ? `${names.length} values: ${few}, …` : few;
}

/** The type that somebody gives a column, or the value that is not of it. */
export function givenColumn(profile: ColumnProfile, type: ColumnType, locate: Locate) {
  const inferred = inferColumn(profile);
  const given: InferredColumn = {
    name: profile.name,
    type,
    values: inferred.values,
    ...(inferred.type === type ? {} : { why: "as you said" }),
  };
  const misfit =
    type === "number" || type === "date" || type === "boolean" ? profile.misfit(type) : undefined;
  if (misfit === undefined) return { column: given, findings: [] };
  return {
    column: given,
    findings: [
      locate(profile.name, {
        line: misfit.line,
        expected: EXPECTED[type as StrictType],
        found: shown(misfit.text),
        fix: `correct it, or leave out --type ${profile.name}=${type}`,
      }),
    ],
  };
}

const EXPECTED: Readonly<Record<StrictType, string>> = {
  number: "a number",
  date: "a date such as 2026-01-31 or 2026-01-31T12:00:00Z",
  boolean: "true or false (or yes and no, 1 and 0)",
};
