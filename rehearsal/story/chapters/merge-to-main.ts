import { assert } from "../assert";
import type { Chapter } from "../chapter";

export const mergeToMain: Chapter = {
  id: 6,
  title: "Merge to main",
  shows: "Jenkins plans prod as a role that writes nothing, then applies it; doing it again writes nothing",
  async run(context, log) {
    const planned = await context.plan(context.prod, log);
    assert(
      planned.stackChanges > 0 && planned.definitionChanges > 0,
      "a plan with changes before the first deployment",
      planned,
    );
    const first = await context.deploy(context.prod, log);
    assert(first.stackChanges > 0 && first.definitionWrites > 0, "the first deployment to write", first);
    const writesBefore = (await context.writesAsDeployRole(context.prod)).length;
    const second = await context.deploy(context.prod, log);
    assert(
      second.stackChanges === 0 && second.definitionWrites === 0,
      "the second deployment to change nothing",
      second,
    );
    const writes = (await context.writesAsDeployRole(context.prod)).slice(writesBefore);
    assert(writes.length === 0, "the call record to show no write by the second deployment", writes);
    const again = await context.plan(context.prod, log);
    assert(
      again.stackChanges === 0 && again.definitionChanges === 0,
      "an empty plan after the deployment",
      again,
    );
    return {
      planned: planned.stackChanges + planned.definitionChanges,
      stackChanges: first.stackChanges,
      definitionWrites: first.definitionWrites,
      writesOfSecondApply: writes.length,
    };
  },
};
