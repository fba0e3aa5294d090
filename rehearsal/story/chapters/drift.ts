import type { Mail } from "sagemaker-local-accounts";
import { DATA_DRIFT_STEP } from "../../../pipeline-defs/step-names";
import { assert, assertDefined } from "../assert";
import type { Chapter } from "../chapter";
import type { Log } from "../log";
import { ended, execute, executionsOf, holdStatus, stepFacts, stepOf } from "../executions";
import type { EndedExecution } from "../executions";
import type { StoryContext } from "../context";
import { violationsIn, writtenBy } from "../outputs";
import { foundDrift } from "./daily-run";
import { featuresOf } from "../../../models/model";
import { outliersUri } from "./data";
import { metricOf, registeredVersion } from "./train-in-dev";

/** Executions that drift at the same moment. */
const AT_ONCE = 10;

/** One execution is told step by step; those beside it end in the same way. */
async function runOnOutliersAtOnce(context: StoryContext, log: Log): Promise<readonly EndedExecution[]> {
  log(`${AT_ONCE} executions at once`);
  const silent = (): void => undefined;
  return Promise.all(
    Array.from({ length: AT_ONCE }, (_, index) => runOnOutliers(context, index === 0 ? log : silent)),
  );
}

async function runOnOutliers(context: StoryContext, log: Log): Promise<EndedExecution> {
  const scientist = await context.actors.scientist(context.prod);
  const uri = outliersUri(context.prod);
  log(`inference on ${uri}`);
  const execution = await execute(
    scientist,
    context.prod.inferencePipeline.name,
    { transform_input: uri },
    log,
  );
  holdStatus(execution, "Failed");
  await context.settled();
  assert(
    stepOf(execution, DATA_DRIFT_STEP).StepStatus === "Failed",
    "the run to fail at DataDrift",
    execution.steps,
  );
  return execution;
}

/** Rows of the training, validation and test files that an execution prepared. */
async function preparedRows(context: StoryContext, execution: EndedExecution): Promise<number> {
  const files = await writtenBy(context, execution, "prepared");
  // Beside the three parts of the split lies the baseline: the training part once more, without its label.
  const parts = [...files].filter(([name]) => /\/(?:train(?:-\d+)?|validation|test)\.csv$/.test(name));
  const names = context.prod.description.columns.map(({ name }) => name);
  const rowsOf = (text: string): number => {
    const lines = text.trimEnd().split("\n");
    // What a model reads as it is stands under a header; what a built-in algorithm reads has none.
    return lines.length - (names.some((name) => lines[0]?.split(",").includes(name)) ? 1 : 0);
  };
  return parts.reduce((rows, [, text]) => rows + rowsOf(text), 0);
}

function isDriftAlert({ subject }: Mail): boolean {
  return subject?.startsWith("Drift") === true;
}

export const drift: Chapter = {
  id: 9,
  title: "Drift",
  shows:
    "drift fails the run, alerts by e-mail; ten at once start exactly one training; a later drift waits for version 2",
  async run(context, log) {
    const scientist = await context.actors.scientist(context.prod);
    const train = context.prod.trainPipeline.name;
    const trainingsBefore = await executionsOf(scientist, train);
    const mailsBefore = (await context.mails(context.prod)).length;

    const all = await runOnOutliersAtOnce(context, log);
    const drifted = assertDefined(all[0], "an execution that drifted");
    const monitored = await writtenBy(context, drifted, "monitoring");
    for (const [name, text] of monitored) context.saveFile(`reports/drifted-batch/${name}`, text);
    const violations = violationsIn(monitored);
    const batch = { drift: foundDrift(drifted), violations, predictions: [] };
    context.findings.batches.set("drifted batch, version 1", batch);
    // A header line is a type violation to Amazon's analyzer; the twin drifts by its values.
    const byValue = violations.filter((one) => one.constraint_check_type !== "data_type_check");
    assert(byValue.length > 0, "violations by what the batch holds, not by its header", violations);
    const event = assertDefined(
      context.events.findLast(
        ({ detail }) =>
          detail["pipelineExecutionArn"] === drifted.arn && detail["stepName"] === DATA_DRIFT_STEP,
      ),
      "an event of the step DataDrift",
    );
    log("EventBridge delivers the same event a second time, as AWS may");
    await context.accounts.emit(event);
    await context.settled();
    const started = (await executionsOf(scientist, train)).filter((arn) => !trainingsBefore.includes(arn));
    assert(
      started.length === 1,
      `exactly one training for ${AT_ONCE} drifts at once, one of them told twice`,
      started,
    );
    const training = await ended(scientist, assertDefined(started[0], "the training"), log);
    holdStatus(training, "Succeeded");

    const mails = (await context.mails(context.prod)).slice(mailsBefore);
    const [alerts, others] = [mails.filter(isDriftAlert), mails.filter((mail) => !isDriftAlert(mail))];
    assert(alerts.length === AT_ONCE, "one alert for each, also where an event is delivered twice", alerts);
    assert(
      others.length === 1 && others[0]?.subject?.startsWith("Version 2 waits for approval") === true,
      "one mail that asks for the approval of version 2",
      others,
    );
    const alert = assertDefined(alerts[0], "the alert").body;
    const reason = stepOf(drifted, DATA_DRIFT_STEP).FailureReason ?? "";
    const known = featuresOf(context.prod.description).map(({ name }) => name);
    const features = known.filter((feature) => reason.includes(feature));
    assert(features.length > 0, "a reason that names one of the columns", reason);
    for (const feature of features) assert(alert.includes(feature), `the alert to name ${feature}`, alert);
    for (const line of alert.trimEnd().split("\n")) log(`| ${line}`);

    const version = await registeredVersion(context, training);
    assert(version.ModelPackageVersion === 2, "version 2", version.ModelPackageVersion);
    assert(
      version.ModelApprovalStatus === "PendingManualApproval",
      "version 2 to wait",
      version.ModelApprovalStatus,
    );
    const trainedRows = await preparedRows(context, training);
    const { part1Rows, part2Rows } = context.dataset;
    assert(
      trainedRows === part1Rows + part2Rows,
      `training on part 1 (${part1Rows}) and part 2 (${part2Rows})`,
      trainedRows,
    );

    const again = await runOnOutliers(context, log);
    const afterSecond = await executionsOf(scientist, train);
    assert(
      afterSecond.length === trainingsBefore.length + 1,
      "no training while version 2 waits",
      afterSecond,
    );
    const secondAlerts = (await context.mails(context.prod)).slice(mailsBefore + mails.length);
    assert(secondAlerts.length === 1, "an alert for the second drifted batch", secondAlerts);
    return {
      failureReason: reason,
      features,
      alert,
      violations: violations.map((one) => `${one.feature_name}: ${one.constraint_check_type}`),
      deliveries: context.events.filter((one) => one === event).length,
      trainingsStarted: started.length,
      trainedRows,
      steps: stepFacts(training),
      metric: await metricOf(context, scientist, version),
      modelPackageArn: version.ModelPackageArn ?? "",
      secondDrift: {
        execution: again.arn,
        trainingsStarted: afterSecond.length - trainingsBefore.length - started.length,
        alert: secondAlerts[0]?.body ?? "",
      },
    };
  },
};
