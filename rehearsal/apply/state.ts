import { existsSync, readFileSync, rmSync } from "node:fs";
import { createWhole, writeWhole } from "sagemaker-promotion-core/files";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3ServiceException,
} from "@aws-sdk/client-s3";
import type { S3Client } from "@aws-sdk/client-s3";
import { Problem } from "sagemaker-promotion-core/problem";
import type { Json } from "./arguments";
import type { BackendBlock } from "./configuration";

/** A resource that exists: what it was made from and what AWS said of it. */
export interface ResourceState {
  readonly address: string;
  readonly type: string;
  /** The resolved arguments it was created or last updated with. */
  readonly arguments: Readonly<Record<string, Json>>;
  /** Arguments and computed attributes together, as references read them. */
  readonly attributes: Readonly<Record<string, Json>>;
  readonly dependencies: readonly string[];
}

/** Like Terraform's state: what this stack owns. Written only when it changed. */
export interface State {
  readonly serial: number;
  readonly resources: readonly ResourceState[];
}

const EMPTY_STATE: State = { serial: 0, resources: [] };

/** Where a stack's state lives. One writer at a time: `lock` refuses while another holds it. */
export interface StateBackend {
  read(): Promise<State>;
  write(state: State): Promise<void>;
  lock(holder: string): Promise<void>;
  unlock(): Promise<void>;
}

function locked(where: string, holder: string): Problem {
  return new Problem({
    code: "StateLocked",
    blame: "environment",
    message: `another run holds the state: ${holder}`,
    where,
    next: "wait for it to finish; if it died, delete the .tflock object and run again",
  });
}

/** State in a file of this machine: for the stack that creates the state bucket itself. */
export function fileBackend(path: string): StateBackend {
  const lockPath = `${path}.tflock`;
  return {
    read: () =>
      Promise.resolve(existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as State) : EMPTY_STATE),
    write: (state) => {
      writeWhole(path, `${JSON.stringify(state, null, 2)}\n`);
      return Promise.resolve();
    },
    lock: (holder) =>
      createWhole(lockPath, holder)
        ? Promise.resolve()
        : Promise.reject(locked(lockPath, readFileSync(lockPath, "utf8"))),
    unlock: () => Promise.resolve(rmSync(lockPath, { force: true })),
  };
}

function isMissing(error: unknown): boolean {
  return error instanceof S3ServiceException && (error.name === "NoSuchKey" || error.name === "NotFound");
}

/** State in S3 beside Terraform's own: same object key, same lock object, written as the state role. */
export function s3Backend(client: S3Client, block: BackendBlock): StateBackend {
  const object = { Bucket: block.bucket, Key: block.key };
  const lockObject = { Bucket: block.bucket, Key: `${block.key}.tflock` };
  const body = async (target: typeof object): Promise<string> => {
    const answer = await client.send(new GetObjectCommand(target));
    return (await answer.Body?.transformToString()) ?? "";
  };
  return {
    async read() {
      try {
        return JSON.parse(await body(object)) as State;
      } catch (error) {
        if (isMissing(error)) return EMPTY_STATE;
        throw error;
      }
    },
    async write(state) {
      await client.send(
        new PutObjectCommand({
          ...object,
          Body: `${JSON.stringify(state, null, 2)}\n`,
          ContentType: "application/json",
          ServerSideEncryption: block.kmsKeyId === undefined ? "AES256" : "aws:kms",
          SSEKMSKeyId: block.kmsKeyId,
        }),
      );
    },
    async lock(holder) {
      if (!block.useLockfile) return;
      try {
        await client.send(new PutObjectCommand({ ...lockObject, Body: holder, IfNoneMatch: "*" }));
      } catch (error) {
        if (error instanceof S3ServiceException && error.name === "PreconditionFailed") {
          throw locked(`s3://${block.bucket}/${block.key}.tflock`, await body(lockObject));
        }
        throw error;
      }
    },
    async unlock() {
      if (block.useLockfile) await client.send(new DeleteObjectCommand(lockObject));
    },
  };
}
