import { wireTime } from "../clock";
import { compact, pick } from "../json";
import type { JsonObject } from "../json";
import type { Scope } from "../scope";

/** A model's versions, and who outside the account may use them. */
export interface ModelPackageGroup {
  readonly arn: string;
  readonly name: string;
  readonly description: string | undefined;
  readonly createdBy: JsonObject;
  readonly created: number;
  /** The resource policy; undefined until one is put. */
  policy: string | undefined;
  readonly versions: Map<number, ModelPackage>;
  /** The highest version ever: a deleted version's number is not used again. */
  lastVersion: number;
}

/** A version of a model. */
export interface ModelPackage {
  readonly arn: string;
  readonly group: string;
  readonly version: number;
  readonly created: number;
  /** What DescribeModelPackage answers; replaced as a whole by an update, which keeps what it does not name. */
  description: JsonObject;
}

export function groupArn(scope: Scope, name: string): string {
  return scope.arn(`model-package-group/${name}`);
}

/** What the List and Describe calls say of a group. */
export function summarizeGroup(group: ModelPackageGroup): JsonObject {
  return compact({
    ModelPackageGroupName: group.name,
    ModelPackageGroupArn: group.arn,
    ModelPackageGroupDescription: group.description,
    CreationTime: wireTime(group.created),
    ModelPackageGroupStatus: "Completed",
  });
}

/** What ListModelPackages says of a version. */
export function summarizePackage({ arn, group, version, description }: ModelPackage): JsonObject {
  return compact({
    ModelPackageGroupName: group,
    ModelPackageVersion: version,
    ModelPackageArn: arn,
    ...pick(description, [
      "ModelPackageDescription",
      "CreationTime",
      "ModelPackageStatus",
      "ModelApprovalStatus",
      "ModelLifeCycle",
      "ModelPackageRegistrationType",
    ]),
  });
}
