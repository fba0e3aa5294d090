import { basename, join } from "node:path";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import type { CallRecord, Mail } from "sagemaker-local-accounts";
import { canonicalJson, isJsonObject, type Json, type JsonObject } from "sagemaker-pipeline-definitions";
import { accountOf } from "sagemaker-promotion-core/arn";
import type { Direction, ModelDescription, Task } from "../../models/model";
import type { Batch, Findings, Metric } from "./findings";
import { usedPermissions, type UsedPermissions } from "./used-permissions";

/** Which form a file of results has. A member may be added to the form; one whose meaning changes makes another form. */
export const FORMAT = 1;
/** Stands for the commit, which is another one where the same sources are committed again. */
export const COMMIT = "<commit>";
/** The file's name in the folder of what a rehearsal leaves. */
export const RESULTS_FILE = "results.json";

export interface ChapterOutcome {
  readonly title: string;
  readonly ok: boolean;
  /** Present where the chapter does not hold. */
  readonly error?: string;
}

export interface Alert {
  /** The environment whose subscriber it reached. */
  readonly environment: string;
  readonly subject: string;
  readonly body: string;
}

/** What is predicted, and by what versions are judged. */
export interface RehearsedModel {
  readonly task: Task;
  /** How many numbers a prediction has. */
  readonly numbers: number;
  /** The metric that decides whether a version is registered. */
  readonly metric: string;
  readonly direction: Direction;
}

/**
 * What came of a rehearsal, for a comparison with another one: `results.json`, as `results.schema.json` describes it. The
 * same sources give the same bytes.
 */
export interface Results {
  readonly format: typeof FORMAT;
  readonly model: RehearsedModel;
  readonly chapters: readonly ChapterOutcome[];
  readonly metrics: Readonly<Record<string, Readonly<Record<string, Metric>>>>;
  readonly batches: Readonly<Record<string, Batch>>;
  /** Each text once, sorted: how many of several drifts at once are told the same depends on the moment. */
  readonly alerts: readonly Alert[];
  /** By role or service. */
  readonly permissions: Readonly<Record<string, UsedPermissions>>;
  /** By environment and pipeline. */
  readonly definitions: Readonly<Record<string, JsonObject>>;
  /** Arguments by stack and Terraform address; a stack's other sections by their names. */
  readonly resources: Readonly<Record<string, Json>>;
}

/** What a rehearsal knows when its story ends. */
export interface Rehearsed {
  readonly model: Pick<ModelDescription, "task" | "classes" | "metric">;
  readonly chapters: readonly ChapterOutcome[];
  readonly findings: Findings;
  readonly mails: readonly Mail[];
  readonly calls: readonly CallRecord[];
  /** JSON of both pipelines' definitions, by environment. */
  readonly definitions: ReadonlyMap<string, string>;
  /** Terraform's JSON, by stack. */
  readonly stacks: ReadonlyMap<string, string>;
  /** What the definitions name as the commit of their sources. */
  readonly commit: string;
  /** What an account is called. */
  readonly nameOf: (account: string) => string;
  /** Takes out of a text what is another in every rehearsal. */
  readonly steady: (text: string) => string;
}

export function resultsOf(rehearsed: Rehearsed): Results {
  const { model, chapters, findings, mails, calls, definitions, stacks, commit, nameOf, steady } = rehearsed;
  return {
    format: FORMAT,
    model: {
      task: model.task,
      numbers: model.task === "multiclass" ? model.classes.length : 1,
      metric: model.metric.name,
      direction: model.metric.direction,
    },
    chapters: chapters.map(({ title, ok, error }) => ({
      title,
      ok,
      ...(error === undefined ? {} : { error: steady(error) }),
    })),
    metrics: Object.fromEntries(findings.metrics),
    batches: Object.fromEntries(findings.batches),
    alerts: alertsIn(mails, nameOf, steady),
    permissions: usedPermissions(calls, nameOf),
    definitions: Object.fromEntries(
      [...definitions].flatMap(([environment, text]) =>
        Object.entries(JSON.parse(text.replaceAll(commit, COMMIT)) as Record<string, JsonObject>).map(
          ([pipeline, definition]) => [`${environment} ${pipeline}`, definition] as const,
        ),
      ),
    ),
    resources: Object.fromEntries(
      [...stacks].flatMap(([stack, text]) => resourcesIn(stack, JSON.parse(text) as JsonObject)),
    ),
  };
}

/** Keys sorted, so that an order without meaning is no difference. */
export function resultsText(results: Results): string {
  return `${canonicalJson(results as unknown as Json, 2)}\n`;
}

function alertsIn(
  mails: readonly Mail[],
  nameOf: (account: string) => string,
  steady: (text: string) => string,
): Alert[] {
  const alerts = mails
    .filter(({ confirmationToken }) => confirmationToken === undefined)
    .map(({ topicArn, subject = "", body }) => ({
      environment: nameOf(accountOf(topicArn)),
      subject: steady(subject),
      body: steady(body),
    }));
  const byText = new Map(alerts.map((alert) => [JSON.stringify(alert), alert]));
  return [...byText].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, alert]) => alert);
}

/** `//` is cdktf's own metadata. */
const METADATA = "//";

function resourcesIn(stack: string, document: JsonObject): [string, Json][] {
  return Object.entries(document).flatMap(([section, content]): [string, Json][] => {
    if (section === METADATA) return [];
    if (section !== "resource" || !isJsonObject(content)) return [[`${stack} ${section}`, content]];
    return Object.entries(content).flatMap(([type, named]) =>
      Object.entries(isJsonObject(named) ? named : {}).map(([name, body]): [string, Json] => [
        `${stack} ${type}.${name}`,
        isJsonObject(body) ? without(body, METADATA) : body,
      ]),
    );
  });
}

function without(object: JsonObject, key: string): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => name !== key));
}

/** The definitions and stacks among what a rehearsal left in a folder. */
export function filesLeftIn(out: string): Pick<Rehearsed, "definitions" | "stacks"> {
  const definitions = join(out, "definitions");
  const stacks = join(out, "cdktf.out", "stacks");
  return {
    definitions: new Map(
      namesIn(definitions).map((name) => [
        basename(name, ".json"),
        readFileSync(join(definitions, name), "utf8"),
      ]),
    ),
    stacks: new Map(
      namesIn(stacks).map((name) => [name, readFileSync(join(stacks, name, "cdk.tf.json"), "utf8")]),
    ),
  };
}

function namesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).sort() : [];
}
