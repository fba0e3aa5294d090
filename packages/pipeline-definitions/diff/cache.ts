import { isCached } from "../service-model/cache-key";
import type { CacheEffect } from "./change";
import { Fingerprints, type Fingerprint } from "./fingerprint";
import type { FlatDefinition } from "./flatten";
import { rename, type Renames } from "./rename";

/**
 * The effects on the cached results of the steps that both definitions cache, in the order of the
 * second. "Pipelines tries to find a previous run of your current pipeline step with the same values for
 * certain attributes" (https://docs.aws.amazon.com/sagemaker/latest/dg/pipelines-caching.html).
 */
export function cacheEffects(before: FlatDefinition, after: FlatDefinition, renames: Renames): CacheEffect[] {
  const named = rename(before, renames);
  const oldNames = new Map([...renames].map(([from, to]) => [to, from]));
  const [then, now] = [new Fingerprints(named, oldNames), new Fingerprints(after)];
  const stale = new Set<string>();
  /** Whether the step's results may differ from before. */
  const gives = (step: string): boolean =>
    stale.has(step) || !named.steps.has(step) || then.of(step).key !== now.of(step).key;

  return inOrderOfReading([...after.steps.keys()], now).flatMap((step): CacheEffect[] => {
    if (!named.steps.has(step)) return [];
    const [was, is] = [then.of(step), now.of(step)];
    const reads = [...is.reads.keys()];
    const cached = isCached(named.steps.get(step)) && !was.volatile;
    const attributes = [
      ...(oldNames.has(step) ? ["Name"] : []),
      ...(isCached(after.steps.get(step)) ? [] : ["CacheConfig"]),
      ...differing(was, is),
    ];
    if (attributes.length > 0 || was.key !== is.key || is.volatile) {
      const upstream = reads.filter((read) => gives(read) || was.reads.get(read) !== is.reads.get(read));
      const uncached = upstream.filter(
        (read) => isCached(named.steps.get(read)) && !isCached(after.steps.get(read)),
      );
      const lost = { step, effect: "lost", attributes, upstream } as const;
      return cached ? [uncached.length === 0 ? lost : { ...lost, uncached }] : [];
    }
    const upstream = reads.filter(gives);
    if (upstream.length === 0) return [];
    stale.add(step);
    return cached ? [{ step, effect: "stale", attributes, upstream }] : [];
  });
}

/** Names of the key's values that changed by themselves. */
function differing(was: Fingerprint, is: Fingerprint): string[] {
  const names = new Set([...was.own.keys(), ...is.own.keys()]);
  return [...names].filter((name) => was.own.get(name) !== is.own.get(name));
}

/** Each step after those it reads. */
function inOrderOfReading(steps: readonly string[], fingerprints: Fingerprints): readonly string[] {
  const sorted = new Set<string>();
  const visiting = new Set<string>();
  const visit = (step: string): void => {
    if (sorted.has(step) || visiting.has(step) || !steps.includes(step)) return;
    visiting.add(step);
    [...fingerprints.of(step).reads.keys()].forEach(visit);
    sorted.add(step);
  };
  steps.forEach(visit);
  return [...sorted];
}
