import type { Finding } from "sagemaker-promotion-core/finding";
import type { Task } from "../../models/model";
import { booleanIn, numberIn } from "./cell";
import type { ColumnProfile } from "./column-profile";
import type { InferredTarget, Locate, Said } from "./proposal";
import { shown, some } from "./words";

/** What `ml/preprocess.py` needs of each class: one row to train, one to validate and one to test on. */
const FEWEST_ROWS = 3;
/** Numbers of classes, as model.schema.json allows them. */
const MOST_CLASSES = 100;
/** Whole numbers that count from 0 or 1 up to so many are codes of classes. */
const MOST_CODES = 10;
const LONGEST_CLASS = 100;

/** What a column as target makes of a model, or what keeps it from being one. */
export function inferTarget(
  profile: ColumnProfile,
  said: Said,
  locate: Locate,
): InferredTarget | readonly Finding[] {
  const at = (found: Parameters<Locate>[1]): Finding => locate(profile.name, found);
  const findings: Finding[] = [];
  if (profile.firstMissing !== undefined) {
    findings.push(
      at({
        line: profile.firstMissing,
        expected: "a target in every row",
        found: `none in ${profile.missing} of ${profile.missing + profile.values} rows, here first`,
        fix: "take these rows out: nothing is learned from a row whose answer is not known",
      }),
    );
  }
  if (profile.values === 0) return findings;
  const classes = classesOf(profile);
  const { task, why } = taskOf(profile, classes, said.task);
  findings.push(...checkTask(profile, classes, task, at));
  if (task === "regression") {
    const { deviation } = profile.numbers;
    return findings.length > 0 ? findings : regression(why, deviation);
  }
  const rare = [...(classes ?? [])].filter(([, rows]) => rows < FEWEST_ROWS).map(([name]) => name);
  if (rare.length > 0 && findings.length === 0) {
    findings.push(
      at({
        expected: `at least ${FEWEST_ROWS} rows of each class, to train, to validate and to test on`,
        found: `fewer of ${some(rare.map(shown))}`,
        fix:
          task === "multiclass" && profile.all("number")
            ? "add rows, take these out, or say --task regression"
            : "add rows, or take these out",
      }),
    );
  }
  if (said.positive !== undefined && findings.length === 0) {
    findings.push(...checkPositive(said.positive, task, [...(classes?.keys() ?? [])], at));
  }
  if (findings.length > 0) return findings;
  return classification(task, why, classes ?? new Map(), said.positive);
}

/** Rows by class. Numbers that are equal are one class, as in `ml/tabular.py`. */
function classesOf(profile: ColumnProfile): ReadonlyMap<string, number> | undefined {
  const counts = profile.counts();
  if (counts === undefined) return undefined;
  const groups = new Map<string, [name: string, rows: number, all: number]>();
  for (const [text, rows] of counts) {
    const number = numberIn(text);
    const key = number === undefined ? text : `= ${number + 0}`;
    const [name, most, all] = groups.get(key) ?? [text, 0, 0];
    groups.set(key, rows > most ? [text, rows, all + rows] : [name, most, all + rows]);
  }
  return new Map([...groups.values()].map(([name, , all]) => [name, all]));
}

function taskOf(
  { numbers, ...profile }: ColumnProfile,
  classes: ReadonlyMap<string, number> | undefined,
  said: Task | undefined,
): { readonly task: Task; readonly why: string } {
  if (said !== undefined) return { task: said, why: "as you said" };
  const different = classes?.size ?? Infinity;
  if (different <= 2) return { task: "binary", why: "it has two different values" };
  if (numbers.count < profile.values)
    return { task: "multiclass", why: `it has ${different} different values` };
  const { whole, lowest, highest } = numbers;
  if (!whole) return { task: "regression", why: "it holds numbers with fractions" };
  const codes = (lowest === 0 || lowest === 1) && highest - lowest + 1 === different;
  if (codes && different <= MOST_CODES) {
    return {
      task: "multiclass",
      why: `its whole numbers from ${lowest} to ${highest} all occur, as codes of classes do; were they amounts, say --task regression`,
    };
  }
  return {
    task: "regression",
    why: `it holds ${different === Infinity ? "very many" : different} different whole numbers from ${lowest} to ${highest}; were they codes of classes, say --task multiclass`,
  };
}

