import { definitionsOf, type PipelineKind } from "../../../deploy/desired";
import { loadSources } from "../../../deploy/sources";
import type { Environment } from "../../../environments/environment";
import { assert } from "../assert";
import type { Chapter, Facts } from "../chapter";
import type { StoryContext } from "../context";
import { execute, holdStatus, stepFacts, type EndedExecution } from "../executions";
import type { Log } from "../log";
import { unrehearsed } from "../own-pipelines";
import { standInsOf } from "../stand-ins";
import { runOnSchedule } from "./daily-run";

/**
 * Holds where the execution succeeded, or where the step at which it ended needs an image that nothing here stands in
 * for: further than that no rehearsal gets.
 */
async function holdAsFarAsItGoes(
  environment: Environment,
  kind: PipelineKind,
  execution: EndedExecution,
  log: Log,
): Promise<Facts> {
  const definition = definitionsOf(await loadSources(environment))[kind];
  const failed = execution.steps.find(({ StepStatus }) => StepStatus === "Failed");
  const missing = unrehearsed(definition, standInsOf(environment.modelName)).find(
    ({ image }) => failed?.FailureReason?.includes(image) === true,
  );
  const steps = stepFacts(execution);
  if (missing === undefined) {
    holdStatus(execution, "Succeeded");
    return { steps };
  }
  const { image } = missing;
  const step = failed?.StepName ?? "";
  log(`rehearsed up to ${step}: nothing here stands in for ${image}`);
  return { steps, unrehearsed: { step, image } };
}

/** Numbers of the versions that an execution has registered in the model's group. */
function versionsOf(context: StoryContext, { steps }: EndedExecution): readonly number[] {
  const group = `:model-package/${context.prod.modelPackageGroup.name}/`;
  return steps.flatMap(({ Metadata: metadata }) => {
    const [, version] = metadata?.RegisterModel?.Arn?.split(group) ?? [];
    return version === undefined ? [] : [Number(version)];
  });
}

export const ownTraining: Chapter = {
  id: 3,
  title: "Train in dev",
  shows: "dev's stack and the model's own pipelines deployed by people of dev, and its training run",
  async run(context, log) {
    const { dev } = context;
    await context.plan(dev, log);
    await context.deploy(dev, log);
    const execution = await execute(await context.actors.scientist(dev), dev.trainPipeline.name, {}, log);
    const facts = await holdAsFarAsItGoes(dev, "train", execution, log);
    const versions = versionsOf(context, execution);
    for (const version of versions) {
      const { arn, approval } = await context.approve(version);
      assert(approval === "Approved", `version ${version} to be approved`, approval);
      log(`npm run deploy -- approve ${version}: ${approval}: ${arn}`);
    }
    if (versions.length === 0) log(`no version registered in ${context.prod.modelPackageGroup.name}`);
    return { ...facts, versions };
  },
};

export const ownInference: Chapter = {
  id: 8,
  title: "Daily run",
  shows: "the model's own inference pipeline run in prod, on its schedule where it has one",
  async run(context, log) {
    const execution = await runOnSchedule(context, log);
    await context.settled();
    return holdAsFarAsItGoes(context.prod, "inference", execution, log);
  },
};
