import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { canonicalJson, type Json } from "sagemaker-pipeline-definitions";
import type { Acting } from "../../environments/environment";
import { projectRoot } from "../../environments/project-root";
import type { Evidence } from "../evidence";
import { operationsOf, type Plan } from "../plan";
import { redactJson } from "../redaction";
import type { PlanReport } from "../report";
import { shownOf, type PlanShown } from "./shown";
import type { StacksPlan, StacksReview } from "./stacks-plan";

/** A plan as a file: what it would do, and all that it stands on. */
export interface PlanFile {
  readonly format: 2;
  /** Version of this project. */
  readonly tool: string;
  readonly created: string;
  readonly expires: string;
  readonly environment: string;
  readonly account: string;
  readonly region: string;
  /** As whom it was made. */
  readonly acting: Acting;
  readonly commit: string;
  /** Commits that it follows. */
  readonly parents: readonly string[];
  readonly tree: string;
  /** Names of what should be there, and what it is. */
  readonly desired: Entries;
  /** The same of what was there; `(none)` where there was nothing. */
  readonly observed: Entries;
  /** The writes, in their order. */
  readonly actions: readonly string[];
  /** Terraform's half, where it was planned; a plan that is stored says nothing of the machine. */
  readonly stacks?: StacksReview | StacksPlan;
  /** What was known from the environment before. It may move, so nothing is held against it. */
  readonly evidence?: Evidence;
  readonly shown: PlanShown;
}

/** Whatever tells two contents apart, by what it is of. */
export type Entries = Readonly<Record<string, Json>>;

/** Milliseconds that a plan is good for. */
export const LIFETIME = 24 * 3_600_000;

/** How a plan was made, and what is known beside it. */
interface Made extends Pick<PlanFile, "acting" | "parents"> {
  readonly now: Date;
  readonly report: PlanReport;
  readonly stacks?: StacksPlan;
  readonly evidence?: Evidence | undefined;
}

/** The file's content, without secrets. The same plan at the same time is the same text. */
export function planFileOf(plan: Plan, { acting, now, report, parents, stacks, evidence }: Made): PlanFile {
  const { environment, gitCommit, gitTree } = plan.desired;
  return {
    format: 2,
    tool: toolVersion(),
    created: now.toISOString(),
    expires: new Date(now.getTime() + LIFETIME).toISOString(),
    environment: environment.name,
    account: plan.caller.account,
    region: environment.region,
    acting,
    commit: gitCommit,
    parents,
    tree: gitTree,
    desired: desiredEntries(plan),
    observed: observedEntries(plan),
    actions: actionsOf(plan),
    ...(evidence === undefined ? {} : { evidence }),
    ...(stacks === undefined ? {} : { stacks: { ...stacks, changes: redactJson(stacks.changes) } }),
    shown: shownOf(report),
  };
}

/** What should be there: scripts by their digest, pipelines as they are sent but for secrets, with the digest of all. */
export function desiredEntries({ desired }: Plan): Entries {
  const entries = Object.fromEntries([
    ...desired.code.map(({ bucket, key, sha256 }) => [`script s3://${bucket}/${key}`, sha256]),
    ...desired.pipelines.map((pipeline) => [
      `pipeline ${pipeline.name}`,
      {
        displayName: pipeline.displayName,
        description: pipeline.description,
        roleArn: pipeline.roleArn,
        maxParallelSteps: pipeline.maxParallelSteps ?? null,
        definition: pipeline.definition,
        digest: sha256(canonicalJson(pipeline.definition)),
      },
    ]),
  ]) as Entries;
  return redactJson(entries);
}

const NONE = "(none)";

/** What is there: scripts by their S3 version, pipelines by their definition's digest, settings and tags. */
export function observedEntries({ code, pipelines }: Plan): Entries {
  const entries = Object.fromEntries([
    ...code.map(({ object: { bucket, key }, found }) => [
      `script s3://${bucket}/${key}`,
      found === undefined ? NONE : { ...found },
    ]),
    ...pipelines.map(({ pipeline: { name }, observed }) => {
      if (observed === undefined) return [`pipeline ${name}`, NONE];
      const { definition, tags, arn, ...settings } = observed;
      const known = Object.entries(settings).map(([key, value]) => [key, value ?? null]);
      return [
        `pipeline ${name}`,
        { arn, definition: sha256(definition), tags: { ...tags }, ...(Object.fromEntries(known) as Entries) },
      ];
    }),
  ]) as Entries;
  return redactJson(entries);
}

/** What is compared with another plan: each write, with what it writes. */
export function actionsOf(plan: Plan): string[] {
  const hashes = new Map(
    plan.desired.pipelines.map(({ name, definitionHash }) => [`pipeline ${name}`, definitionHash]),
  );
  return operationsOf(plan).map(({ action, target }) => {
    const hash = hashes.get(target);
    return hash === undefined ? `${action} ${target}` : `${action} ${target}, definition ${hash}`;
  });
}

function sha256(of: string): string {
  return createHash("sha256").update(of).digest("hex");
}

function toolVersion(): string {
  const manifest = readFileSync(join(projectRoot(), "package.json"), "utf8");
  return (JSON.parse(manifest) as { readonly version: string }).version;
}
