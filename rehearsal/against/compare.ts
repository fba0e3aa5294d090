import { createHash } from "node:crypto";
import { canonicalJson, diff, type JsonObject, type PipelineDiff } from "sagemaker-pipeline-definitions";
import type { Batch, Metric, Violation } from "../results/findings";
import type { ReadResults } from "../results/read-results";
import type { ChapterOutcome, RehearsedModel } from "../results/results";
import { compareAlerts, type AlertDifference } from "./alerts";
import { comparePermissions, isDifferent, type PermissionsDifference } from "./permissions";
import { comparePredictions, type PredictionsDifference } from "./predictions";
import { compareResource, type ResourceDifference } from "./resources";
import { isSame, pairsOf, rowOf, type Pair, type Row, type Sides } from "./row";

/** How far a story got. */
export interface StoryOutcome {
  readonly chapters: number;
  /** The chapter that does not hold, and why; null where all do. */
  readonly failed: { readonly chapter: number; readonly title: string; readonly error: string } | null;
}

/** A number of one version's evaluation. */
export interface MetricPair extends Pair<Metric> {
  readonly version: string;
}

export interface DriftDifference {
  readonly batch: string;
  /** Null where the batch was not looked at. */
  readonly drift: Sides<boolean | null>;
  /** Violations that one side alone has. */
  readonly violations: Sides<readonly Violation[]>;
}

interface DefinitionDifference {
  readonly name: string;
  /** SHA-256 of the canonical JSON, in hex; null where there is none. */
  readonly hash: Sides<string | null>;
  readonly diff: PipelineDiff;
}

/** Two rehearsals, kind of result by kind of result. */
export interface Comparison {
  readonly stories: Sides<StoryOutcome | null>;
  /** With all metrics, those that are the same too, and the one that decides whether a version is registered. */
  readonly metrics: Row<MetricPair> & {
    readonly all: readonly MetricPair[];
    readonly deciding: Pick<RehearsedModel, "metric" | "direction"> | null;
  };
  readonly predictions: Row<PredictionsDifference>;
  readonly drift: Row<DriftDifference>;
  readonly alerts: Row<AlertDifference>;
  readonly permissions: Row<PermissionsDifference>;
  readonly definitions: Row<DefinitionDifference>;
  readonly resources: Row<ResourceDifference>;
}

/** Compares what two rehearsals recorded. What an older version did not record is said to be missing. */
export function compare(base: ReadResults, head: ReadResults): Comparison {
  const stories = { base: outcomeOf(base.chapters), head: outcomeOf(head.chapters) };
  const early = { base: endedEarly(stories.base), head: endedEarly(stories.head) };
  // An older base says nothing of its model.
  const model = head.model ?? base.model;
  const metrics = rowOf(base.metrics, head.metrics, (one, other) => compareMetrics(one, other, early));
  return {
    stories,
    metrics: { all: [], deciding: model ?? null, ...metrics },
    predictions: rowOf(base.batches, head.batches, (one, other) => {
      const pairs = pairsOf(predicted(one), predicted(other), early);
      const differences = pairs.map((pair) => comparePredictions(pair, model));
      return {
        compared: differences.reduce((sum, { rows }) => sum + Math.max(rows.base, rows.head), 0),
        differences: differences.filter(({ changed }) => changed > 0),
      };
    }),
    drift: rowOf(base.batches, head.batches, (one, other) => {
      const pairs = pairsOf(one, other, early);
      return { compared: pairs.length, differences: pairs.filter(isOtherVerdict).map(driftDifference) };
    }),
    alerts: rowOf(base.alerts, head.alerts, (one, other) => compareAlerts(one, other, early)),
    permissions: rowOf(base.permissions, head.permissions, (one, other) => {
      const pairs = pairsOf(one, other, { base: false, head: false });
      const differences = pairs.map((pair) => comparePermissions(pair, early));
      return { compared: pairs.length, differences: differences.filter(isDifferent) };
    }),
    definitions: rowOf(base.definitions, head.definitions, (one, other) => {
      const pairs = pairsOf(one, other, early);
      const differences = pairs.map(definitionDifference);
      return {
        compared: pairs.length,
        differences: differences.filter((one) => one.diff.changes.length > 0),
      };
    }),
    resources: rowOf(base.resources, head.resources, (one, other) => {
      const pairs = pairsOf(one, other, { base: false, head: false });
      const differing = pairs.filter((pair) => !isSame(pair.base, pair.head));
      return { compared: pairs.length, differences: differing.map(compareResource) };
    }),
  };
}

function outcomeOf(chapters: readonly ChapterOutcome[] | undefined): StoryOutcome | null {
  if (chapters === undefined) return null;
  const index = chapters.findIndex(({ ok }) => !ok);
  const failed = chapters[index];
  return {
    chapters: chapters.length,
    failed:
      failed === undefined
        ? null
        : { chapter: index + 1, title: failed.title, error: failed.error ?? "it does not say why" },
  };
}

function endedEarly(story: StoryOutcome | null): boolean {
  return story !== null && story.failed !== null;
}

type Metrics = Readonly<Record<string, Readonly<Record<string, Metric>>>>;

function compareMetrics(
  base: Metrics,
  head: Metrics,
  early: Sides<boolean>,
): Omit<Comparison["metrics"], "missing" | "deciding"> {
  const all = pairsOf(base, head, early).flatMap(({ name: version, base: then = {}, head: now = {} }) =>
    pairsOf(then, now, { base: false, head: false }).map((pair) => ({ version, ...pair })),
  );
  return { all, compared: all.length, differences: all.filter((pair) => !isSame(pair.base, pair.head)) };
}

/** Batches that a side has predictions of. */
function predicted(batches: Readonly<Record<string, Batch>>): Record<string, Batch> {
  return Object.fromEntries(Object.entries(batches).filter(([, { predictions }]) => predictions.length > 0));
}

function isOtherVerdict({ base, head }: Pair<Batch>): boolean {
  return !isSame([base?.drift, base?.violations], [head?.drift, head?.violations]);
}

function driftDifference({ name, base, head }: Pair<Batch>): DriftDifference {
  const only = (some: Batch | undefined, others: Batch | undefined): Violation[] =>
    (some?.violations ?? []).filter((one) => !others?.violations.some((other) => isSame(one, other)));
  return {
    batch: name,
    drift: { base: base?.drift ?? null, head: head?.drift ?? null },
    violations: { base: only(base, head), head: only(head, base) },
  };
}

function definitionDifference({ name, base, head }: Pair<JsonObject>): DefinitionDifference {
  const hashOf = (definition: JsonObject | undefined): string | null =>
    definition === undefined ? null : createHash("sha256").update(canonicalJson(definition)).digest("hex");
  return {
    name,
    hash: { base: hashOf(base), head: hashOf(head) },
    diff: diff(base ?? null, head ?? null),
  };
}
