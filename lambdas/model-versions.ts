import type {
  ListModelPackagesInput,
  ListModelPackagesOutput,
  ModelApprovalStatus,
} from "@aws-sdk/client-sagemaker";

/** The part of the SageMaker API that lists a model package group's versions. */
export interface VersionLister {
  listModelPackages(input: ListModelPackagesInput): Promise<ListModelPackagesOutput>;
}

export interface ModelVersion {
  readonly arn: string;
  /** 1, 2, 3, … in the order of registration. */
  readonly version: number;
  readonly approval: ModelApprovalStatus | undefined;
}

/**
 * The versions of a group, all pages of them.
 * @param group ARN of the model package group, which may belong to another account
 * @param approval only versions with this status; default: every version
 */
export async function listModelVersions(
  sagemaker: VersionLister,
  group: string,
  approval?: ModelApprovalStatus,
): Promise<readonly ModelVersion[]> {
  const versions: ModelVersion[] = [];
  let token: string | undefined;
  do {
    const page = await sagemaker.listModelPackages({
      ModelPackageGroupName: group,
      // The API's default is Unversioned (its reference, ListModelPackages).
      ModelPackageType: "Versioned",
      ModelApprovalStatus: approval,
      MaxResults: 100,
      NextToken: token,
    });
    for (const summary of page.ModelPackageSummaryList ?? []) {
      const { ModelPackageArn: arn, ModelPackageVersion: version } = summary;
      if (arn === undefined || version === undefined || summary.ModelPackageStatus !== "Completed") continue;
      versions.push({ arn, version, approval: summary.ModelApprovalStatus });
    }
    token = page.NextToken;
  } while (token !== undefined);
  return versions;
}

/** By their numbers: the order of approval, or of creation as the API sorts, does not count. */
export function newestFirst(versions: readonly ModelVersion[]): readonly ModelVersion[] {
  return [...versions].sort((one, other) => other.version - one.version);
}

/**
 * Whether one of these environments, by their env_groups, trained a version.
 * @param trainer as the version's metadata name it: before `reads_versions_of` by its file, `fraud/prod` for `prod`
 */
export function isTrainedBy(trainer: string, groups: readonly string[]): boolean {
  return groups.includes(trainer.slice(trainer.lastIndexOf("/") + 1));
}

/** The highest version: the order of approval, or of creation as the API sorts, does not count. */
export function newest(versions: readonly ModelVersion[]): ModelVersion | undefined {
  return versions.reduce<ModelVersion | undefined>(
    (best, version) => (best === undefined || version.version > best.version ? version : best),
    undefined,
  );
}
