import type { S3Client } from "@aws-sdk/client-s3";
import type { SageMakerClient } from "@aws-sdk/client-sagemaker";
import { Problem } from "../../environments/problem";
import { bucketStore } from "./bucket-store";
import { groupStore } from "./group-store";

/** What lies in a store; nothing in one that is gone. */
export interface Contents {
  /** Such as `12 object versions`; undefined where nothing lies in it. */
  readonly amount: string | undefined;
  /** Keys of the Terraform states in it that still hold resources. */
  readonly statesInUse: readonly string[];
}

/** A resource that AWS refuses to delete while something lies in it. Every method rejects with a Problem. */
export interface Store {
  /** `s3://` and a bucket's name, or the name of a model package group. */
  readonly name: string;
  look(): Promise<Contents>;
  /** Deletes all that lies in it, for good. */
  empty(): Promise<void>;
}

/** A resource as Terraform's plan or state has it. */
export interface Resource {
  readonly type: string;
  readonly values: Readonly<Record<string, unknown>>;
}

export interface StoreClients {
  readonly s3: S3Client;
  readonly sagemaker: SageMakerClient;
}

/** The resources among these that hold data. */
export function storesAmong(resources: readonly Resource[], { s3, sagemaker }: StoreClients): Store[] {
  return resources.flatMap(({ type, values }) => {
    if (type === "aws_s3_bucket") return bucketStore(s3, String(values["bucket"]));
    if (type === "aws_sagemaker_model_package_group") {
      return groupStore(sagemaker, String(values["model_package_group_name"]));
    }
    return [];
  });
}

export interface Demand {
  readonly stackName: string;
  /** Key of the stack's own state, which may lie in one of its stores. */
  readonly ownState: string | undefined;
  /** What lies in the stores is to be deleted with them. */
  readonly purge: boolean;
}

/**
 * Looks into the stores of a stack that is to be destroyed, before anything is destroyed.
 * @returns what each store holds, a line each
 * @throws Problem `StatesInUse` while another stack's state still holds resources, `NotEmpty` without `purge`
 */
export async function refuseLosses(stores: readonly Store[], demand: Demand): Promise<string[]> {
  const { stackName, ownState, purge } = demand;
  const contents = await Promise.all(stores.map((store) => store.look()));
  const states = contents.flatMap(({ statesInUse }) => statesInUse).filter((key) => key !== ownState);
  if (states.length > 0) {
    throw new Problem({
      code: "StatesInUse",
      blame: "user",
      message: `${stackName} keeps the states of what still stands: ${states.join(", ")}`,
      next: "destroy those stacks first; nothing was destroyed",
    });
  }
  const held = stores.flatMap(({ name }, index) => {
    const amount = contents[index]?.amount;
    return amount === undefined ? [] : [`${name} holds ${amount}`];
  });
  if (held.length === 0 || purge) return held;
  throw new Problem({
    code: "NotEmpty",
    blame: "user",
    message: `${stackName} holds data, which would be lost with it: ${held.join(", ")}`,
    next: "copy what you want to keep, then pass --purge to delete it with the stack; nothing was destroyed",
  });
}
