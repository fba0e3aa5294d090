import { parseArn } from "../arns";
import type { Demand } from "../authorization";
import { validationException } from "../errors";
import type { JsonObject } from "../json";
import type { Region } from "../regions";
import type { Service } from "../service";
import { groupPolicy } from "./groups";

/** A version of a model. */
export interface ModelPackage {
  readonly arn: string;
  readonly group: string;
  readonly version: number;
  readonly created: number;
  /** What DescribeModelPackage answers; replaced as a whole by an update, which keeps what it does not name. */
  description: JsonObject;
}

/** A version, whether it exists or not. */
export interface PackageAddress {
  readonly region: Region;
  readonly group: string;
  readonly version: number;
  readonly arn: string;
}

/** A version by its ARN, or by `group/version` in the caller's account. */
export function locatePackage(service: Service, nameOrArn: string, home: Region): PackageAddress {
  const isArn = nameOrArn.startsWith("arn:");
  const region = isArn ? service.regions.owning(nameOrArn) : home;
  if (region === undefined || region.name !== home.name) {
    throw validationException(`ARN should be scoped to correct region: ${home.name}`);
  }
  const resource = isArn ? (parseArn(nameOrArn)?.resource.replace(/^model-package\//u, "") ?? "") : nameOrArn;
  const [group = "", version = ""] = resource.split("/");
  return { region, group, version: Number(version), arn: region.arn(`model-package/${resource}`) };
}

/** @throws ApiError ValidationException where the version does not exist. */
export function packageAt({ region, group, version, arn }: PackageAddress): ModelPackage {
  const found = region.groups.get(group)?.versions.get(version);
  if (found === undefined) throw validationException(`ModelPackage ${arn} does not exist.`);
  return found;
}

/** A demand on one version, which the group's policy governs across accounts. */
export function packageDemand(action: string, { region, group, arn }: PackageAddress): Demand {
  return { action: `sagemaker:${action}`, resource: arn, resourcePolicy: groupPolicy(region, group) };
}
