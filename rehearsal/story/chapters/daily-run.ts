import { DATA_DRIFT_STEP, LATEST_APPROVED_MODEL_STEP } from "../../../pipeline-defs/step-names";
import { PREDICTIONS_PROVENANCE_FILE } from "../../../pipeline-defs/layout";
import { Problem } from "sagemaker-promotion-core/problem";
import type { Violation } from "../../results/findings";
import { assert, assertDefined } from "../assert";
import type { Chapter, Facts } from "../chapter";
import type { Log } from "../log";
import { execute, executionsOf, holdStatus, nextExecution, stepFacts, stepOf } from "../executions";
import type { EndedExecution } from "../executions";
import type { StoryContext } from "../context";
import { folderOf, violationsIn, writtenBy } from "../outputs";
import { overwriteApproved } from "./overwritten";

/** Lets the clock strike: EventBridge's schedule rule starts the inference pipeline. Without one, a person does. */
async function runOnSchedule(context: StoryContext, log: Log): Promise<EndedExecution> {
  const scientist = await context.actors.scientist(context.prod);
  const pipeline = context.prod.inferencePipeline.name;
  const { schedule } = context.prod.inferencePipeline;
  if (schedule === undefined) return execute(scientist, pipeline, {}, log);
  const before = await executionsOf(scientist, pipeline);
  log(`${schedule} strikes`);
  await context.fireSchedule(context.prod);
  return nextExecution(scientist, pipeline, before, log);
}

/** What an execution's first step says of the version that it predicted with. */
export function approvedModel(execution: EndedExecution, name: "model_package_arn" | "passed_over"): string {
  const outputs = stepOf(execution, LATEST_APPROVED_MODEL_STEP).Metadata?.Lambda?.OutputParameters ?? [];
  const found = outputs.find((output) => output.Name === name)?.Value;
  return assertDefined(found, `${name} among the step's outputs`);
}

/** What lies beside predictions says which version and which execution made them. */
function holdProvenance(execution: EndedExecution, text: string | undefined): void {
  const told = JSON.parse(assertDefined(text, PREDICTIONS_PROVENANCE_FILE)) as Readonly<
    Record<string, unknown>
  >;
  const version = approvedModel(execution, "model_package_arn");
  assert(
    told.execution_arn === execution.arn && told.model_package_arn === version,
    `predictions that say they are of ${execution.arn}, by ${version}`,
    told,
  );
}

async function predictionRows(
  context: StoryContext,
  execution: EndedExecution,
): Promise<{ uri: string; lines: readonly string[] }> {
  const folder = folderOf(context, execution, "predictions");
  const written = await writtenBy(context, execution, "predictions");
  holdProvenance(execution, written.get(PREDICTIONS_PROVENANCE_FILE));
  const files = [...written].filter(([name]) => name !== PREDICTIONS_PROVENANCE_FILE);
  assert(
    files.length === 1,
    `one file of predictions in ${folder}`,
    files.map(([name]) => name),
  );
  const [name, text] = assertDefined(files[0], "predictions");
  const lines = text.trimEnd().split("\n");
  for (const line of lines) {
    const score = Number(line.split(",").at(-1));
    assert(score >= 0 && score <= 1, "every row to end in a score between 0 and 1", line);
  }
  context.saveFile("predictions.csv", text);
  return { uri: `${folder}${name}`, lines };
}

/** The rows that the sample draws from a user's own file may drift by themselves: 5 % of it are the batch. */
function driftInOwnData(file: string, violations: readonly Violation[]): Problem {
  const found = violations.map((one) => `${one.feature_name}: ${one.description}`);
  return new Problem({
    code: "BatchDrifts",
    blame: "user",
    message: `the batch that was drawn from the data drifts from the rows that the model was trained on: ${found.join("; ")}`,
    where: file,
    next: "look at these values in the file; in production this run would alert and retrain, as chapter 8 shows",
  });
}

/** Whether an execution's monitoring found drift. */
export function foundDrift({ steps }: EndedExecution): boolean {
  return steps.some(({ StepName, StepStatus }) => StepName === DATA_DRIFT_STEP && StepStatus === "Failed");
}

/**
 * A scheduled run on the clean batch: no violations, and a prediction for every row.
 * @param version number of the version that predicts
 */
export async function cleanRun(
  context: StoryContext,
  version: number,
  log: Log,
): Promise<Facts & { modelPackageArn: string }> {
  const mailsBefore = (await context.mails(context.prod)).length;
  const execution = await runOnSchedule(context, log);
  await context.settled();
  const violations = violationsIn(await writtenBy(context, execution, "monitoring"));
  const found = (predictions: readonly string[]): void => {
    const batch = { drift: foundDrift(execution), violations, predictions };
    context.findings.batches.set(`daily batch, version ${version}`, batch);
  };
  found([]);
  if (violations.length > 0 && context.dataFile !== undefined)
    throw driftInOwnData(context.dataFile, violations);
  holdStatus(execution, "Succeeded");
  assert(violations.length === 0, "no violation in the clean batch", violations);
  const predictions = await predictionRows(context, execution);
  found(predictions.lines);
  const rows = predictions.lines.length;
  const batchRows = context.dataset.batchRows;
  assert(rows === batchRows, `a prediction for each of ${batchRows} rows`, rows);
  const mails = (await context.mails(context.prod)).slice(mailsBefore);
  assert(mails.length === 0, "no alert", mails);
  const modelPackageArn = approvedModel(execution, "model_package_arn");
  assert(modelPackageArn.endsWith(`/${version}`), `version ${version} to be used`, modelPackageArn);
  log(`${rows} predictions by ${modelPackageArn}`);
  return {
    steps: stepFacts(execution),
    modelPackageArn,
    violations: violations.length,
    predictions: rows,
    predictionsUri: predictions.uri,
  };
}

export const dailyRun: Chapter = {
  id: 8,
  title: "Daily run",
  shows:
    "the schedule starts the inference pipeline: no violations, a prediction for every row; it stops where dev overwrote what was approved",
  async run(context, log) {
    const facts = await cleanRun(context, 1, log);
    const { modelPackageArn } = facts;
    const overwritten = await overwriteApproved(
      context,
      modelPackageArn,
      () => runOnSchedule(context, log),
      log,
    );
    await cleanRun(context, 1, log);
    return { ...facts, overwritten };
  },
};
