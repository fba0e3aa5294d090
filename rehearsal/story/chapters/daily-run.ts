import { Problem } from "sagemaker-promotion-core/problem";
import { assert, assertDefined } from "../assert";
import type { Chapter, Facts } from "../chapter";
import type { Log } from "../log";
import { executionsOf, holdStatus, nextExecution, stepFacts, stepOf } from "../executions";
import type { EndedExecution } from "../executions";
import { violationsIn } from "../monitoring";
import type { Violation } from "../monitoring";
import type { World } from "../world";
import { folderOf, writtenBy } from "../written";

/** Lets the clock strike: EventBridge's schedule rule starts the inference pipeline. */
async function runOnSchedule(world: World, tell: Log): Promise<EndedExecution> {
  const scientist = await world.people.scientist(world.prod);
  const pipeline = world.prod.inferencePipeline.name;
  const before = await executionsOf(scientist, pipeline);
  tell(`${world.prod.inferencePipeline.schedule} strikes`);
  await world.strikeSchedule(world.prod);
  return nextExecution(scientist, pipeline, before, tell);
}

/** The version that an execution predicted with, from its first step's output. */
function versionUsed(execution: EndedExecution): string {
  const outputs = stepOf(execution, "LatestApprovedModel").Metadata?.Lambda?.OutputParameters ?? [];
  const found = outputs.find((output) => output.Name === "model_package_arn")?.Value;
  return assertDefined(found, "the approved version's ARN among the step's outputs");
}

async function predictionRows(
  world: World,
  execution: EndedExecution,
): Promise<{ uri: string; rows: number }> {
  const folder = folderOf(world, execution, "predictions");
  const files = [...(await writtenBy(world, execution, "predictions"))];
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
  world.keep("predictions.csv", text);
  return { uri: `${folder}${name}`, rows: lines.length };
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

/** A scheduled run on the clean batch: no violations, and a prediction for every row. */
export async function cleanRun(world: World, tell: Log): Promise<Facts & { modelPackageArn: string }> {
  const mailsBefore = (await world.mails(world.prod)).length;
  const execution = await runOnSchedule(world, tell);
  await world.settled();
  const violations = violationsIn(await writtenBy(world, execution, "monitoring"));
  if (violations.length > 0 && world.dataFile !== undefined) throw driftInOwnData(world.dataFile, violations);
  holdStatus(execution, "Succeeded");
  assert(violations.length === 0, "no violation in the clean batch", violations);
  const predictions = await predictionRows(world, execution);
  const batchRows = world.dataset.batchRows;
  assert(predictions.rows === batchRows, `a prediction for each of ${batchRows} rows`, predictions.rows);
  const mails = (await world.mails(world.prod)).slice(mailsBefore);
  assert(mails.length === 0, "no alert", mails);
  const modelPackageArn = versionUsed(execution);
  tell(`${predictions.rows} predictions by ${modelPackageArn}`);
  return {
    steps: stepFacts(execution),
    modelPackageArn,
    violations: violations.length,
    predictions: predictions.rows,
    predictionsUri: predictions.uri,
  };
}

export const dailyRun: Chapter = {
  id: 7,
  title: "Daily run",
  shows: "the schedule starts the inference pipeline; no violations, a prediction for every row",
  async run(world, tell) {
    const facts = await cleanRun(world, tell);
    assert(facts.modelPackageArn.endsWith("/1"), "version 1 to be used", facts.modelPackageArn);
    return facts;
  },
};
