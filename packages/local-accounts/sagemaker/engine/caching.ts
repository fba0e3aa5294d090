import {
  canonicalJson,
  type Json as DefinedJson,
  type JsonObject as DefinedObject,
} from "sagemaker-pipeline-definitions";
import {
  cacheExpiry,
  cacheKeyValues,
  isCached,
  NEVER_CACHED,
} from "sagemaker-pipeline-definitions/service-model";
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
  // A text that is no duration: nothing is young enough.
  const oldest = expireAfter === undefined ? -Infinity : now - (cacheExpiry(expireAfter) ?? 0);
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
