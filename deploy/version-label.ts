import type { Tags } from "./desired";

/** What a version of a pipeline is made from, and by whom: SageMaker keeps it with the version. */
export interface VersionLabel {
  readonly commit: string;
  /** Hash of the definition, as `definitionHash` makes it. */
  readonly definition: string;
  /** The seal of the plan's file, where the version was applied from one. */
  readonly plan?: string;
  /** ARN of whoever made it, by their own account: CloudTrail has the proof. */
  readonly by: string;
  /** S3 versions of the scripts that it runs, by their names. */
  readonly code: Tags;
  /** Why the definition of an earlier version was put back. */
  readonly rollback?: Rollback;
}

/** Going back to an earlier version. */
export interface Rollback {
  readonly from: number;
  readonly to: number;
  readonly reason: string;
}

/** A label as UpdatePipelineVersion takes it. */
export interface LabelTexts {
  readonly displayName: string;
  readonly description: string;
}

/** PipelineVersionDescription's limit (SageMaker API reference, UpdatePipelineVersion). */
const LONGEST = 3_072;
/** PipelineVersionDisplayName's pattern there, `[a-zA-Z0-9](-*[a-zA-Z0-9]){0,81}`: this many characters at most. */
const LONGEST_NAME = 82;

/**
 * The name is the commit, or which version came back. The description is one line of JSON: its pattern, `.*`, knows no
 * line's end. The scripts' versions are left out where they do not fit.
 */
export function labelTexts(label: VersionLabel): LabelTexts {
  const { commit, rollback } = label;
  const displayName = (rollback === undefined ? commit : `rollback-to-${rollback.to}`).slice(0, LONGEST_NAME);
  const whole = JSON.stringify(label);
  return {
    displayName,
    description: whole.length <= LONGEST ? whole : JSON.stringify({ ...label, code: {} }),
  };
}

/** The label in a version's description; undefined where it has none of ours. */
export function readLabel(description: string | undefined): VersionLabel | undefined {
  try {
    const label = JSON.parse(description ?? "") as Partial<VersionLabel>;
    const { commit, definition, by, code } = label;
    const whole = [commit, definition, by].every((text) => typeof text === "string");
    return whole && typeof code === "object" ? (label as VersionLabel) : undefined;
  } catch {
    return undefined;
  }
}
