import { DATA_DRIFT_STEP, LATEST_APPROVED_MODEL_STEP } from "../../../pipeline-defs/step-names";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { labelsUri } from "../../../pipeline-defs/layout";
import { PREDICTIONS_PROVENANCE_FILE } from "../../../pipeline-defs/version-files";
import { metricTitle } from "../../../models/metrics";
import { Problem } from "sagemaker-promotion-core/problem";
import { arnResourceName } from "sagemaker-promotion-core/arn";
import { metricsOf, type Violation } from "../../results/findings";
import { assert, assertDefined } from "../assert";
import type { Chapter, Facts } from "../chapter";
import type { Log } from "../log";
import { execute, executionsOf, holdStatus, nextExecution, stepFacts, stepOf } from "../executions";
import type { EndedExecution } from "../executions";
import type { StoryContext } from "../context";
import { folderOf, violationsIn, writtenBy } from "../outputs";
import { predictionFault } from "../prediction";
import { bucketAndKey } from "../data-manifest";
import { dataFolder, LABELS } from "./data";
import { overwriteApproved } from "./overwritten";

/** Lets the clock strike: EventBridge's schedule rule starts the inference pipeline. Without one, a person does. */
export async function runOnSchedule(context: StoryContext, log: Log): Promise<EndedExecution> {
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
    const fault = predictionFault(context.prod.description, line);
    assert(fault === undefined, "every row to end in a prediction", `${fault}: ${line}`);
  }
  context.saveFile("predictions.csv", text);
  return { uri: `${folder}${name}`, lines };
}

/** The labels of a batch become known, and somebody uploads them: the next run scores the predictions of that batch. */
async function uploadLabels(context: StoryContext, execution: string, log: Log): Promise<void> {
  const { clients } = await context.actors.scientist(context.prod);
  const uri = `${labelsUri(context.prod)}${arnResourceName(execution)}.csv`;
  const Body = readFileSync(join(dataFolder(context), LABELS));
  await clients.s3.send(new PutObjectCommand({ ...bucketAndKey(uri), Body, ContentType: "text/csv" }));
  log(`the labels of that batch become known: ${uri}`);
}

/** What a run made of the labels of an earlier batch. */
async function holdPerformance(context: StoryContext, executionArn: string, log: Log): Promise<Facts> {
  const { description } = context.prod;
  const written = await writtenBy(context, { arn: executionArn }, "monitoring");
  const text = assertDefined(
    written.get("model-quality/model_quality.json"),
    "the metrics of the labelled batch",
  );
  const name = description.metric.name;
  const metric = metricsOf(JSON.parse(text) as Readonly<Record<string, unknown>>)[name];
  const { value } = assertDefined(metric, `${metricTitle(name)} of the labelled batch`);
  log(`MonitorPredictions: ${metricTitle(name)} ${value.toFixed(3)} on the batch whose labels are known`);
  return { metric: value };
}

/** The rows that the sample draws from a user's own file may drift by themselves: 5 % of it are the batch. */
function driftInOwnData(file: string, violations: readonly Violation[]): Problem {
  const found = violations.map((one) => `${one.feature_name}: ${one.description}`);
  return new Problem({
    code: "BatchDrifts",
    blame: "user",
    message: `the batch that was drawn from the data drifts from the rows that the model was trained on: ${found.join("; ")}`,
    where: file,
    next: "look at these values in the file; in production this run would alert and retrain, as chapter 9 shows",
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
): Promise<Facts & { modelPackageArn: string; execution: string }> {
  const mailsBefore = (await context.mails(context.prod)).length;
  const execution = await runOnSchedule(context, log);
  await context.settled();
  const violations = violationsIn(await writtenBy(context, execution, "monitoring"));
  const found = (predictions: readonly string[]): void => {
    const batch = { drift: foundDrift(execution), violations, predictions };
    context.findings.batches.set(`daily batch, version ${version}`, batch);
  };
  found([]);
  if (violations.length > 0 && context.own.length > 0)
    throw driftInOwnData(context.own.join(", "), violations);
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
    execution: execution.arn,
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
    "the schedule starts the inference pipeline: no violations, a prediction for every row, scored once its labels are known; it stops where dev overwrote what was approved",
  async run(context, log) {
    const facts = await cleanRun(context, 1, log);
    const { modelPackageArn } = facts;
    await uploadLabels(context, facts.execution, log);
    const overwritten = await overwriteApproved(
      context,
      modelPackageArn,
      () => runOnSchedule(context, log),
      log,
    );
    const next = await cleanRun(context, 1, log);
    const performance = await holdPerformance(context, next.execution, log);
    return { ...facts, overwritten, performance };
  },
};
