import { assert } from "../assert";
import type { Chapter } from "../chapter";
import { execute, executionsOf, holdStatus, stepFacts, stepOf } from "../executions";

export const unapproved: Chapter = {
  id: 4,
  title: "Nothing goes out unapproved",
  shows:
    "without an approved version the inference pipeline stops at its first step, says why, and trains nothing",
  async run(context, log) {
    const scientist = await context.actors.scientist(context.dev);
    const trainings = await executionsOf(scientist, context.dev.trainPipeline.name);
    const mailsBefore = (await context.mails(context.dev)).length;
    const execution = await execute(scientist, context.dev.inferencePipeline.name, {}, log);
    holdStatus(execution, "Failed");
    await context.settled();
    const reason = stepOf(execution, "LatestApprovedModel").FailureReason ?? "";
    const group = context.dev.modelPackageGroup.name;
    assert(
      reason.includes(group) && /approve/i.test(reason),
      `a reason that names ${group} and approval`,
      reason,
    );
    assert(execution.steps.length === 1, "no step after LatestApprovedModel", execution.steps.length);
    const mails = (await context.mails(context.dev)).slice(mailsBefore);
    assert(mails.length === 1, "one alert", mails);
    log(`alert to ${mails[0]?.to}: ${mails[0]?.body.split("\n")[0]}`);
    const after = await executionsOf(scientist, context.dev.trainPipeline.name);
    assert(after.length === trainings.length, "no training to start", after);
    return {
      steps: stepFacts(execution),
      failureReason: reason,
      alert: mails[0]?.body ?? "",
      trainingsStarted: after.length - trainings.length,
    };
  },
};
