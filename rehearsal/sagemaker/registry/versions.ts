import { eventTime, wireTime } from "../clock";
import { validationException } from "../errors";
import { compact, listAt, objectAt, pick, text, textAt } from "../json";
import type { Json, JsonObject } from "../json";
import type { Request } from "../operation";
import type { Region } from "../regions";
import type { Service } from "../service";
import { userContext } from "../authorization";
import { requireGrants } from "./grants";
import { groupOf, locateGroup } from "./groups";
import { locatePackage, packageAt } from "./packages";
import type { ModelPackage } from "./packages";

/** Members of CreateModelPackage that DescribeModelPackage gives back as they are. */
const DESCRIBED = [
  "ModelPackageDescription",
  "ModelPackageRegistrationType",
  "InferenceSpecification",
  "ValidationSpecification",
  "SourceAlgorithmSpecification",
  "MetadataProperties",
  "ModelMetrics",
  "Domain",
  "Task",
  "SamplePayloadUrl",
  "CustomerMetadataProperties",
  "DriftCheckBaselines",
  "AdditionalInferenceSpecifications",
  "SkipModelValidation",
  "SourceUri",
  "SecurityConfig",
  "ModelCard",
  "ModelLifeCycle",
  "ManagedStorageType",
];

/** Members of UpdateModelPackage that replace the version's own. */
const REPLACED = [
  "ModelApprovalStatus",
  "ApprovalDescription",
  "ModelPackageRegistrationType",
  "InferenceSpecification",
  "SourceUri",
  "ModelCard",
  "ModelLifeCycle",
];

/** Makes the next version of a group. */
export async function register(service: Service, { input, caller, home }: Request): Promise<JsonObject> {
  if (textAt(input, "ModelPackageGroupName") === undefined) {
    throw validationException(
      "the rehearsal has versioned model packages only: name a ModelPackageGroupName",
    );
  }
  if (input["ModelPackageName"] !== undefined) {
    throw validationException(
      "Both ModelPackageName and ModelPackageGroupName are provided in the input. Cannot determine which one to use.",
    );
  }
  if (listAt(input, "Tags").length > 0) {
    throw validationException("Tags are not supported for versioned model packages; tag their group");
  }
  const { name, region } = locateGroup(service, text(input, "ModelPackageGroupName"), home);
  const group = groupOf(region, name);
  const token = `CreateModelPackage ${group.arn} ${text(input, "ClientToken")}`;
  const known = textAt(input, "ClientToken") === undefined ? undefined : home.tokens.get(token);
  if (known !== undefined) return { ModelPackageArn: known };
  if (region.account !== caller.account) await requireGrants(service, region, input);
  const version = ++group.lastVersion;
  const arn = region.arn(`model-package/${name}/${version}`);
  const created = service.clock.now();
  const description = compact({
    ...pick(input, DESCRIBED),
    ModelPackageGroupName: name,
    ModelPackageName: name,
    ModelPackageVersion: version,
    ModelPackageArn: arn,
    CreationTime: wireTime(created),
    LastModifiedTime: wireTime(created),
    CreatedBy: userContext(caller),
    ModelPackageStatus: "Completed",
    ModelPackageStatusDetails: { ValidationStatuses: [], ImageScanStatuses: [] },
    CertifyForMarketplace: false,
    ModelApprovalStatus: textAt(input, "ModelApprovalStatus") ?? "PendingManualApproval",
  });
  const modelPackage = { arn, group: name, version, created, description };
  group.versions.set(version, modelPackage);
  region.tags.add(arn, []);
  home.tokens.set(token, arn);
  announce(service, region, modelPackage);
  return { ModelPackageArn: arn };
}

/** Changes what the request names; everything else of the version stays as it is. */
export function update(service: Service, { input, caller, home }: Request): JsonObject {
  const located = locatePackage(service, text(input, "ModelPackageArn"), home);
  const modelPackage = packageAt(located);
  const removed = new Set(listAt(input, "CustomerMetadataPropertiesToRemove"));
  const metadata = Object.entries({
    ...objectAt(modelPackage.description, "CustomerMetadataProperties"),
    ...objectAt(input, "CustomerMetadataProperties"),
  }).filter(([key]) => !removed.has(key));
  const specifications = [
    ...listAt(modelPackage.description, "AdditionalInferenceSpecifications"),
    ...listAt(input, "AdditionalInferenceSpecificationsToAdd"),
  ];
  modelPackage.description = compact({
    ...modelPackage.description,
    ...pick(input, REPLACED),
    CustomerMetadataProperties: metadata.length === 0 ? undefined : Object.fromEntries(metadata),
    AdditionalInferenceSpecifications: specifications.length === 0 ? undefined : specifications,
    LastModifiedTime: wireTime(service.clock.now()),
    LastModifiedBy: userContext(caller),
  });
  announce(service, located.region, modelPackage);
  return { ModelPackageArn: modelPackage.arn };
}

function announce(service: Service, region: Region, { arn, description }: ModelPackage): void {
  const { CreationTime, LastModifiedTime, ...rest } = description;
  const time = (value: Json | undefined): string | undefined =>
    typeof value === "number" ? eventTime(value * 1000) : undefined;
  service.events.send(region, arn, "SageMaker Model Package State Change", [arn], {
    ...rest,
    CreationTime: time(CreationTime),
    LastModifiedTime: time(LastModifiedTime),
  });
}
