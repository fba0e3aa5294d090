import { readFileSync } from "node:fs";
import { join } from "node:path";
import { arnResourceName } from "sagemaker-promotion-core/arn";
import type { CallRecord } from "sagemaker-local-accounts";
import type { Environment } from "../../environments/environment";
import { loadEnvironments } from "../../environments/load";
import { assertDefined } from "../../rehearsal/story/assert";
import { storyOf } from "./rehearsals";
import type { Rehearsed } from "./rehearsals";

/** Every call that was made in a rehearsal, as the accounts recorded it. */
export function callsOf({ out }: Rehearsed): readonly CallRecord[] {
  const lines = readFileSync(join(out, "calls.jsonl"), "utf8").trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line) as CallRecord);
}

/**
 * What holds of every complete story, whatever its model, its data and its way of monitoring.
 * @param folder of the environment files, which are one model's (default: the example's)
 */
export function expectWholeStory(rehearsed: Rehearsed, folder?: string): void {
  const story = storyOf(rehearsed);
  const [model] = loadEnvironments(folder).models;
  const [dev, prod] = ["dev", "prod"].map((group) =>
    assertDefined(
      model?.environments.find((environment) => environment.group === group),
      `${group} in ${folder ?? "the example"}`,
    ),
  ) as [Environment, Environment];
  expect(story.chapters.map((chapter) => [chapter.id, chapter.ok])).toEqual(
    Array.from({ length: 12 }, (_, index) => [index + 1, true]),
  );
  const facts = story.chapters.map((chapter) => chapter.facts);
  expect(facts[5]).toMatchObject({ writesOfSecondApply: 0 });
  expect(facts[6]).toMatchObject({ reviewed: true, storedPlans: 1 });
  expect(facts[7]).toMatchObject({ violations: 0 });
  expect(facts[7]?.["modelPackageArn"]).toMatch(
    new RegExp(`:model-package/${prod.modelPackageGroup.name}/1$`),
  );
  expect(facts[8]).toMatchObject({ deliveries: 2 });
  expect(facts[9]?.["modelPackageArn"]).toMatch(/\/2$/);
  expect(facts[11]?.["refused"]).toEqual([
    expect.stringMatching(/^(?:\S+-)?registry-account .* s3:\/\/\S+ holds \d+ object versions$/),
    expect.stringMatching(/^(?:\S+-)?registry-account .* model package group \S+ holds 2 model versions$/),
    expect.stringMatching(/^(?:\S+-)?dev-account .* s3:\/\/\S+ holds \d+ object versions$/),
    expect.stringMatching(/^(?:\S+-)?prod-account .* s3:\/\/\S+ holds \d+ object versions$/),
    expect.stringMatching(/^delivery .* s3:\/\/\S+ holds \d+ object versions$/),
  ]);
  expectRecord(
    callsOf(rehearsed).filter(({ outcome }) => outcome === "allowed"),
    dev,
    prod,
  );
}

/** The same again, not as the chapters tell it, but as the accounts saw it. */
function expectRecord(calls: readonly CallRecord[], dev: Environment, prod: Environment): void {
  const resourcesOf = (action: string): string[] =>
    calls.filter((call) => call.action === action).map(({ resource }) => resource);
  // For ten drifts at once, one of which was delivered twice, and for the later one.
  const invocations = calls.filter(
    ({ action, resource, principal }) =>
      action === "lambda:InvokeFunction" &&
      principal === "events.amazonaws.com" &&
      resource.endsWith("-start-retraining"),
  );
  expect(invocations).toHaveLength(12);
  // People train in dev, and in prod the training that is meant to fail. One training follows all drifts, as the chapter
  // holds: of the functions that run at once, more than one may ask for it, with one token. None follows an execution
  // without an approved version.
  const trainings = calls.filter(
    ({ action, resource }) =>
      action === "sagemaker:StartPipelineExecution" && resource.endsWith("-train-pipeline"),
  );
  const starters = trainings.map(({ principal }) => principal.replace(/^.*:assumed-role\//, ""));
  expect([...new Set(starters)]).toEqual([
    `${arnResourceName(dev.scientistRole ?? "")}/terraform`,
    `${arnResourceName(prod.lambdaRole)}/${prod.modelName}-start-retraining`,
    `${arnResourceName(prod.trainPipeline.roleArn)}/studio`,
  ]);
  for (const kind of [
    "s3:*Bucket",
    "iam:*Role",
    "lambda:*Function",
    "sns:*Topic",
    "sagemaker:*Pipeline",
    "sagemaker:*ModelPackageGroup",
  ]) {
    const created = resourcesOf(kind.replace("*", "Create")).sort();
    expect(created).not.toEqual([]);
    expect([kind, resourcesOf(kind.replace("*", "Delete")).sort()]).toEqual([kind, created]);
  }
}
