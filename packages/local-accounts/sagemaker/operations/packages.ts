import { compact, isObject, text, textAt } from "../json";
import type { Operation, Operations, Request } from "../operation";
import { page } from "../paging";
import { groupPolicy, locateGroup, locatePackage, packageAt, packagePermission } from "../registry/address";
import type { PackageAddress } from "../registry/address";
import { summarizePackage } from "../registry/group";
import type { ModelPackage } from "../registry/group";
import { cardMetadata } from "../registry/model-card";
import { CreateModelPackage, UpdateModelPackage } from "./package-versions";

function addressOf({ input, local, stores }: Request): PackageAddress {
  return locatePackage(stores, local, text(input, "ModelPackageName"));
}

const DescribeModelPackage: Operation = {
  permissions: (request) => [packagePermission("DescribeModelPackage", addressOf(request))],
  run: (request) => {
    const { description } = packageAt(addressOf(request));
    const { ModelCard: card } = description;
    const isWhole = textAt(request.input, "IncludedData") !== "MetadataOnly" || !isObject(card);
    return isWhole ? description : { ...description, ModelCard: cardMetadata(card) };
  },
};

const ListModelPackages: Operation = {
  permissions: ({ input, local, stores }) => {
    const action = "sagemaker:ListModelPackages";
    const nameOrArn = textAt(input, "ModelPackageGroupName");
    if (nameOrArn === undefined) return [{ action, resource: "*" }];
    const { store, name } = locateGroup(stores, local, nameOrArn);
    const resource = store.scope.arn(`model-package/${name}/*`);
    return [{ action, resource, resourcePolicy: groupPolicy(store, name) }];
  },
  run: (request) => {
    const { input } = request;
    const wanted = textAt(input, "ModelApprovalStatus");
    const found = listed(request).filter(
      ({ description }) => wanted === undefined || text(description, "ModelApprovalStatus") === wanted,
    );
    const { items, NextToken } = page(input, found, {
      created: (version) => version.created,
      name: (version) => version.group,
      sorts: { Name: (version) => version.group },
      defaultOrder: "Ascending",
    });
    return compact({ ModelPackageSummaryList: items.map(summarizePackage), NextToken });
  },
};

const DeleteModelPackage: Operation = {
  permissions: (request) => [packagePermission("DeleteModelPackage", addressOf(request))],
  run: (request) => {
    const address = addressOf(request);
    packageAt(address);
    address.store.groups.get(address.group)?.versions.delete(address.version);
    address.store.tags.forget(address.arn);
    return {};
  },
};

export const packageOperations: Operations = {
  CreateModelPackage,
  DescribeModelPackage,
  ListModelPackages,
  UpdateModelPackage,
  DeleteModelPackage,
};

/** The versions that a List call is about. Without a group, AWS lists unversioned packages unless asked otherwise. */
function listed({ input, local, stores }: Request): ModelPackage[] {
  const nameOrArn = textAt(input, "ModelPackageGroupName");
  if (nameOrArn !== undefined) {
    const { store, name } = locateGroup(stores, local, nameOrArn);
    return [...store.group(name).versions.values()];
  }
  if ((textAt(input, "ModelPackageType") ?? "Unversioned") === "Unversioned") return [];
  return [...local.groups.values()].flatMap((group) => [...group.versions.values()]);
}
