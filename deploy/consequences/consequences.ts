import type { Change } from "sagemaker-pipeline-definitions/diff";
import type { PipelineDefinition } from "sagemaker-pipeline-definitions";
import { costCeiling } from "../../pipeline-defs/cost/ceiling";
import { GIT_COMMIT_PARAMETER } from "../../pipeline-defs/train";
import { usdText } from "../../pipeline-defs/cost/money";
import type { ResourceChange, StacksPlan } from "../bound/stacks-plan";
import type { Plan, PlannedPipeline } from "../plan";

/** What a change comes to, the gravest first. */
export const CONSEQUENCES = [
  "deletes-data",
  "widens-permission",
  "predictions-change",
  "retrains",
  "loses-cache",
  "costs",
  "cosmetic",
] as const;
export type ConsequenceClass = (typeof CONSEQUENCES)[number];

/** One of them. Where it is not known which, the graver is said. */
export interface Consequence {
  readonly class: ConsequenceClass;
  /** A pipeline, or a resource of Terraform's. */
  readonly subject: string;
  readonly says: string;
  /** USD an execution may cost more at most; of `costs` alone. */
  readonly usd?: number;
}

/** All consequences of a plan, the gravest first, each subject's in the order of the plan. */
export function consequencesOf(plan: Plan, stacks?: StacksPlan): Consequence[] {
  const found = [
    ...plan.pipelines.flatMap((pipeline) => ofPipeline(pipeline, plan)),
    ...(stacks?.changes ?? []).map(ofResource),
  ];
  return CONSEQUENCES.flatMap((wanted) => found.filter((one) => one.class === wanted));
}

/** `1 pipeline retrains, predictions unchanged, at most $0.92 more an execution, nothing deleted`. */
export function verdictOf(consequences: readonly Consequence[]): string {
  const of = (wanted: ConsequenceClass): Set<string> =>
    new Set(consequences.filter((one) => one.class === wanted).map(({ subject }) => subject));
  const number = (wanted: ConsequenceClass, one: string, many: string, none: string): string => {
    const { size } = of(wanted);
    return size === 0 ? none : size === 1 ? `1 ${one}` : `${size} ${many}`;
  };
  const more = consequences.reduce((sum, { usd = 0 }) => sum + usd, 0);
  return [
    number("retrains", "pipeline trains differently", "pipelines train differently", "training unchanged"),
    of("predictions-change").size === 0 ? "predictions unchanged" : "predictions may change",
    ...(of("widens-permission").size === 0
      ? []
      : [number("widens-permission", "permission may widen", "permissions may widen", "")]),
    more === 0 ? "no dearer" : `at most ${usdText(more)} more an execution`,
    number("deletes-data", "thing deleted", "things deleted", "nothing deleted"),
  ].join(", ");
}

/** Whether something of this class, or of a graver one, is among them. */
export function hasAtLeast(consequences: readonly Consequence[], least: ConsequenceClass): boolean {
  const limit = CONSEQUENCES.indexOf(least);
  return consequences.some((one) => CONSEQUENCES.indexOf(one.class) <= limit);
}

function ofPipeline(planned: PlannedPipeline, { code, desired }: Plan): Consequence[] {
  const { pipeline, observed, owner, action, differences, cache, tags } = planned;
  const subject = pipeline.name;
  const say = (of: ConsequenceClass, says: string): Consequence => ({ class: of, subject, says });
  const rewritten = code.filter(
    ({ object, action: act }) => act === "replace" && observed?.definition.includes(object.key) === true,
  );
  const running = pipeline.kind === "train" ? "retrains" : "predictions-change";
  const named = (of: ReturnType<typeof classOf>): string[] => [
    ...new Set(differences.filter((change) => classOf(change) === of).map(nameOf)),
  ];
  const [causes, unimportant] = [named("step"), named("cosmetic")];
  return [
    ...(owner === undefined ? [] : [say("deletes-data", `overwrites a pipeline that ${owner}`)]),
    ...named("permission").map(() => say("widens-permission", "runs as another role")),
    ...rewritten.map(({ object }) => say(running, `gets back a script that was overwritten: ${object.key}`)),
    ...(causes.length === 0 ? [] : [say(running, `${NEXT[pipeline.kind]}: ${listed(causes)}`)]),
    ...cache.map(({ step }) => say("loses-cache", `cached results of ${step} are not used again`)),
    ...moreCost(planned, desired.environment.region),
    ...(unimportant.length === 0 ? [] : [say("cosmetic", `changes no result: ${listed(unimportant)}`)]),
    ...(action === "none" && tags.length > 0 ? [say("cosmetic", "tags")] : []),
  ];
}

const NEXT = {
  train: "the next training gives another result",
  inference: "the next run may predict differently",
} as const;

const SHOWN = 3;

function listed(names: readonly string[]): string {
  const more = names.length - SHOWN;
  return names.slice(0, SHOWN).join(", ") + (more > 0 ? ` and ${more} more` : "");
}

/** Changes that give no other result. */
const COSMETIC = new Set(["description", "retry", "cache", "instance-type", "instance-count"]);

function classOf(change: Change): "permission" | "cosmetic" | "step" | "label" {
  if (change.path === "RoleArn") return "permission";
  if (change.path.startsWith("Pipeline") || change.path.startsWith("Parallelism")) return "cosmetic";
  if (change.kind === "parameter-default") {
    if (change.parameter === GIT_COMMIT_PARAMETER) return "label";
    const { decides = [] } = change;
    return decides.length > 0 && decides.every(({ kind }) => COSMETIC.has(kind)) ? "cosmetic" : "step";
  }
  return COSMETIC.has(change.kind) ? "cosmetic" : "step";
}

/** The step or the parameter that a change is about. */
function nameOf(change: Change): string {
  const { step, parameter } = change as { readonly step?: string; readonly parameter?: string };
  return step ?? parameter ?? (change.path === "" ? "the whole definition" : change.path);
}

function moreCost({ pipeline, observed, cost }: PlannedPipeline, region: string): Consequence[] {
  const usd = cost.usd - costBefore(observed?.definition, region);
  if (usd <= 0) return [];
  const says = `at most ${usdText(usd)} more an execution`;
  return [{ class: "costs", subject: pipeline.name, says, usd }];
}

/** Nothing where there was no pipeline, or one whose cost cannot be said. */
function costBefore(definition: string | undefined, region: string): number {
  if (definition === undefined) return 0;
  try {
    return costCeiling(JSON.parse(definition) as PipelineDefinition, region).usd;
  } catch {
    return 0;
  }
}

/** What is lost with the resource. */
const HOLDS_DATA = /^aws_(s3_|kms_|sqs_queue$|cloudwatch_log_group$|sagemaker_|dynamodb_)/;
const PERMITS = /^aws_(iam_|.*_policy$|.*_permission$|.*_grant$)/;
/** What the pipelines call, and what starts them. */
const RUNS = /^aws_(lambda_function|cloudwatch_event_)/;

function ofResource({ address, type, actions, values }: ResourceChange): Consequence {
  const says = actions.join(", then ");
  const is = (of: ConsequenceClass): Consequence => ({ class: of, subject: address, says });
  if (actions.includes("delete") && HOLDS_DATA.test(type)) return is("deletes-data");
  const onlyDeletes = actions.every((action) => action === "delete");
  const policy = Object.keys(values).some((name) => /policy|^role$/.test(name));
  if (!onlyDeletes && (PERMITS.test(type) || policy)) return is("widens-permission");
  return is(RUNS.test(type) ? "predictions-change" : "cosmetic");
}
