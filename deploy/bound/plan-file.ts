import { createHash } from "node:crypto";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv";
import { canonicalJson, type Json } from "sagemaker-pipeline-definitions";
import { Problem } from "sagemaker-promotion-core/problem";
import { MEBIBYTE, readUserFile } from "sagemaker-promotion-core/user-file";
import type { Acting } from "../../environments/environment";
import { projectRoot } from "../../environments/project-root";
import { operationsOf, type Plan } from "../plan";
import type { StacksPlan } from "./stacks-plan";

/** A plan as a file: what it would do, and all that it stands on. */
export interface PlanFile {
  readonly format: 1;
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
  readonly tree: string;
  /** Names of what should be there, and what it is. */
  readonly desired: Entries;
  /** The same of what was there; `(none)` where there was nothing. */
  readonly observed: Entries;
  /** The writes, in their order. */
  readonly actions: readonly string[];
  /** Terraform's half, where it was planned. */
  readonly stacks?: StacksPlan;
}

/** Whatever tells two contents apart, by what it is of. */
export type Entries = Readonly<Record<string, Json>>;

const LIFETIME = 24 * 3_600_000;
const LARGEST = 32 * MEBIBYTE;

/** The file's content. The same plan at the same time is the same text. */
export function planFileOf(
  plan: Plan,
  { acting, now, stacks }: { readonly acting: Acting; readonly now: Date; readonly stacks?: StacksPlan },
): PlanFile {
  const { environment, gitCommit, gitTree } = plan.desired;
  return {
    format: 1,
    tool: toolVersion(),
    created: now.toISOString(),
    expires: new Date(now.getTime() + LIFETIME).toISOString(),
    environment: environment.name,
    account: plan.caller.account,
    region: environment.region,
    acting,
    commit: gitCommit,
    tree: gitTree,
    desired: desiredEntries(plan),
    observed: observedEntries(plan),
    actions: actionsOf(plan),
    ...(stacks === undefined ? {} : { stacks }),
  };
}

/** What should be there: scripts by their digest, pipelines as they are sent. */
export function desiredEntries({ desired }: Plan): Entries {
  return Object.fromEntries([
    ...desired.code.map(({ bucket, key, sha256 }) => [`script s3://${bucket}/${key}`, sha256]),
    ...desired.pipelines.map((pipeline) => [
      `pipeline ${pipeline.name}`,
      {
        displayName: pipeline.displayName,
        description: pipeline.description,
        roleArn: pipeline.roleArn,
        maxParallelSteps: pipeline.maxParallelSteps ?? null,
        definition: pipeline.definition,
      },
    ]),
  ]) as Entries;
}

const NONE = "(none)";

/** What is there: scripts by their S3 version, pipelines by their definition's digest, settings and tags. */
export function observedEntries({ code, pipelines }: Plan): Entries {
  return Object.fromEntries([
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

/** Writes the file whole or not at all, for its owner alone. */
export function writePlanFile(path: string, file: PlanFile): void {
  const text = `${canonicalJson({ ...documentOf(file), seal: sealOf(file) }, 2)}\n`;
  const beside = `${path}.${process.pid}.tmp`;
  writeFileSync(beside, text, { mode: 0o600 });
  renameSync(beside, path);
}

/** @throws Problem `NotAPlan`, `PlanAltered` */
export function readPlanFile(path: string): PlanFile {
  const content = readUserFile(path, {
    code: "NotAPlan",
    what: "the plan",
    limit: LARGEST,
    next: "Make it with npm run deploy -- plan --env NAME --out FILE.",
  });
  const document = parse(path, new TextDecoder().decode(content));
  const { seal, ...file } = document;
  if (seal === sealOf(file as PlanFile)) return file as PlanFile;
  throw new Problem({
    code: "PlanAltered",
    blame: "user",
    message: "The plan was altered, or cut off, after it was made.",
    where: path,
    next: "Plan again. Nothing was changed.",
  });
}

const text = { type: "string" };
const SCHEMA = {
  type: "object",
  required: [
    "format",
    "created",
    "expires",
    "environment",
    "account",
    "tree",
    "desired",
    "observed",
    "actions",
    "seal",
  ],
  properties: {
    format: { const: 1 },
    ...Object.fromEntries(
      ["tool", "created", "expires", "environment", "account", "region", "commit", "tree", "seal"].map(
        (name) => [name, text],
      ),
    ),
    acting: { enum: ["plan", "deploy"] },
    desired: { type: "object" },
    observed: { type: "object" },
    actions: { type: "array", items: text },
    stacks: { type: "object", required: ["stack", "folder", "changes", "binary"] },
  },
};

function parse(path: string, json: string): Partial<PlanFile> & { readonly seal?: unknown } {
  try {
    const document = JSON.parse(json) as PlanFile;
    if (new Ajv().validate(SCHEMA, document)) return document;
  } catch {
    // Told below.
  }
  throw new Problem({
    code: "NotAPlan",
    blame: "user",
    message: "The file is no plan of this project's, or was cut off.",
    where: path,
    next: "Make it with npm run deploy -- plan --env NAME --out FILE.",
  });
}

function sealOf(file: PlanFile): string {
  return sha256(canonicalJson(documentOf(file)));
}

/** The plan as JSON keeps it. */
function documentOf(file: PlanFile): Entries {
  return JSON.parse(JSON.stringify(file)) as Entries;
}

function sha256(of: string): string {
  return createHash("sha256").update(of).digest("hex");
}

function toolVersion(): string {
  const manifest = readFileSync(join(projectRoot(), "package.json"), "utf8");
  return (JSON.parse(manifest) as { readonly version: string }).version;
}
