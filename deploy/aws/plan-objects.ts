import { GetObjectCommand, paginateListObjectsV2, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { Problem } from "sagemaker-promotion-core/problem";
import type { PlanInStore, PlanStore } from "../ports";
import { required } from "./aws-handler";
import { asProblem, statusOf } from "./problems";

/** A client, and the role that it works as. */
interface As {
  readonly client: S3Client;
  readonly role: string;
}

/** Plans as objects in the state bucket: one role reads them, another writes each once. */
export class PlanObjects implements PlanStore {
  constructor(
    private readonly reader: As,
    private readonly writer: As,
    private readonly folder: { readonly Bucket: string; readonly prefix: string },
  ) {}

  place(tree: string): string {
    return `s3://${this.folder.Bucket}/${this.prefixOf(tree)}`;
  }

  put(tree: string, name: string, text: string): Promise<boolean> {
    return this.call(this.writer, "s3:PutObject", `${this.place(tree)}/${name}`, async () => {
      try {
        await this.writer.client.send(
          new PutObjectCommand({
            ...this.object(tree, name),
            Body: text,
            ContentType: "application/json",
            // As Terraform's backend encrypts the states (`encrypt`).
            ServerSideEncryption: "AES256",
            IfNoneMatch: "*",
          }),
        );
        return true;
      } catch (error) {
        // It is taken: by the same content, after which it is named (S3 user guide, conditional writes).
        if (statusOf(error) === 412) return false;
        throw error;
      }
    });
  }

  list(tree: string): Promise<readonly PlanInStore[]> {
    const Prefix = `${this.prefixOf(tree)}/`;
    return this.call(this.reader, "s3:ListBucket", this.place(tree), async () => {
      const found: PlanInStore[] = [];
      const pages = paginateListObjectsV2(
        { client: this.reader.client },
        { Bucket: this.folder.Bucket, Prefix },
      );
      for await (const { Contents = [] } of pages) {
        for (const { Key = "", LastModified } of Contents) {
          found.push({ name: Key.slice(Prefix.length), stored: required(LastModified, "a date") });
        }
      }
      return found.sort((a, b) => b.stored.getTime() - a.stored.getTime() || (a.name < b.name ? -1 : 1));
    });
  }

  get(tree: string, name: string, limit: number): Promise<string> {
    const where = `${this.place(tree)}/${name}`;
    return this.call(this.reader, "s3:GetObject", where, async () => {
      const { Body, ContentLength } = await this.reader.client.send(
        new GetObjectCommand(this.object(tree, name)),
      );
      const content = required(Body, "an object's content");
      if (required(ContentLength, "a length") <= limit) return content.transformToString();
      throw new Problem({
        code: "NotAPlan",
        blame: "environment",
        message: `The object has ${ContentLength} bytes, more than any plan.`,
        where,
        next: "See who wrote it there. Plan again, and have that reviewed. Nothing was changed.",
      });
    });
  }

  private object(tree: string, name: string) {
    return { Bucket: this.folder.Bucket, Key: `${this.prefixOf(tree)}/${name}` };
  }

  private prefixOf(tree: string): string {
    return `${this.folder.prefix}/${tree}`;
  }

  private call<T>({ role }: As, action: string, resource: string, run: () => Promise<T>): Promise<T> {
    return asProblem({ action, resource, principal: role }, run);
  }
}
