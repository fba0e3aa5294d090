import type { Demand } from "../authorization";
import { eventTime, wireTime } from "../clock";
import { validationException } from "../errors";
import { compact, listAt, objectAt, pick, text, textAt } from "../json";
import type { Json, JsonObject } from "../json";
import type { Operations, Request } from "../operation";
import { page } from "../paging";
import type { Region } from "../regions";
import type { Service } from "../service";
import { userContext } from "../user-context";
import { requireGrants } from "./grants";
import { groupOf, groupPolicy, locateGroup } from "./groups";
import { locatePackage, packageAt, packageDemand } from "./packages";
import type { ModelPackage, PackageAddress } from "./packages";

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

function summary({ arn, group, version, description }: ModelPackage): JsonObject {
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

export function packageOperations(service: Service): Operations {
  const address = (input: JsonObject, member: string, home: Region): PackageAddress =>
    locatePackage(service, text(input, member), home);
  const locatedGroup = (input: JsonObject, home: Region): { name: string; region: Region } =>
    locateGroup(service, text(input, "ModelPackageGroupName"), home);
  return {
    CreateModelPackage: {
      demands: (input, home) => {
        const { name, region } = locatedGroup(input, home);
        const version = (region.groups.get(name)?.lastVersion ?? 0) + 1;
        const resource = region.arn(`model-package/${name}/${version}`);
        return [
          {
            action: "sagemaker:CreateModelPackage",
            resource,
            context: approvalContext(input),
            resourcePolicy: groupPolicy(region, name),
          },
        ];
      },
      run: (request) => register(service, request),
    },
    DescribeModelPackage: {
      demands: (input, home) => [
        packageDemand("DescribeModelPackage", address(input, "ModelPackageName", home)),
      ],
      run: ({ input, home }) => packageAt(address(input, "ModelPackageName", home)).description,
    },
    ListModelPackages: {
      demands: (input, home) => {
        if (input["ModelPackageGroupName"] === undefined) {
          return [{ action: "sagemaker:ListModelPackages", resource: "*" }];
        }
        const { name, region } = locatedGroup(input, home);
        return [
          {
            action: "sagemaker:ListModelPackages",
            resource: region.arn(`model-package/${name}/*`),
            resourcePolicy: groupPolicy(region, name),
          },
        ];
      },
      run: ({ input, home }) => {
        const wanted = textAt(input, "ModelApprovalStatus");
        const found = listed(service, input, home).filter(
          ({ description }) => wanted === undefined || text(description, "ModelApprovalStatus") === wanted,
        );
        const { items, NextToken } = page(input, found, {
          created: (version) => version.created,
          name: (version) => version.group,
          sorts: { Name: (version) => version.group },
          defaultOrder: "Ascending",
        });
        return compact({ ModelPackageSummaryList: items.map(summary), NextToken });
      },
    },
    UpdateModelPackage: {
      demands: (input, home) => {
        const demand = packageDemand("UpdateModelPackage", address(input, "ModelPackageArn", home));
        return [{ ...demand, context: approvalContext(input) }];
      },
      run: (request) => update(service, request),
    },
    DeleteModelPackage: {
      demands: (input, home) => [
        packageDemand("DeleteModelPackage", address(input, "ModelPackageName", home)),
      ],
      run: ({ input, home }) => {
        const located = address(input, "ModelPackageName", home);
        packageAt(located);
        located.region.groups.get(located.group)?.versions.delete(located.version);
        located.region.tags.forget(located.arn);
        return {};
      },
    },
  };
}

/** The versions that a List call is about. Without a group, AWS lists unversioned packages unless asked otherwise. */
function listed(service: Service, input: JsonObject, home: Region): ModelPackage[] {
  const nameOrArn = textAt(input, "ModelPackageGroupName");
  if (nameOrArn !== undefined) {
    const { name, region } = locateGroup(service, nameOrArn, home);
    return [...groupOf(region, name).versions.values()];
  }
  if ((textAt(input, "ModelPackageType") ?? "Unversioned") === "Unversioned") return [];
  return [...home.groups.values()].flatMap((group) => [...group.versions.values()]);
}

/** The condition key with which policies bound who may approve; service authorization reference. */
function approvalContext(input: JsonObject): NonNullable<Demand["context"]> {
  const status = textAt(input, "ModelApprovalStatus");
  return status === undefined ? {} : { "sagemaker:ModelApprovalStatus": status };
}

/** Makes the next version of a group. */
async function register(service: Service, { input, caller, home }: Request): Promise<JsonObject> {
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
function update(service: Service, { input, caller, home }: Request): JsonObject {
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
