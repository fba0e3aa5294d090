import {
  canonicalJson,
  type Json as DefinedJson,
  type JsonObject as DefinedObject,
} from "sagemaker-pipeline-definitions";
import { cacheKeyValues, isCached, NEVER_CACHED } from "sagemaker-pipeline-definitions/service-model";
import { textAt } from "../json";
import type { Json } from "../json";
import type { Step } from "../pipeline/definition";
import type { Execution, StepRun } from "../pipeline/execution";
import type { CachedResult } from "../pipeline/pipeline";

/** What a step's result depends on, its references unresolved; undefined where the step is not cached. */
export function keyParts(step: Step): Json | undefined {
  const source = JSON.parse(JSON.stringify(step.source)) as DefinedObject;
  if (NEVER_CACHED.includes(step.type) || !isCached(source)) return undefined;
  return Object.fromEntries(cacheKeyValues(source));
}

/** The key under which a step's result is remembered. */
export function cacheKey({ name, type }: Step, parts: Json): string {
  // Members that are undefined are left out.
  return canonicalJson({ step: name, type, parts: parts as DefinedJson });
}

/** The latest result under a key that is not older than the step's ExpireAfter. */
export function cachedResult(
  results: readonly CachedResult[],
  step: Step,
  key: string,
  now: number,
): CachedResult | undefined {
  const expireAfter = textAt(step.source, "CacheConfig", "ExpireAfter");
  const oldest = expireAfter === undefined ? -Infinity : now - durationMilliseconds(expireAfter);
  return results.filter((result) => result.key === key && result.at >= oldest).at(-1);
}

/** Remembers a step's result; "Step caching only considers successful runs". */
export function remember(execution: Execution, run: StepRun, key: string, now: number): void {
  execution.pipeline.results.push({
    key,
    at: now,
    execution: execution.arn,
    properties: run.properties ?? {},
    metadata: run.metadata,
  });
}

const UNIT_MILLISECONDS: Readonly<Record<string, number>> = {
  y: 365 * 86_400_000,
  mo: 30 * 86_400_000,
  w: 7 * 86_400_000,
  d: 86_400_000,
  h: 3_600_000,
  mi: 60_000,
  s: 1000,
};

/**
 * An ISO 8601 duration such as `P30D` or `PT1H`, or SageMaker's short forms `30d`, `T16m`, `30dT5h`.
 * A text that is neither is 0: nothing is young enough.
 */
export function durationMilliseconds(duration: string): number {
  const match = /^p?([^t]*)(?:t(.*))?$/su.exec(duration.toLowerCase());
  if (match === null) return 0;
  const [, date = "", time = ""] = match;
  return (
    sum(date, (unit) => (unit === "m" ? "mo" : unit)) + sum(time, (unit) => (unit === "m" ? "mi" : unit))
  );
}

function sum(part: string, unitOf: (letter: string) => string): number {
  let total = 0;
  for (const [, amount, letter = ""] of part.matchAll(/(\d+(?:\.\d+)?)([a-z])/gu)) {
    total += Number(amount) * (UNIT_MILLISECONDS[unitOf(letter)] ?? 0);
  }
  return total;
}
