import { GetObjectCommand, ListObjectsV2Command } from "@aws-sdk/client-s3";
import { Problem } from "../../../environments/problem";
import { hold, present } from "../chapter";
import type { Chapter, Facts, Tell } from "../chapter";
import { executionsOf, holdStatus, nextExecution, stepFacts, stepOf } from "../executions";
import type { EndedExecution } from "../executions";
import { monitoringOf, violationsIn } from "../monitoring";
import type { Violation } from "../monitoring";
import type { World } from "../world";

/** Lets the clock strike: EventBridge's schedule rule starts the inference pipeline. */
export async function runOnSchedule(world: World, tell: Tell): Promise<EndedExecution> {
  const scientist = await world.people.scientist(world.prod);
  const pipeline = world.prod.inferencePipeline.name;
  const before = await executionsOf(scientist, pipeline);
  tell(`${world.prod.inferencePipeline.schedule} strikes`);
  await world.strikeSchedule(world.prod);
  return nextExecution(scientist, pipeline, before, tell);
}

/** The version that an execution predicted with, from its first step's output. */
export function versionUsed(execution: EndedExecution): string {
  const outputs = stepOf(execution, "LatestApprovedModel").Metadata?.Lambda?.OutputParameters ?? [];
  const found = outputs.find((output) => output.Name === "model_package_arn")?.Value;
  return present(found, "the approved version's ARN among the step's outputs");
}

async function predictionRows(
  world: World,
  execution: EndedExecution,
): Promise<{ uri: string; rows: number }> {
  const { clients } = await world.people.scientist(world.prod);
  const id = execution.arn.split("/").at(-1) ?? "";
  const Prefix = `${world.prod.modelName}/predictions/${id}/`;
  const Bucket = world.prod.dataBucket;
  const page = await clients.s3.send(new ListObjectsV2Command({ Bucket, Prefix }));
  const keys = (page.Contents ?? []).map((object) => object.Key ?? "");
  hold(keys.length === 1, `one file of predictions below ${Prefix}`, keys);
  const Key = present(keys[0], "its key");
  const answer = await clients.s3.send(new GetObjectCommand({ Bucket, Key }));
  const text = present(await answer.Body?.transformToString(), "predictions");
  const lines = text.trimEnd().split("\n");
  for (const line of lines) {
    const score = Number(line.split(",").at(-1));
    hold(score >= 0 && score <= 1, "every row to end in a score between 0 and 1", line);
  }
  world.keep("predictions.csv", text);
  return { uri: `s3://${Bucket}/${Key}`, rows: lines.length };
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
export async function cleanRun(world: World, tell: Tell): Promise<Facts & { modelPackageArn: string }> {
  const mailsBefore = (await world.mails(world.prod)).length;
  const execution = await runOnSchedule(world, tell);
  await world.settled();
  const violations = violationsIn(await monitoringOf(world, execution));
  if (violations.length > 0 && world.dataFile !== undefined) throw driftInOwnData(world.dataFile, violations);
  holdStatus(execution, "Succeeded");
  hold(violations.length === 0, "no violation in the clean batch", violations);
  const predictions = await predictionRows(world, execution);
  const batchRows = world.dataset.batchRows;
  hold(predictions.rows === batchRows, `a prediction for each of ${batchRows} rows`, predictions.rows);
  const mails = (await world.mails(world.prod)).slice(mailsBefore);
  hold(mails.length === 0, "no alert", mails);
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
    hold(facts.modelPackageArn.endsWith("/1"), "version 1 to be used", facts.modelPackageArn);
    return facts;
  },
};
