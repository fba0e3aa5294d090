import { keyArn, parseS3Uri } from "./arns";
import { callerOf } from "./authorization";
import type { Authorization } from "./authorization";
import type { Caller } from "../ports";

/** S3 as the holder of some credentials sees it. */
export interface ObjectStore {
  /** Every key that begins with the prefix, in S3's order. */
  list(bucket: string, prefix: string): Promise<readonly string[]>;
  read(bucket: string, key: string): Promise<StoredObject>;
  /** Writes an object, encrypted with the KMS key where one is given; answers with the key that S3 used. */
  write(bucket: string, key: string, body: Buffer, kmsKey: string | undefined): Promise<string | undefined>;
}

interface StoredObject {
  readonly body: Buffer;
  /** The KMS key that encrypts it; undefined where S3's own does. */
  readonly kmsKey: string | undefined;
}

/** S3's refusal; `code` is S3's: AccessDenied, NoSuchBucket, NoSuchKey, InternalError, … */
export class StorageError extends Error {
  constructor(
    readonly code: string,
    message: string,
    /** Whether S3 itself failed, so that another attempt may succeed. */
    readonly transient = false,
  ) {
    super(message);
    this.name = code;
  }
}

/** Opens S3 with a role's credentials. */
export type OpenStore = (roleArn: string, session: string, region: string) => Promise<ObjectStore>;

/**
 * S3 by role. The accounts check S3's own permissions; that the role may use the KMS key of an object
 * (`kms:Decrypt` to read, `kms:GenerateDataKey` to write, through S3) is checked here.
 */
export class Storages {
  readonly #open: OpenStore;
  readonly #authorization: Authorization;

  constructor(open: OpenStore, authorization: Authorization) {
    this.#open = open;
    this.#authorization = authorization;
  }

  /** @throws where the role cannot be assumed by SageMaker. */
  async as(roleArn: string, session: string, region: string): Promise<Storage> {
    const store = await this.#open(roleArn, session, region);
    return new Storage(store, this.#authorization, callerOf(roleArn, session), region);
  }
}

/** S3 with the permissions of one role, KMS included. Locations are `s3://` URIs. */
export class Storage {
  readonly #store: ObjectStore;
  readonly #authorization: Authorization;
  readonly #caller: Caller;
  readonly #region: string;

  constructor(store: ObjectStore, authorization: Authorization, caller: Caller, region: string) {
    this.#store = store;
    this.#authorization = authorization;
    this.#caller = caller;
    this.#region = region;
  }

  /** URIs of every object whose key begins as the given one does. */
  async list(uri: string): Promise<readonly string[]> {
    const { bucket, key } = located(uri);
    return (await this.#store.list(bucket, key)).map((found) => `s3://${bucket}/${found}`);
  }

  async read(uri: string): Promise<Buffer> {
    const { bucket, key } = located(uri);
    const { body, kmsKey } = await this.#store.read(bucket, key);
    if (kmsKey !== undefined) await this.#useKey("kms:Decrypt", kmsKey);
    return body;
  }

  async write(uri: string, body: Buffer, kmsKey: string | undefined): Promise<void> {
    const { bucket, key } = located(uri);
    if (kmsKey !== undefined) await this.#useKey("kms:GenerateDataKey", kmsKey);
    const used = await this.#store.write(bucket, key, body, kmsKey && this.#arn(kmsKey));
    // A bucket may encrypt with a key that the job does not name.
    if (kmsKey === undefined && used !== undefined) await this.#useKey("kms:GenerateDataKey", used);
  }

  #arn(kmsKey: string): string {
    return keyArn(kmsKey, this.#region, this.#caller.account);
  }

  async #useKey(action: string, kmsKey: string): Promise<void> {
    const resource = this.#arn(kmsKey);
    const reason = await this.#authorization.denial(this.#caller, this.#region, {
      action,
      resource,
      context: { "kms:ViaService": `s3.${this.#region}.amazonaws.com` },
    });
    if (reason !== undefined) throw new StorageError("AccessDenied", reason);
  }
}

function located(uri: string): { bucket: string; key: string } {
  const location = parseS3Uri(uri);
  if (location === undefined) throw new StorageError("InvalidURI", `${uri} is no S3 URI`);
  return location;
}
