import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { Problem } from "sagemaker-promotion-core/problem";
import type { Lock, LockStore } from "../ports";
import { required } from "./aws-handler";
import { asProblem, isMissing, statusOf, unlessMissing } from "./problems";

interface Found {
  readonly lock: Lock;
  readonly etag: string;
}

/** A lock as an object in S3. */
export class LockObject implements LockStore {
  readonly place: string;

  constructor(
    private readonly client: S3Client,
    private readonly principal: string,
    private readonly object: { readonly Bucket: string; readonly Key: string },
  ) {
    this.place = `s3://${object.Bucket}/${object.Key}`;
  }

  create(lock: Lock): Promise<boolean> {
    return this.call("s3:PutObject", async () => {
      try {
        const Body = `${JSON.stringify(lock, null, 2)}\n`;
        await this.client.send(
          new PutObjectCommand({
            ...this.object,
            Body,
            ContentType: "application/json",
            IfNoneMatch: "*",
          }),
        );
        return true;
      } catch (error) {
        // 412: it is taken; 409: somebody takes it at this moment (S3 user guide, conditional writes).
        if (statusOf(error) === 412 || statusOf(error) === 409) return false;
        throw error;
      }
    });
  }

  async get(): Promise<Lock | undefined> {
    return (await this.find())?.lock;
  }

  async delete(id: string): Promise<void> {
    const found = await this.find();
    if (found?.lock.id !== id) return;
    await this.call("s3:DeleteObject", async () => {
      try {
        // Of that object alone: another's may have taken its place since (S3 user guide, conditional deletes).
        await this.client.send(new DeleteObjectCommand({ ...this.object, IfMatch: found.etag }));
      } catch (error) {
        if (statusOf(error) !== 412 && !isMissing(error)) throw error;
      }
    });
  }

  private find(): Promise<Found | undefined> {
    return this.call("s3:GetObject", async () => {
      const found = await unlessMissing(this.client.send(new GetObjectCommand(this.object)));
      if (found === undefined) return undefined;
      const text = await required(found.Body, "an object's content").transformToString();
      return { lock: this.parse(text), etag: required(found.ETag, "an ETag") };
    });
  }

  private parse(text: string): Lock {
    try {
      const lock = JSON.parse(text) as Partial<Lock>;
      if (typeof lock.id === "string" && typeof lock.holder === "string") return lock as Lock;
    } catch {
      // Told below.
    }
    throw new Problem({
      code: "UnknownLock",
      blame: "environment",
      message: "The lock holds something that this project did not write.",
      where: this.place,
      next: "See who wrote it, and delete the object.",
    });
  }

  private call<T>(action: string, run: () => Promise<T>): Promise<T> {
    return asProblem({ action, resource: this.place, principal: this.principal }, run);
  }
}
