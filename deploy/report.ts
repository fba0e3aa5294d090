/**
 * The results of the verbs as JSON documents, `--json`. Members are added, never renamed or removed.
 */
import type { Environment } from "../environments/environment";
import type { CostCeiling } from "../pipeline-defs/cost/ceiling";
import type { CacheEffect, Change, MovedOutput } from "sagemaker-pipeline-definitions/diff";
import type { Applied } from "./apply";
import type { StacksPlan } from "./bound/stacks-plan";
import type { TagChange } from "./comparison";
import type { PipelineKind } from "./desired";
import type { Destroyed } from "./destroy";
import type { Evidence } from "./evidence";
import { errorReport, outcome, type ErrorReport, type OutcomeReport } from "./outcome-report";
import { ceilingBefore, consequencesOf, type ConsequencesReport } from "./consequences/consequences";
import type { ResourceChange } from "./consequences/resource-rules";
import type { ScriptChange } from "./consequences/scripts";
import type { Caller, Execution, Lock } from "./ports";
import type { PlannedCode } from "./code-plan";
import { redactJson } from "./redaction";
import { operationsOf, type Plan, type PlannedPipeline } from "./plan";

/** Where a verb worked. */
export interface Place {
  readonly environment: string;
  readonly account: string;
  readonly region: string;
}

/** How a plan stands beside the one that was reviewed. */
export interface Reviewed {
  readonly same: boolean;
  /** In words; where it is not the same, what differs, or what keeps the reviewed one from counting. */
  readonly text: string;
}

/** What `plan --json` prints. */
export interface PlanReport extends Place {
  readonly verb: "plan";
  readonly ok: true;
  readonly caller: string;
  readonly gitCommit: string;
  /** USD that an execution may cost at most; absent where the environment's file says nothing. */
  readonly budget?: number;
  /** When the inference pipeline runs, as EventBridge writes it; absent where it runs only when somebody starts it. */
  readonly schedule?: string;
  /** Writes that an apply would make. */
  readonly changes: number;
  /** What they lead to. */
  readonly consequences: ConsequencesReport;
  /** What is known of the definitions from the environment before; absent where nobody asked. */
  readonly evidence?: Evidence;
  /** Absent where nobody asked. */
  readonly reviewed?: Reviewed;
  /** What Terraform would do, where its half was planned. */
  readonly resources?: readonly ResourceChange[];
  readonly code: readonly CodeReport[];
  readonly pipelines: readonly PipelineReport[];
}

interface CodeReport {
  readonly action: PlannedCode["action"];
  readonly bucket: string;
  readonly key: string;
  readonly sha256: string;
  readonly bytes: number;
}

export interface PipelineReport {
  readonly kind: PipelineKind;
  readonly name: string;
  readonly arn: string;
  readonly action: PlannedPipeline["action"];
  /** Whose it is, in words, where an apply would take it over. */
  readonly owner?: string;
  readonly definitionHash: string;
  readonly differences: readonly Change[];
  readonly cache: readonly CacheEffect[];
  readonly outputs: readonly MovedOutput[];
  readonly cost: CostCeiling;
  /** What an execution of what is there may cost; absent where there is none, or where that is not known. */
  readonly costBefore?: CostCeiling;
  readonly tags: readonly TagChange[];
  /** Whether its newest version gets a label. */
  readonly labels: boolean;
}

/** What `apply --json` prints: the plan, and how far it came. `ok` is false when a write failed. */
export interface ApplyReport extends Omit<PlanReport, "verb" | "ok">, OutcomeReport {
  readonly verb: "apply";
  /** Executions that ran when a pipeline of theirs was to be updated. */
  readonly running: readonly Execution[];
}

/** What `destroy --json` prints. */
export interface DestroyReport extends Place, OutcomeReport {
  readonly verb: "destroy";
  readonly caller: string;
  /** What stays, in sentences. */
  readonly leaves: readonly string[];
}

/** What `check --json` prints. */
export interface CheckReport extends Place {
  readonly verb: "check";
  readonly ok: true;
}

