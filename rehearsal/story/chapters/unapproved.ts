import { assert } from "../assert";
import type { Chapter } from "../chapter";
import { execute, executionsOf, holdStatus, stepFacts, stepOf } from "../executions";

export const unapproved: Chapter = {
  id: 4,
  title: "Nothing goes out unapproved",
  shows:
    "without an approved version the inference pipeline stops at its first step, says why, and trains nothing",
  async run(world, tell) {
    const scientist = await world.people.scientist(world.dev);
    const trainings = await executionsOf(scientist, world.dev.trainPipeline.name);
    const mailsBefore = (await world.mails(world.dev)).length;
    const execution = await execute(scientist, world.dev.inferencePipeline.name, {}, tell);
    holdStatus(execution, "Failed");
    await world.settled();
    const reason = stepOf(execution, "LatestApprovedModel").FailureReason ?? "";
    const group = world.dev.modelPackageGroup.name;
    assert(
      reason.includes(group) && /approve/i.test(reason),
      `a reason that names ${group} and approval`,
      reason,
    );
    assert(execution.steps.length === 1, "no step after LatestApprovedModel", execution.steps.length);
    const mails = (await world.mails(world.dev)).slice(mailsBefore);
    assert(mails.length === 1, "one alert", mails);
    tell(`alert to ${mails[0]?.to}: ${mails[0]?.body.split("\n")[0]}`);
    const after = await executionsOf(scientist, world.dev.trainPipeline.name);
    assert(after.length === trainings.length, "no training to start", after);
    return {
      steps: stepFacts(execution),
      failureReason: reason,
      alert: mails[0]?.body ?? "",
      trainingsStarted: after.length - trainings.length,
    };
  },
};
