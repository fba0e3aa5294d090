import type { S3Client } from "@aws-sdk/client-s3";
import type { SageMakerClient } from "@aws-sdk/client-sagemaker";

/** What lies in a store; nothing in one that is gone. */
interface Contents {
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
