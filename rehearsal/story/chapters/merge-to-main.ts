import { hold } from "../chapter";
import type { Chapter } from "../chapter";

export const mergeToMain: Chapter = {
  id: 6,
  title: "Merge to main",
  shows: "Jenkins plans and applies prod's stack and pipelines; doing it again writes nothing",
  async run(world, tell) {
    const planned = await world.planDefinitions(world.prod);
    hold(planned.changes > 0, "a plan with changes before the first deployment", planned);
    tell(`plan: ${planned.changes} changes`);
    const first = await world.deploy(world.prod, tell);
    hold(first.stackChanges > 0 && first.definitionWrites > 0, "the first deployment to write", first);
    const writesBefore = (await world.writesAsDeployRole(world.prod)).length;
    const second = await world.deploy(world.prod, tell);
    hold(
      second.stackChanges === 0 && second.definitionWrites === 0,
      "the second deployment to change nothing",
      second,
    );
    const writes = (await world.writesAsDeployRole(world.prod)).slice(writesBefore);
    hold(writes.length === 0, "the call record to show no write by the second deployment", writes);
    const again = await world.planDefinitions(world.prod);
    hold(again.changes === 0, "an empty plan after the deployment", again);
    return {
      planned: planned.changes,
      stackChanges: first.stackChanges,
      definitionWrites: first.definitionWrites,
      writesOfSecondApply: writes.length,
    };
  },
};
