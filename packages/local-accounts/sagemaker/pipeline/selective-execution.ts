import { validationException } from "../errors";
import { listAt, text, textAt } from "../json";
import type { JsonObject } from "../json";
import { predecessorsOf } from "./definition";
import type { Definition } from "./definition";
import type { Execution, StepRun } from "./execution";
import type { Pipeline } from "./pipeline";

/** What a selective execution runs, and what it takes from an earlier one. */
interface Selection {
  readonly steps: ReadonlySet<string>;
  /** The results of steps that it does not run, and that those which it runs wait for. */
  readonly reused: readonly StepRun[];
}

/**
 * The SelectiveExecutionConfig of a StartPipelineExecution; undefined where it has none. Sources: developer guide,
 * "pipelines-selective-ex"; API reference, SelectiveExecutionConfig; the Python SDK's test_selective_execution.py, where
 * steps whose results are used again are listed among the execution's.
 *
 * @param executionNamed the execution of an ARN
 * @throws ApiError ValidationException for steps that cannot be selected, and for a reference that does not have their inputs
 */
export function selectionOf(
  input: JsonObject,
  pipeline: Pipeline,
  definition: Definition,
  executionNamed: (arn: string) => Execution,
): Selection | undefined {
  const config = input["SelectiveExecutionConfig"];
  if (config === undefined) return undefined;
  const steps = new Set(listAt(config, "SelectedSteps").map((step) => text(step, "StepName")));
  const unknown = [...steps].filter((name) => !definition.steps.has(name));
  if (unknown.length > 0) {
    throw validationException(`SelectedSteps [${unknown.join(", ")}] are not defined in the pipeline`);
  }
  const between = stepsBetween(steps, definition);
  if (between.length > 0) {
    throw validationException(
      `SelectedSteps must include every step on the paths between them: [${between.join(", ")}] are missing`,
    );
  }
  const needed = new Set([...steps].flatMap((name) => waitedFor(name, definition)));
  const arn = textAt(config, "SourcePipelineExecutionArn");
  const others = [...needed].filter((name) => !steps.has(name));
  return { steps, reused: others.map((name) => reusedRun(name, arn, pipeline, definition, executionNamed)) };
}

function waitedFor(name: string, { steps }: Definition): readonly string[] {
  const step = steps.get(name);
  return step === undefined ? [] : predecessorsOf(step);
}

/** Steps that are not selected although they come behind one that is, and before another. */
function stepsBetween(selected: ReadonlySet<string>, definition: Definition): string[] {
  const names = [...definition.steps.keys()];
  const before = reachable(selected, (name) => waitedFor(name, definition));
  const behind = reachable(selected, (name) =>
    names.filter((other) => waitedFor(other, definition).includes(name)),
  );
  return names.filter((name) => !selected.has(name) && before.has(name) && behind.has(name));
}

function reachable(from: Iterable<string>, next: (name: string) => readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (name: string): void => {
    for (const one of next(name)) {
      if (found.has(one)) continue;
      found.add(one);
      visit(one);
    }
  };
  for (const name of from) visit(name);
  return found;
}

function reusedRun(
  name: string,
  arn: string | undefined,
  pipeline: Pipeline,
  definition: Definition,
  executionNamed: (arn: string) => Execution,
): StepRun {
  if (arn === undefined) {
    throw validationException(
      `SourcePipelineExecutionArn is required: the selected steps depend on step [${name}], which is not selected`,
    );
  }
  const source = executionNamed(arn);
  if (source.pipeline !== pipeline) throw validationException(`${arn} is no execution of ${pipeline.arn}`);
  if (source.status === "Executing" || source.status === "Stopping") {
    throw validationException(`${arn} is ${source.status}: a reference execution must have ended`);
  }
  const run = source.runs.get(name);
  const step = definition.steps.get(name);
  if (run?.status !== "Succeeded" || step === undefined) {
    throw validationException(`Step [${name}], which the selected steps depend on, has no result in ${arn}`);
  }
  return { ...run, step, cacheHit: undefined, reusedFrom: arn };
}
