import { diff, isDefaultOf, type PipelineDiff, type ValueChanged } from "sagemaker-pipeline-definitions/diff";
import type { Json } from "sagemaker-pipeline-definitions";
import { GIT_COMMIT_PARAMETER } from "../pipeline-defs/train";
import { GIT_COMMIT_TAG, type DesiredPipeline, type Tags } from "./desired";
import type { ObservedPipeline } from "./ports";

/** What differs between a pipeline as it should be and as it is. */

export interface TagChange {
  readonly key: string;
  /** Absent where the pipeline lacks the tag. */
  readonly from?: string;
  readonly to: string;
}

/** What an update changes beside the definition. */
export function settingDifferences(pipeline: DesiredPipeline, observed: ObservedPipeline): ValueChanged[] {
  const { maxParallelSteps } = pipeline;
  const settings: readonly (readonly [string, string | number | undefined, string | number])[] = [
    ["RoleArn", observed.roleArn, pipeline.roleArn],
    ["PipelineDisplayName", observed.displayName, pipeline.displayName],
    ["PipelineDescription", observed.description, pipeline.description],
    // An update without it leaves what is there, so nothing is no difference from something.
    ...(maxParallelSteps === undefined
      ? []
      : [
          [
            "ParallelismConfiguration.MaxParallelExecutionSteps",
            observed.maxParallelSteps,
            maxParallelSteps,
          ] as const,
        ]),
  ];
  return settings
    .filter(([, from, to]) => from !== to)
    .map(([path, from, to]) => ({
      kind: "pipeline",
      change: from === undefined ? "added" : "changed",
      path,
      at: [path],
      ...(from === undefined ? {} : { from }),
      to,
    }));
}

/** Nothing where only the commit in GitCommit's default is another: that is no reason to update. */
export function definitionDiff(pipeline: DesiredPipeline, observed: string): Omit<PipelineDiff, "order"> {
  const found = diff(parse(observed), pipeline.definition);
  const commitAlone = found.changes.every((change) => isDefaultOf(change, GIT_COMMIT_PARAMETER));
  return commitAlone ? { changes: [], cache: [], outputs: [] } : found;
}

/** A text that is no JSON, which only another tool can have put there, stands for itself. */
function parse(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

/** What tagging changes; nothing where only the commit is another. */
export function tagChanges(desired: Tags, observed: Tags, action: "update" | "none"): TagChange[] {
  const changed = Object.entries(desired).flatMap(([key, to]): TagChange[] => {
    const from = observed[key];
    if (from === to) return [];
    return [from === undefined ? { key, to } : { key, from, to }];
  });
  // The commit is a label of the last change, not a reason for one.
  return action === "none" && changed.every(({ key, from }) => key === GIT_COMMIT_TAG && from !== undefined)
    ? []
    : changed;
}
