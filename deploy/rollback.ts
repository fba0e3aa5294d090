import { Problem } from "sagemaker-promotion-core/problem";
import type { Environment } from "../environments/environment";
import { costCeiling } from "../pipeline-defs/cost/ceiling";
import { confirmWritten } from "./apply";
import { checkCaller } from "./check";
import { GIT_COMMIT_TAG, settingsOf, type PipelineKind } from "./desired";
import { earlierPipeline, UNKNOWN } from "./earlier-version";
import { isRunning } from "./executions";
import { perform, type Outcome } from "./operation";
import { foreignOwner, notManaged } from "./ownership";
import { operationsOf, planPipeline, type Plan } from "./plan";
import type { Aws, Execution, PipelineVersion, Progress, Sleep } from "./ports";
import { readLabel, type Rollback } from "./version-label";

/** What is asked for. */
export interface RollbackRequest {
  readonly environment: Environment;
  readonly kind: PipelineKind;
  /** Default: the version before the newest. */
  readonly to: number | undefined;
  readonly reason: string;
}

/** What a rollback would do. */
export interface RollbackPlan {
  /** Of the one pipeline, with the earlier version's definition as what should be there. */
  readonly plan: Plan;
  readonly kind: PipelineKind;
  /** What is there, and what comes back. */
  readonly from: PipelineVersion;
  readonly to: PipelineVersion;
  readonly rollback: Rollback;
  readonly running: readonly Execution[];
}

/** A rollback, and how far it came. */
export interface RolledBack extends Outcome {
  readonly planned: RollbackPlan;
}

/**
 * Looks for an earlier version, and whether its definition still works. Reads only.
 * @throws Problem `WrongAccount`, `NotManaged`, `NothingToGoBackTo`, `VersionUnlabelled`, `RollbackImpossible`
 */
export async function planRollback(
  { environment, kind, to, reason }: RollbackRequest,
  aws: Aws,
  progress: Progress,
): Promise<RollbackPlan> {
  const caller = await checkCaller(environment, aws);
  const { name, arn } = settingsOf(environment, kind);
  progress(`looking at the versions of ${name}`);
  const observed = await aws.pipelines.describe(name);
  const [newest, ...older] = await aws.pipelines.versions(name);
  if (observed === undefined || newest === undefined)
    throw nothing(`There is no pipeline ${name}.`, arn, environment);
  const owner = foreignOwner(environment, observed.tags);
  if (owner !== undefined) {
    throw notManaged(
      { name, arn: observed.arn, owner },
      "Go back with the tool that made it. Nothing was changed.",
    );
  }
  const target = targetOf(newest, older, to, { name, arn, environment });
  const earlier = await aws.pipelines.describe(name, target.id);
  if (earlier === undefined) throw nothing(`Version ${target.id} of ${name} is gone.`, arn, environment);
  const { definition } = earlier;
  const pipeline = await earlierPipeline(
    { environment, kind, version: target, definition, observed },
    aws,
    progress,
  );
  const cost = costCeiling(pipeline.definition, environment.region);
  const planned = planPipeline(environment, { pipeline, cost, code: [] }, observed);
  const gitCommit = pipeline.tags[GIT_COMMIT_TAG] ?? UNKNOWN;
  return {
    plan: {
      desired: { environment, gitCommit, gitTree: UNKNOWN, code: [], pipelines: [pipeline], functions: [] },
      caller,
      code: [],
      pipelines: [planned],
    },
    kind,
    from: newest,
    to: target,
    // A killed run has made the newest version already: it went back from the one before.
    rollback: { from: planned.action === "none" ? newest.id - 1 : newest.id, to: target.id, reason },
    running: (await aws.pipelines.executions(name)).filter(isRunning),
  };
}

/** Puts the earlier definition back, as a new version. @returns how far it came */
export async function rollback(
  planned: RollbackPlan,
  aws: Aws,
  sleep: Sleep,
  progress: Progress,
): Promise<RolledBack> {
  const { plan } = planned;
  const outcome = await perform(operationsOf(plan, { rollback: planned.rollback }), aws, progress);
  const done = { planned, ...outcome };
  if (outcome.failure !== undefined) return done;
  try {
    for (const { pipeline, action } of plan.pipelines) {
      if (action !== "none") await confirmWritten(pipeline, aws, sleep);
    }
    return done;
  } catch (failure) {
    return { ...done, failure };
  }
}

const UNCHANGED = "Nothing was changed.";

interface Place {
  readonly name: string;
  readonly arn: string;
  readonly environment: Environment;
}

function targetOf(
  newest: PipelineVersion,
  older: readonly PipelineVersion[],
  to: number | undefined,
  { name, arn, environment }: Place,
): PipelineVersion {
  if (to === undefined && readLabel(newest.label) === undefined) {
    throw new Problem({
      code: "VersionUnlabelled",
      blame: "user",
      message: `The newest version of ${name}, ${newest.id}, has no label: another than this project made it, or a run that was killed. So the one before may not be the one to go back to.`,
      where: arn,
      next: `Name the version with --to; npm run deploy -- pipelines --env ${environment.name} lists them. ${UNCHANGED}`,
    });
  }
  const target = to === undefined ? older[0] : older.find(({ id }) => id === to);
  if (target !== undefined) return target;
  const which =
    to === undefined ? "no earlier one" : to === newest.id ? "that very one" : `no earlier version ${to}`;
  throw nothing(`The newest version of ${name} is ${newest.id}: there is ${which}.`, arn, environment);
}

function nothing(message: string, where: string, { name }: Environment): Problem {
  const next = `npm run deploy -- pipelines --env ${name} lists the versions; name an earlier one with --to. ${UNCHANGED}`;
  return new Problem({ code: "NothingToGoBackTo", blame: "user", message, where, next });
}
