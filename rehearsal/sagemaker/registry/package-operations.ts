import type { Demand } from "../authorization";
import { compact, pick, text, textAt } from "../json";
import type { JsonObject } from "../json";
import type { Operations } from "../operation";
import { page } from "../paging";
import type { Region } from "../regions";
import type { Service } from "../service";
import { groupOf, groupPolicy, locateGroup } from "./groups";
import { locatePackage, packageAt, packageDemand } from "./packages";
import type { ModelPackage, PackageAddress } from "./packages";
import { register, update } from "./versions";

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
