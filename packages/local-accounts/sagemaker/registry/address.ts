import { requireArn } from "../arns";
import type { Permission } from "../authorization";
import { validationException } from "../errors";
import type { Store, Stores } from "../store";
import { groupArn } from "./group";
import type { ModelPackage } from "./group";

/** A group, whether it exists or not. */
export interface GroupAddress {
  readonly store: Store;
  readonly name: string;
}

/** A version, whether it exists or not. */
export interface PackageAddress {
  readonly store: Store;
  readonly group: string;
  readonly version: number;
  readonly arn: string;
}

/** A group by its ARN, or by its name in the caller's account. */
export function locateGroup(stores: Stores, local: Store, nameOrArn: string): GroupAddress {
  if (!nameOrArn.startsWith("arn:")) return { store: local, name: nameOrArn };
  const store = ownerOf(stores, local, nameOrArn);
  const [, name = ""] = requireArn(nameOrArn).resource.split("/");
  return { store, name };
}

/** A version by its ARN, or by `group/version` in the caller's account. */
export function locatePackage(stores: Stores, local: Store, nameOrArn: string): PackageAddress {
  const isArn = nameOrArn.startsWith("arn:");
  const store = isArn ? ownerOf(stores, local, nameOrArn) : local;
  const resource = isArn ? requireArn(nameOrArn).resource.replace(/^model-package\//u, "") : nameOrArn;
  const [group = "", version = ""] = resource.split("/");
  return { store, group, version: Number(version), arn: store.scope.arn(`model-package/${resource}`) };
}

function ownerOf(stores: Stores, local: Store, arn: string): Store {
  const store = stores.owning(arn);
  if (store === undefined || store.scope.region !== local.scope.region) {
    throw validationException(`ARN should be scoped to correct region: ${local.scope.region}`);
  }
  return store;
}

/** @throws ApiError ValidationException where the version does not exist. */
export function packageAt({ store, group, version, arn }: PackageAddress): ModelPackage {
  const found = store.groups.get(group)?.versions.get(version);
  if (found === undefined) throw validationException(`ModelPackage ${arn} does not exist.`);
  return found;
}

/** A permission on a group, which its own policy governs across accounts. */
export function groupPermission(action: string, { store, name }: GroupAddress): Permission {
  return {
    action: `sagemaker:${action}`,
    resource: groupArn(store.scope, name),
    resourcePolicy: groupPolicy(store, name),
  };
}

/** A permission on one version, which the group's policy governs across accounts. */
export function packagePermission(action: string, { store, group, arn }: PackageAddress): Permission {
  return { action: `sagemaker:${action}`, resource: arn, resourcePolicy: groupPolicy(store, group) };
}

/** The group's own policy, as authorization wants it. */
export function groupPolicy(store: Store, name: string): Permission["resourcePolicy"] {
  return { document: store.groups.get(name)?.policy, owner: store.scope.account };
}