/** What `force-unlock --json` prints. */
export interface UnlockReport extends Place {
  readonly verb: "force-unlock";
  readonly ok: true;
  /** The lock that is gone; null where a build asked for its own, and holds none. */
  readonly lock: Lock | null;
}

/** What any verb prints with `--json` when it failed before it wrote anything. */
export interface FailureReport {
  readonly verb: string;
  readonly ok: false;
  /** As it was given on the command line. */
  readonly environment: string;
  readonly error: ErrorReport;
}

/** What is known beside the plan. */
interface Beside {
  /** Terraform's half. */
  readonly stacks?: Pick<StacksPlan, "changes"> | undefined;
  /** The plan's changed scripts, with their lines. */
  readonly scripts?: readonly ScriptChange[];
  readonly evidence?: Evidence | undefined;
  readonly reviewed?: Reviewed | undefined;
}

/** Without secrets: whoever shows it may cut it, and half a secret is not known for one. */
export function planReport(plan: Plan, beside?: Beside): PlanReport {
  return redactJson({ verb: "plan", ok: true, ...planned(plan, beside) });
}

export function applyReport(applied: Applied, beside?: Beside): ApplyReport {
  return redactJson({
    verb: "apply",
    ...outcome(applied),
    ...planned(applied.plan, beside),
    running: applied.running,
  });
}

export function destroyReport(destroyed: Destroyed): DestroyReport {
  const { environment, caller, leaves } = destroyed.plan;
  return {
    verb: "destroy",
    ...outcome(destroyed),
    ...place(environment, caller),
    caller: caller.arn,
    leaves,
  };
}

export function checkReport(environment: Environment): CheckReport {
  const { name, account, region } = environment;
  return { verb: "check", ok: true, environment: name, account, region };
}

export function unlockReport(environment: Environment, caller: Caller, lock: Lock | undefined): UnlockReport {
  return { verb: "force-unlock", ok: true, ...place(environment, caller), lock: lock ?? null };
}

export function failureReport(verb: string, environment: string, error: unknown): FailureReport {
  return { verb, ok: false, environment, error: errorReport(error) };
}

function planned(
  plan: Plan,
  { stacks, scripts, evidence, reviewed }: Beside = {},
): Omit<PlanReport, "verb" | "ok"> {
  const { desired, caller, code, pipelines } = plan;
  const { schedule } = desired.environment.inferencePipeline;
  return {
    ...place(desired.environment, caller),
    caller: caller.arn,
    gitCommit: desired.gitCommit,
    ...(desired.environment.budget === undefined ? {} : { budget: desired.environment.budget }),
    ...(schedule === undefined ? {} : { schedule }),
    changes: operationsOf(plan).length,
    consequences: consequencesOf(plan, {
      ...(scripts && { scripts }),
      ...(stacks && { resources: stacks.changes }),
    }),
    ...(evidence === undefined ? {} : { evidence }),
    ...(reviewed === undefined ? {} : { reviewed }),
    ...(stacks === undefined ? {} : { resources: stacks.changes }),
    code: code.map(({ action, object: { bucket, key, sha256, content } }) => ({
      action,
      bucket,
      key,
      sha256,
      bytes: content.byteLength,
    })),
    pipelines: pipelines.map(({ pipeline: { kind, name, definitionHash }, arn, action, ...found }) => ({
      kind,
      name,
      arn,
      action,
      ...(found.owner === undefined ? {} : { owner: found.owner }),
      definitionHash,
      differences: found.differences,
      cache: found.cache,
      outputs: found.outputs,
      cost: found.cost,
      ...costBefore(found),
      tags: found.tags,
      labels: found.labels,
    })),
  };
}

function costBefore({
  observed,
  cost,
}: Pick<PlannedPipeline, "observed" | "cost">): Pick<PipelineReport, "costBefore"> {
  const before = observed === undefined ? undefined : ceilingBefore(observed.definition, cost.region);
  return before === undefined ? {} : { costBefore: before };
}

function place({ name, region }: Environment, { account }: Caller): Place {
  return { environment: name, account, region };
}
