import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { assert } from "../assert";
import type { Chapter } from "../chapter";
import { BROKEN, dataFolder } from "./data";
import { execute, executionsOf, exitMessage, holdStatus, stepOf } from "../executions";

/** The members of `deploy why --json` that the story reads. */
interface Why {
  readonly run: { readonly id: string; readonly failedStep: string | null };
  readonly names: string | null;
}

export const failedTraining: Chapter = {
  id: 11,
  title: "Failure of training",
  shows: "a training that fails says where and why, alerts, and starts nothing",
  async run(context, log) {
    const scientist = await context.actors.scientist(context.prod);
    const broken = readFileSync(join(dataFolder(context), BROKEN));
    const { value } = context.dataset.broken;
    const prefix = `${context.prod.modelName}/data/broken-dataset`;
    await scientist.clients.s3.send(
      new PutObjectCommand({ Bucket: context.prod.dataBucket, Key: `${prefix}/${BROKEN}`, Body: broken }),
    );
    const trainings = await executionsOf(scientist, context.prod.trainPipeline.name);
    const inferences = await executionsOf(scientist, context.prod.inferencePipeline.name);
    const mailsBefore = (await context.mails(context.prod)).length;
    const input = { InputDataUrl: `s3://${context.prod.dataBucket}/${prefix}` };
    const execution = await execute(scientist, context.prod.trainPipeline.name, input, log);
    holdStatus(execution, "Failed");
    await context.settled();
    const reason = (await exitMessage(scientist, stepOf(execution, "Preprocess"))) ?? "";
    assert(reason.includes(value), `a message that shows ${value}, which its column cannot hold`, reason);
    const alerts = (await context.mails(context.prod)).slice(mailsBefore);
    assert(alerts.length === 1, "one alert", alerts);
    const alert = alerts[0]?.body ?? "";
    assert(alert.includes("Preprocess"), "an alert that names the step", alert);
    assert(alert.includes(value), "an alert that says what the script said", alert);
    for (const line of alert.trimEnd().split("\n")) log(`| ${line}`);
    const { run, names } = (await context.look("why", context.prod)) as Why;
    assert(execution.arn.endsWith(`/${run.id}`), "why to tell of the execution that failed last", run);
    assert(names?.includes("line 2 of broken.csv") === true, "why to name the row", names);
    log(`npm run deploy -- why --env ${context.prod.name}: ${run.failedStep}, ${names}`);
    const startedTrainings =
      (await executionsOf(scientist, context.prod.trainPipeline.name)).length - trainings.length;
    assert(startedTrainings === 1, "no training beside the one that failed", startedTrainings);
    const startedInferences = (await executionsOf(scientist, context.prod.inferencePipeline.name)).length;
    assert(startedInferences === inferences.length, "no inference to start", startedInferences);
    return { failureReason: reason, alert, started: 0 };
  },
};
