import type { Finding } from "sagemaker-promotion-core/finding";
import { didYouMean } from "sagemaker-promotion-core/suggestion";
import type { FrameworkName } from "../../models/model";
import type { ModelJson } from "../../models/model-file";
import { givenColumn, inferColumn } from "./infer-column";
import { inferTarget } from "./infer-target";
import type { DataProfile } from "./profile";
import type { InferredColumn, InferredTarget, Proposal, Said } from "./proposal";
import { UnusableData } from "./table";
import { shown, some } from "./words";

/** Where `npm run new` puts the rows to rehearse on. */
export const DATA_FILE = "data.csv";

/** The frameworks that `ml/` has a script for, or that need none. The first is the usual one. */
export const FRAMEWORKS = ["xgboost", "scikit-learn", "xgboost-script"] as const satisfies FrameworkName[];

/**
 * The model that somebody asks for and that the data allow.
 * @throws UnusableData with everything that keeps it from being one
 */
export function propose(data: DataProfile, said: Said): Proposal {
  const findings: Finding[] = checkTypes(data, said);
  const columns: InferredColumn[] = [];
  let target: InferredTarget | undefined;
  for (const profile of data.columns) {
    const given = said.types.get(profile.name);
    if (profile.name === said.target) {
      const found = inferTarget(profile, said, data.locate);
      if ("task" in found) {
        target = found;
        columns.push({
          name: profile.name,
          type: found.task === "regression" ? "number" : "category",
          values: "",
        });
      } else findings.push(...found);
    } else if (given === undefined) columns.push(inferColumn(profile));
    else {
      const { column, findings: wrong } = givenColumn(profile, given, data.locate);
      columns.push(column);
      findings.push(...wrong);
    }
  }
  const learns = columns.some(({ name, type }) => name !== said.target && type !== "text");
  if (!learns) {
    findings.push(
      data.locate(said.target, {
        expected: "a column beside the target that the model can learn from",
        found: "none but text, constants and keys",
        fix: "add columns, or say how one is to be read: --type COLUMN=category",
      }),
    );
  }
  if (findings.length > 0 || target === undefined) throw new UnusableData(findings);
  return { model: describe(said, columns, target), columns, target };
}

function checkTypes({ columns, locate }: DataProfile, { types, target }: Said): Finding[] {
  const names = columns.map(({ name }) => name);
  return [...types.keys()].flatMap((name) => {
    if (name === target) {
      const expected = "no --type for the target, whose type follows from the task";
      return [locate(name, { expected, found: `--type ${name}=${types.get(name)}`, fix: "say --task" })];
    }
    if (names.includes(name)) return [];
    const suggestion = didYouMean(name, names);
    return [
      {
        ...locate(target, {
          expected: "the name of a column in --type",
          found: shown(name),
          fix:
            suggestion === undefined
              ? `write one of ${some(names, 20)}`
              : `did you mean ${shown(suggestion)}?`,
        }),
        pointer: "",
      },
    ];
  });
}

function describe(said: Said, columns: readonly InferredColumn[], target: InferredTarget): ModelJson {
  const { task, classes, metric } = target;
  const framework = said.framework ?? FRAMEWORKS[0];
  const ignore = columns.filter(({ ignoreDrift }) => ignoreDrift === true).map(({ name }) => name);
  return {
    title: said.title ?? defaultTitle(said),
    task,
    target: said.target,
    ...(classes === undefined ? {} : { classes }),
    columns: columns.map(({ name, type }) => ({ name, type })),
    framework,
    hyperparameters: hyperparametersOf(framework, target),
    metric,
    ...(ignore.length === 0 ? {} : { drift: { ignore } }),
    rehearsal: { data: DATA_FILE },
  };
}

/** `Flat prices: price` for the model flat-prices. */
function defaultTitle({ name, target }: Said): string {
  const words = name.replaceAll("-", " ");
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}: ${target}`.slice(0, 100).trim();
}

const OBJECTIVES = {
  binary: "binary:logistic",
  multiclass: "multi:softprob",
  regression: "reg:squarederror",
};
const EVALUATED_BY = { binary: "auc", multiclass: "mlogloss", regression: "rmse" };

/** To begin with: moderate trees, which seldom fail on a table. */
function hyperparametersOf(
  framework: FrameworkName,
  { task, classes }: InferredTarget,
): Readonly<Record<string, string>> {
  if (framework === "scikit-learn") {
    return { estimator: "gradient-boosting", learning_rate: "0.1", max_iter: "100", max_leaf_nodes: "15" };
  }
  // The script knows the task; the built-in algorithm is told.
  const builtIn = {
    objective: OBJECTIVES[task],
    ...(task === "multiclass" ? { num_class: String(classes?.length) } : {}),
    eval_metric: EVALUATED_BY[task],
  };
  const trees = { num_round: "100", max_depth: "5", eta: "0.2", subsample: "0.8", seed: "42" };
  return framework === "xgboost" ? { ...builtIn, ...trees } : trees;
}
