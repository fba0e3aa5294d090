import { userContext } from "../authorization";
import { conflictException, validationException } from "../errors";
import { compact, text, textAt } from "../json";
import type { Operation, Operations, Request } from "../operation";
import { page } from "../paging";
import { groupPermission, locateGroup } from "../registry/address";
import type { GroupAddress } from "../registry/address";
import { groupArn, summarizeGroup } from "../registry/group";
import type { ModelPackageGroup } from "../registry/group";

function addressOf({ input, local, stores }: Request): GroupAddress {
  return locateGroup(stores, local, text(input, "ModelPackageGroupName"));
}

const onGroup = (action: string): Operation["permissions"] => {
  return (request) => [groupPermission(action, addressOf(request))];
};

const CreateModelPackageGroup: Operation = {
  permissions: ({ input, local }) => {
    const resource = groupArn(local.scope, text(input, "ModelPackageGroupName"));
    return [
      { action: "sagemaker:CreateModelPackageGroup", resource },
      ...(input["Tags"] === undefined ? [] : [{ action: "sagemaker:AddTags", resource }]),
    ];
  },
  run: ({ input, caller, local, services }) => {
    const name = text(input, "ModelPackageGroupName");
    const arn = groupArn(local.scope, name);
    if (local.groups.has(name)) throw validationException(`Model Package Group already exists: ${arn}`);
    local.groups.set(name, {
      arn,
      name,
      description: textAt(input, "ModelPackageGroupDescription"),
      createdBy: userContext(caller),
      created: services.clock.now(),
      policy: undefined,
      versions: new Map(),
      lastVersion: 0,
    });
    local.tags.add(arn, input["Tags"]);
    return { ModelPackageGroupArn: arn };
  },
};

const DescribeModelPackageGroup: Operation = {
  permissions: onGroup("DescribeModelPackageGroup"),
  run: (request) => {
    const { store, name } = addressOf(request);
    const group = store.group(name);
    return { ...summarizeGroup(group), CreatedBy: group.createdBy };
  },
};

const ListModelPackageGroups: Operation = {
  permissions: () => [{ action: "sagemaker:ListModelPackageGroups", resource: "*" }],
  run: ({ input, local }) => {
    const { items, NextToken } = page(input, local.groups.values(), {
      created: (group) => group.created,
      name: (group) => group.name,
      sorts: { Name: (group) => group.name },
      defaultOrder: "Ascending",
    });
    return compact({ ModelPackageGroupSummaryList: items.map(summarizeGroup), NextToken });
  },
};

const DeleteModelPackageGroup: Operation = {
  permissions: onGroup("DeleteModelPackageGroup"),
  run: (request) => {
    const { store, name } = addressOf(request);
    const group = store.group(name);
    if (group.versions.size > 0) {
      throw conflictException(
        `${group.arn} still has ${group.versions.size} model package(s); delete them first`,
      );
    }
    store.groups.delete(name);
    store.tags.forget(group.arn);
    return {};
  },
};

const PutModelPackageGroupPolicy: Operation = {
  permissions: onGroup("PutModelPackageGroupPolicy"),
  run: (request) => {
    const group = groupOfPolicy(request);
    group.policy = text(request.input, "ResourcePolicy");
    return { ModelPackageGroupArn: group.arn };
  },
};

const GetModelPackageGroupPolicy: Operation = {
  permissions: onGroup("GetModelPackageGroupPolicy"),
  run: (request) => {
    const group = groupOfPolicy(request);
    if (group.policy === undefined) throw noPolicy(group);
    return { ResourcePolicy: group.policy };
  },
};

const DeleteModelPackageGroupPolicy: Operation = {
  permissions: onGroup("DeleteModelPackageGroupPolicy"),
  run: (request) => {
    const group = groupOfPolicy(request);
    if (group.policy === undefined) throw noPolicy(group);
    group.policy = undefined;
    return {};
  },
};

export const groupOperations: Operations = {
  CreateModelPackageGroup,
  DescribeModelPackageGroup,
  ListModelPackageGroups,
  DeleteModelPackageGroup,
  PutModelPackageGroupPolicy,
  GetModelPackageGroupPolicy,
  DeleteModelPackageGroupPolicy,
};

/** The group whose policy a request is about; AWS words its absence differently there. */
function groupOfPolicy(request: Request): ModelPackageGroup {
  const { store, name } = addressOf(request);
  const group = store.groups.get(name);
  if (group === undefined) {
    throw validationException(`Cannot find Model Package Group: ${groupArn(store.scope, name)}`);
  }
  return group;
}

function noPolicy(group: ModelPackageGroup): Error {
  return validationException(`Cannot find resource policy for: ${group.arn}`);
}
