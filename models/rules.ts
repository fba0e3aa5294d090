import { didYouMean } from "sagemaker-promotion-core/suggestion";
import type { Remark } from "sagemaker-promotion-core/finding";
import { checkThreshold, METRICS } from "./metrics";
import type { SoundModel } from "./model-file";

/**
 * What is wrong across the keys of one model's description. A key that is missing or invalid takes no part.
 * @param ownScripts names of the files in the model's folder that take the place of the shared scripts
 */
export function checkModel(sound: SoundModel, ownScripts: readonly string[]): Remark[] {
  return [
    ...checkColumns(sound),
    ...checkTarget(sound),
    ...checkClasses(sound),
    ...checkIgnored(sound),
    ...checkMetric(sound, ownScripts),
    ...checkFramework(sound, ownScripts),
  ];
}

/** A column as far as it is valid: the schema's findings leave a list whole. */
interface SoundColumn {
  readonly index: number;
  readonly name: string;
  readonly type: string | undefined;
}

function columnsOf({ columns = [] }: SoundModel): SoundColumn[] {
  return columns.flatMap((column, index) => {
    const { name, type } = Object(column) as { readonly name?: unknown; readonly type?: unknown };
    return typeof name === "string" ? { index, name, type: typeof type === "string" ? type : undefined } : [];
  });
}

function namesOf(sound: SoundModel): string[] {
  return columnsOf(sound).map(({ name }) => name);
}

function checkColumns(sound: SoundModel): Remark[] {
  const remarks: Remark[] = [];
  const columns = columnsOf(sound);
  const places = new Map<string, number>();
  for (const { name, index } of columns) {
    // A header is held against these names without regard to case.
    const first = places.get(name.toLowerCase());
    if (first === undefined) places.set(name.toLowerCase(), index);
    else {
      remarks.push({
        pointer: `/columns/${index}/name`,
        expected: "each column once, whatever its case",
        found: `"${name}" again (first as column ${first + 1})`,
        fix: "give each column of the file a name of its own",
      });
    }
  }
  const features = columns.filter(({ name, type }) => name !== sound.target && type !== "text");
  if (columns.length > 0 && features.length === 0) {
    remarks.push({
      pointer: "/columns",
      expected: "at least one column beside the target that is no text",
      found: "none",
      fix: "give the column that the model learns from its type: number, category, date or boolean",
    });
  }
  return remarks;
}

function checkTarget(sound: SoundModel): Remark[] {
  const { target, task } = sound;
  const columns = columnsOf(sound);
  if (target === undefined || columns.length === 0) return [];
  const column = columns.find(({ name }) => name === target);
  if (column === undefined) return [unknownColumn("/target", target, namesOf(sound))];
  const { type } = column;
  if (task === undefined || type === undefined) return [];
  const allowed = task === "regression" ? ["number"] : ["category", "boolean", "number"];
  if (allowed.includes(type)) return [];
  return [
    {
      pointer: `/columns/${column.index}/type`,
      expected: `type ${allowed.join(" or ")} for the target of task ${task}`,
      found: `"${type}"`,
      fix:
        task === "regression"
          ? 'write "number", or another task'
          : 'write "category": its values are those of `classes`',
    },
  ];
}

function unknownColumn(pointer: string, name: string, known: readonly string[]): Remark {
  const suggestion = didYouMean(name, known);
  return {
    pointer,
    expected: "the name of one of `columns`",
    found: `"${name}"`,
    fix: suggestion === undefined ? `write one of ${known.join(", ")}` : `did you mean "${suggestion}"?`,
  };
}

function checkClasses({ task, classes }: SoundModel): Remark[] {
  if (task === undefined) return [];
  const pointer = "/classes";
  if (task === "regression") {
    if (classes === undefined) return [];
    const found = "the key `classes`";
    return [
      { pointer, expected: "no classes with task regression", found, fix: "take them out, or another task" },
    ];
  }
  const wanted = task === "binary" ? "two classes, the positive one last" : "three classes or more";
  if (classes === undefined) {
    return [
      { pointer, expected: wanted, found: "no such key", fix: 'add "classes": ["no", "yes"], for example' },
    ];
  }
  if ((task === "binary") === (classes.length === 2)) return [];
  const other = task === "binary" ? "multiclass" : "binary";
  const found = `${classes.length} with task ${task}`;
  return [{ pointer, expected: wanted, found, fix: `list them all, or write "task": "${other}"` }];
}