function checkTask(
  profile: ColumnProfile,
  classes: ReadonlyMap<string, number> | undefined,
  task: Task,
  at: (said: Parameters<Locate>[1]) => Finding,
): Finding[] {
  if (classes?.size === 1) {
    return [
      at({
        expected: "a target that differs from row to row",
        found: `${shown([...classes.keys()][0] ?? "")} in every row`,
        fix: "name the column that is to be predicted, or add rows with other values",
      }),
    ];
  }
  if (profile.all("date")) {
    const fix = "name another column, or make one of numbers of them, such as days";
    return [at({ expected: "classes or numbers, which can be predicted", found: "dates", fix })];
  }
  if (task === "regression") {
    const misfit = profile.misfit("number");
    if (misfit === undefined) return [];
    return [
      at({
        line: misfit.line,
        expected: "a number in every row, which task regression predicts",
        found: shown(misfit.text),
        fix: "correct it, or leave out --task regression",
      }),
    ];
  }
  if (classes === undefined || classes.size > MOST_CLASSES) {
    const found = `${classes === undefined ? "very many" : classes.size} different values`;
    const fix = profile.all("number") ? "say --task regression" : "name a column of classes or numbers";
    return [at({ expected: `at most ${MOST_CLASSES} classes`, found, fix })];
  }
  const long = [...classes.keys()].find((name) => name.length > LONGEST_CLASS);
  if (long !== undefined) {
    const expected = `classes of at most ${LONGEST_CLASS} characters`;
    return [at({ expected, found: shown(long), fix: "name a column of classes or numbers" })];
  }
  if ((task === "binary") === (classes.size === 2)) return [];
  const expected =
    task === "binary" ? "two classes with task binary" : "three classes or more with task multiclass";
  return [at({ expected, found: `${classes.size}`, fix: "leave out --task" })];
}

function checkPositive(
  positive: string,
  task: Task,
  names: readonly string[],
  at: (said: Parameters<Locate>[1]) => Finding,
): Finding[] {
  if (task !== "binary") {
    return [at({ expected: "no positive class", found: `task ${task}`, fix: "leave out --positive" })];
  }
  if (names.includes(positive)) return [];
  const found = shown(positive);
  return [
    at({ expected: "one of the two classes as --positive", found, fix: `write ${names.join(" or ")}` }),
  ];
}

function regression(why: string, deviation: number): InferredTarget {
  const threshold = roundedDown(0.9 * deviation);
  return {
    task: "regression",
    classes: undefined,
    why,
    metric: { name: "rmse", threshold },
    whyThreshold: `always predicting the mean has an RMSE of ${Number(deviation.toPrecision(3))}`,
  };
}

function classification(
  task: Task,
  why: string,
  rows: ReadonlyMap<string, number>,
  positive: string | undefined,
): InferredTarget {
  const names = [...rows.keys()];
  if (task === "multiclass") {
    // Of one class alone the F1 is below 1, and that of all the others is 0.
    const threshold = Math.ceil(100 / names.length) / 100;
    return {
      task,
      classes: ordered(names),
      why,
      metric: { name: "macro_f1", threshold },
      whyThreshold: `always predicting one class has a macro F1 below 1/${names.length}`,
    };
  }
  const [first = "", second = ""] = ordered(names);
  const truths = [first, second].map(booleanIn);
  const isNumber = [first, second].every((name) => numberIn(name) !== undefined);
  const rarer = (rows.get(first) ?? 0) < (rows.get(second) ?? 0) ? first : second;
  const [last, because] =
    positive !== undefined
      ? [positive, "as you said"]
      : truths.includes(true) && truths.includes(false)
        ? [truths[0] === true ? first : second, "as the one that says yes"]
        : isNumber
          ? [second, "as the larger one"]
          : [rarer, "as the rarer one; --positive says otherwise"];
  return {
    task,
    classes: [last === first ? second : first, last],
    why: `${why}; ${shown(last)} is the positive class, ${because}`,
    metric: { name: "auc", threshold: 0.6 },
    whyThreshold: "always predicting the same has an AUC of 0.5",
  };
}

/** Numbers by size, then texts. */
function ordered(names: readonly string[]): string[] {
  const value = (name: string): number => numberIn(name) ?? Infinity;
  return [...names].sort((a, b) => {
    const [one, other] = [value(a), value(b)];
    if (one !== other) return one < other ? -1 : 1;
    return a < b ? -1 : 1;
  });
}

/** To two digits. */
function roundedDown(value: number): number {
  const step = 10 ** (Math.floor(Math.log10(value)) - 1);
  return Number((Math.floor(value / step) * step).toPrecision(2));
}
