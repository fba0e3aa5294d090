import type { Permission } from "../authorization";
import { userContext } from "../authorization";
import { eventTime, wireTime } from "../clock";
import { validationException } from "../errors";
import { compact, listAt, objectAt, pick, text, textAt } from "../json";
import type { Json, JsonObject } from "../json";
import type { Operation } from "../operation";
import { groupPolicy, locateGroup, locatePackage, packageAt, packagePermission } from "../registry/address";
import { requireGrants } from "../registry/grants";
import type { ModelPackage } from "../registry/group";
import { cardAfter } from "../registry/model-card";
import type { Scope } from "../scope";
import type { Services } from "../services";

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
  "ModelLifeCycle",
];

/** Makes the next version of a group. */
export const CreateModelPackage: Operation = {
  permissions: ({ input, local, stores }) => {
    const { store, name } = locateGroup(stores, local, text(input, "ModelPackageGroupName"));
    const version = (store.groups.get(name)?.lastVersion ?? 0) + 1;
    return [
      {
        action: "sagemaker:CreateModelPackage",
        resource: store.scope.arn(`model-package/${name}/${version}`),
        context: approvalContext(input),
        resourcePolicy: groupPolicy(store, name),
      },
    ];
  },
  run: async ({ input, caller, local, stores, services }) => {
    refuseUnsupported(input);
    const { store, name } = locateGroup(stores, local, text(input, "ModelPackageGroupName"));
    const { scope } = store;
    const group = store.group(name);
    const token = `CreateModelPackage ${group.arn} ${text(input, "ClientToken")}`;
    const known = textAt(input, "ClientToken") === undefined ? undefined : local.tokens.get(token);
    if (known !== undefined) return { ModelPackageArn: known };
    const card = cardAfter({}, input);
    if (scope.account !== caller.account) await requireGrants(services, stores, scope, input);
    const version = ++group.lastVersion;
    const arn = scope.arn(`model-package/${name}/${version}`);
    const created = services.clock.now();
    const description = compact({
      ...pick(input, DESCRIBED),
      ModelCard: card,
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
    store.tags.add(arn, []);
    local.tokens.set(token, arn);
    announce(services, scope, modelPackage);
    return { ModelPackageArn: arn };
  },
};

/** Changes what the request names; everything else of the version stays as it is. */
export const UpdateModelPackage: Operation = {
  permissions: ({ input, local, stores }) => {
    const address = locatePackage(stores, local, text(input, "ModelPackageArn"));
    return [{ ...packagePermission("UpdateModelPackage", address), context: approvalContext(input) }];
  },
  run: ({ input, caller, local, stores, services }) => {
    const address = locatePackage(stores, local, text(input, "ModelPackageArn"));
    const modelPackage = packageAt(address);
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
      ModelCard: cardAfter(objectAt(modelPackage.description, "ModelCard"), input),
      CustomerMetadataProperties: metadata.length === 0 ? undefined : Object.fromEntries(metadata),
      AdditionalInferenceSpecifications: specifications.length === 0 ? undefined : specifications,
      LastModifiedTime: wireTime(services.clock.now()),
      LastModifiedBy: userContext(caller),
    });
    announce(services, address.store.scope, modelPackage);
    return { ModelPackageArn: modelPackage.arn };
  },
};

function refuseUnsupported(input: JsonObject): void {
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
}

/** The condition key with which policies bound who may approve; service authorization reference. */
function approvalContext(input: JsonObject): NonNullable<Permission["context"]> {
  const status = textAt(input, "ModelApprovalStatus");
  return status === undefined ? {} : { "sagemaker:ModelApprovalStatus": status };
}

function announce(services: Services, scope: Scope, { arn, description }: ModelPackage): void {
  const { CreationTime, LastModifiedTime, ...rest } = description;
  const time = (value: Json | undefined): string | undefined =>
    typeof value === "number" ? eventTime(value * 1000) : undefined;
  services.events.send(scope, arn, "SageMaker Model Package State Change", [arn], {
    ...rest,
    CreationTime: time(CreationTime),
    LastModifiedTime: time(LastModifiedTime),
  });
}