function checkIgnored(sound: SoundModel): Remark[] {
  const known = namesOf(sound).filter((name) => name !== sound.target);
  return (sound.drift?.ignore ?? []).flatMap((name, index) =>
    typeof name !== "string" || known.length === 0 || known.includes(name)
      ? []
      : [unknownColumn(`/drift/ignore/${index}`, name, known)],
  );
}

/** A metric that `ml/evaluate.py` does not report has one of one's own that does. */
function checkMetric({ task, metric }: SoundModel, ownScripts: readonly string[]): Remark[] {
  if (task === undefined || metric?.name === undefined) return [];
  const known = METRICS[task];
  const direction = known[metric.name]?.direction;
  if (direction !== undefined) {
    const { threshold = NaN } = metric;
    const bounds = Number.isNaN(threshold)
      ? []
      : checkThreshold(task, metric.name, threshold, "/metric/threshold");
    if (metric.direction === undefined || metric.direction === direction) return bounds;
    return [
      ...bounds,
      {
        pointer: "/metric/direction",
        expected: `"${direction}" for ${metric.name}`,
        found: `"${metric.direction}"`,
        fix: "take the key out: it is known",
      },
    ];
  }
  if (ownScripts.includes("evaluate.py")) {
    if (metric.direction !== undefined) return [];
    return [
      {
        pointer: "/metric/direction",
        expected: `"maximize" or "minimize": which values of ${metric.name} are better`,
        found: "no such key",
        fix: 'add "direction": "maximize", for example',
      },
    ];
  }
  const names = Object.keys(known);
  const suggestion = didYouMean(metric.name, names);
  return [
    {
      pointer: "/metric/name",
      expected: `a metric of task ${task}: ${names.join(", ")}`,
      found: `"${metric.name}"`,
      fix:
        suggestion === undefined
          ? "write one of these, or put an evaluate.py that reports it into the model's folder"
          : `did you mean "${suggestion}"?`,
    },
  ];
}

/** Frameworks for which `ml/` has no script that trains. */
const OWN_TRAINING = "train.py";

function checkFramework(
  { framework, image, hyperparameters }: SoundModel,
  ownScripts: readonly string[],
): Remark[] {
  const remarks: Remark[] = [];
  if (framework === "container" && image === undefined) {
    remarks.push({
      pointer: "/image",
      expected: "the address of the image that trains and serves, with framework container",
      found: "no such key",
      fix: 'add "image": "111111111111.dkr.ecr.us-east-1.amazonaws.com/prices:1.0", for example',
    });
  }
  if (framework !== undefined && framework !== "container" && image !== undefined) {
    remarks.push({
      pointer: "/image",
      expected: `no image with framework ${framework}, which has Amazon's`,
      found: `"${image}"`,
      fix: 'take the key out, or write "framework": "container"',
    });
  }
  if (framework === "pytorch" && !ownScripts.includes(OWN_TRAINING)) {
    remarks.push({
      pointer: "/framework",
      expected: `a ${OWN_TRAINING} in the model's folder with framework pytorch: ml/ has none for it`,
      found: "none",
      fix: `add ${OWN_TRAINING}, which trains and serves in script mode`,
    });
  }
  if (framework === "xgboost" && hyperparameters?.["num_round"] === undefined) {
    const some = hyperparameters !== undefined;
    remarks.push({
      pointer: some ? "/hyperparameters/num_round" : "/hyperparameters",
      expected: "the number of rounds, which the built-in XGBoost asks for",
      found: "no such key",
      fix: `add ${some ? '"num_round": 50' : '"hyperparameters": { "num_round": 50 }'}, for example`,
    });
  }
  return remarks;
}
