import type { Demand } from "../authorization";
import { parseArn } from "../arns";
import { wireTime } from "../clock";
import { conflictException, validationException } from "../errors";
import { compact, text, textAt } from "../json";
import type { JsonObject } from "../json";
import type { Operations } from "../operation";
import { page } from "../paging";
import type { Region } from "../regions";
import type { Service } from "../service";
import { userContext } from "../authorization";
import type { ModelPackage } from "./packages";

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

/** Name and home of a group that a request gives by name (in the caller's account) or ARN. */
export function locateGroup(
  service: Service,
  nameOrArn: string,
  home: Region,
): { name: string; region: Region } {
  if (!nameOrArn.startsWith("arn:")) return { name: nameOrArn, region: home };
  const region = service.regions.owning(nameOrArn);
  if (region === undefined || region.name !== home.name) {
    throw validationException(`ARN should be scoped to correct region: ${home.name}`);
  }
  return { name: parseArn(nameOrArn)?.resource.split("/")[1] ?? "", region };
}

export function groupArn(region: Region, name: string): string {
  return region.arn(`model-package-group/${name}`);
}

/** The group's own policy, as authorization wants it. */
export function groupPolicy(region: Region, name: string): Demand["resourcePolicy"] {
  return { document: region.groups.get(name)?.policy, owner: region.account };
}

export function groupOf(region: Region, name: string): ModelPackageGroup {
  const group = region.groups.get(name);
  if (group === undefined)
    throw validationException(`ModelPackageGroup ${groupArn(region, name)} does not exist.`);
  return group;
}

/** The group whose policy a request is about; AWS words its absence differently there. */
function groupWithPolicy(region: Region, name: string): ModelPackageGroup {
  const group = region.groups.get(name);
  if (group === undefined)
    throw validationException(`Cannot find Model Package Group: ${groupArn(region, name)}`);
  return group;
}

function summary(group: ModelPackageGroup): JsonObject {
  return compact({
    ModelPackageGroupName: group.name,
    ModelPackageGroupArn: group.arn,
    ModelPackageGroupDescription: group.description,
    CreationTime: wireTime(group.created),
    ModelPackageGroupStatus: "Completed",
  });
}

export function groupOperations(service: Service): Operations {
  const located = (input: JsonObject, home: Region): { name: string; region: Region } =>
    locateGroup(service, text(input, "ModelPackageGroupName"), home);
  const onGroup = (action: string) => (input: JsonObject, home: Region) => {
    const { name, region } = located(input, home);
    return [
      {
        action: `sagemaker:${action}`,
        resource: groupArn(region, name),
        resourcePolicy: groupPolicy(region, name),
      },
    ];
  };
  return {
    CreateModelPackageGroup: {
      demands: (input, home) => {
        const resource = groupArn(home, text(input, "ModelPackageGroupName"));
        return [
          { action: "sagemaker:CreateModelPackageGroup", resource },
          ...(input["Tags"] === undefined ? [] : [{ action: "sagemaker:AddTags", resource }]),
        ];
      },
      run: ({ input, caller, home }) => {
        const name = text(input, "ModelPackageGroupName");
        const arn = groupArn(home, name);
        if (home.groups.has(name)) throw validationException(`Model Package Group already exists: ${arn}`);
        home.groups.set(name, {
          arn,
          name,
          description: textAt(input, "ModelPackageGroupDescription"),
          createdBy: userContext(caller),
          created: service.clock.now(),
          policy: undefined,
          versions: new Map(),
          lastVersion: 0,
        });
        home.tags.add(arn, input["Tags"]);
        return { ModelPackageGroupArn: arn };
      },
    },
    DescribeModelPackageGroup: {
      demands: onGroup("DescribeModelPackageGroup"),
      run: ({ input, home }) => {
        const { name, region } = located(input, home);
        const group = groupOf(region, name);
        return { ...summary(group), CreatedBy: group.createdBy };
      },
    },
    ListModelPackageGroups: {
      demands: () => [{ action: "sagemaker:ListModelPackageGroups", resource: "*" }],
      run: ({ input, home }) => {
        const { items, NextToken } = page(input, home.groups.values(), {
          created: (group) => group.created,
          name: (group) => group.name,
          sorts: { Name: (group) => group.name },
          defaultOrder: "Ascending",
        });
        return compact({ ModelPackageGroupSummaryList: items.map(summary), NextToken });
      },
    },
    DeleteModelPackageGroup: {
      demands: onGroup("DeleteModelPackageGroup"),
      run: ({ input, home }) => {
        const { name, region } = located(input, home);
        const group = groupOf(region, name);
        if (group.versions.size > 0) {
          throw conflictException(
            `${group.arn} still has ${group.versions.size} model package(s); delete them first`,
          );
        }
        region.groups.delete(name);
        region.tags.forget(group.arn);
        return {};
      },
    },
    PutModelPackageGroupPolicy: {
      demands: onGroup("PutModelPackageGroupPolicy"),
      run: ({ input, home }) => {
        const { name, region } = located(input, home);
        const group = groupWithPolicy(region, name);
        group.policy = text(input, "ResourcePolicy");
        return { ModelPackageGroupArn: group.arn };
      },
    },
    GetModelPackageGroupPolicy: {
      demands: onGroup("GetModelPackageGroupPolicy"),
      run: ({ input, home }) => {
        const { name, region } = located(input, home);
        const group = groupWithPolicy(region, name);
        if (group.policy === undefined)
          throw validationException(`Cannot find resource policy for: ${group.arn}`);
        return { ResourcePolicy: group.policy };
      },
    },
    DeleteModelPackageGroupPolicy: {
      demands: onGroup("DeleteModelPackageGroupPolicy"),
      run: ({ input, home }) => {
        const { name, region } = located(input, home);
        const group = groupWithPolicy(region, name);
        if (group.policy === undefined)
          throw validationException(`Cannot find resource policy for: ${group.arn}`);
        group.policy = undefined;
        return {};
      },
    },
  };
}
