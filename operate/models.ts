import type { Environment } from "../environments/environment";
import { liveOf } from "./live";
import type { Version } from "./ports";
import { versionReport, type VersionReport } from "./version-report";

/** A model's versions, newest first. */
export interface ModelReport {
  readonly model: string;
  /** ARN of its model package group. */
  readonly group: string;
  readonly versions: readonly (VersionReport & {
    /** The environments whose next inference takes it. */
    readonly liveIn: readonly string[];
  })[];
}

/**
 * The versions of a group, and where each is live.
 * @param environments those of one model
 * @param versions newest first
 */
export function modelReport(
  environments: readonly Environment[],
  { modelName, modelPackageGroup }: Environment,
  versions: readonly Version[],
): ModelReport {
  const live = environments
    .filter((one) => one.modelPackageGroup.arn === modelPackageGroup.arn)
    .map(({ name, readsVersionsOf }) => [name, liveOf(versions, readsVersionsOf).version?.number] as const);
  return {
    model: modelName,
    group: modelPackageGroup.arn,
    versions: versions.map((version) => ({
      ...versionReport(version),
      liveIn: live.flatMap(([name, number]) => (number === version.number ? [name] : [])),
    })),
  };
}
