import { assert } from "../assert";
import type { Chapter } from "../chapter";
import type { Trace } from "../../../jenkins/trace";

/** Nothing runs where somebody could write before somebody has agreed. */
function holdOrder({ events }: Trace): void {
  const approved = events.findIndex(({ event }) => event === "input approved");
  const before = events.slice(0, approved).filter(({ node }) => node === "deploy");
  assert(approved !== -1 && before.length === 0, "an approval before anything that can write", before);
}

export const mergeToMain: Chapter = {
  id: 6,
  title: "Merge to main",
  shows:
    "the Jenkinsfile plans prod, asks the approver, and applies what was shown; doing it again writes nothing",
  async run(context, log) {
    const first = await context.merge(log);
    assert(
      first.stackPlanned > 0 && first.definitionsPlanned > 0,
      "a plan with changes before the first deployment",
      first,
    );
    assert(first.stackChanges > 0 && first.definitionWrites > 0, "the first deployment to write", first);
    if (first.trace !== undefined) {
      holdOrder(first.trace);
      context.saveFile("jenkins-trace.json", `${JSON.stringify(first.trace, null, 2)}\n`);
    }
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
      planned: first.stackPlanned + first.definitionsPlanned,
      stackChanges: first.stackChanges,
      definitionWrites: first.definitionWrites,
      writesOfSecondApply: writes.length,
    };
  },
};
