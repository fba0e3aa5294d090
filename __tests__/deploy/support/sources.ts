import type { Sources } from "../../../deploy/desired";
import { MODULES, SCRIPTS, type ModuleName, type ScriptName } from "../../../pipeline-defs/code-assets";
import { loadEnvironment } from "../../../environments/load";

/** The sources of the example's prod environment, with scripts of one line. */
export function prodSources(changes: Partial<Sources> = {}): Sources {
  return {
    environment: loadEnvironment("prod").environment,
    scripts: everyScript((filename) => script(filename, `# ${filename}\n`)),
    program: undefined,
    own: undefined,
    bundles: {
      latestApprovedModel: "a".repeat(64),
      assessDrift: "b".repeat(64),
      recordVersion: "c".repeat(64),
      latestPredictions: "d".repeat(64),
    },
    gitCommit: "1".repeat(40),
    gitTree: "7".repeat(40),
    ...changes,
  };
}

/** The files that the example's jobs are given, in the order in which they are uploaded. */
export const FILES = [
  "data_quality.py",
  "description.json",
  "distributions.py",
  "encoders.py",
  "evaluate.py",
  "metrics.py",
  "model_quality.py",
  "prepare.py",
  "preprocess.py",
  "summaries.py",
  "tabular.py",
];

/** Those of them that the training pipeline runs. */
export const TRAINING_FILES = FILES.filter((file) => file !== "model_quality.py" && file !== "prepare.py");

/** Another hyperparameter: a change of the training pipeline alone. */
export function trainedOtherwise(sources: Sources): Sources {
  const { environment } = sources;
  const { description } = environment;
  const hyperparameters = { ...description.hyperparameters, eta: "0.1" };
  return {
    ...sources,
    environment: { ...environment, description: { ...description, hyperparameters } },
  };
}

/** Something for each script and each module that jobs are given. */
export function everyScript<T>(make: (filename: string) => T): Record<ScriptName | ModuleName, T> {
  const entries = Object.entries({ ...SCRIPTS, ...MODULES });
  return Object.fromEntries(entries.map(([name, filename]) => [name, make(filename)])) as Record<
    ScriptName | ModuleName,
    T
  >;
}

export function script(filename: string, text: string): Sources["scripts"]["preprocess"] {
  return { filename, content: new TextEncoder().encode(text) };
}

/** A progress that nobody reads. */
export function silent(): void {
  // Nothing to say.
}
