import { ChecksumAlgorithm, paginateListObjectsV2, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { asProblem } from "../../deploy/aws/problems";
import type { Environment } from "../../environments/environment";
import type { DataStore, StoredData } from "../ports";
import { signInAsPerson } from "./people";

/** Data in S3, as who may bring it. */
class S3DataStore implements DataStore {
  constructor(
    private readonly client: S3Client,
    private readonly environment: Environment,
    readonly principal: string,
  ) {}

  list(folder: string): Promise<readonly StoredData[]> {
    const { dataBucket: Bucket } = this.environment;
    return this.call("s3:ListBucket", folder, async () => {
      const found: StoredData[] = [];
      for await (const page of paginateListObjectsV2({ client: this.client }, { Bucket, Prefix: folder })) {
        for (const { Key: key, Size: bytes = 0, LastModified: changed } of page.Contents ?? []) {
          if (key !== undefined) found.push({ key, bytes, changed });
        }
      }
      return found;
    });
  }

  async put(key: string, content: Uint8Array): Promise<void> {
    const { dataBucket: Bucket, kmsKey } = this.environment;
    await this.call("s3:PutObject", key, () =>
      this.client.send(
        new PutObjectCommand({
          Bucket,
          Key: key,
          Body: content,
          ContentType: "text/csv",
          ChecksumAlgorithm: ChecksumAlgorithm.SHA256,
          ServerSideEncryption: "aws:kms",
          SSEKMSKeyId: kmsKey,
        }),
      ),
    );
  }

  private call<T>(action: string, key: string, run: () => Promise<T>): Promise<T> {
    const { dataBucket } = this.environment;
    return asProblem({ action, resource: `s3://${dataBucket}/${key}`, principal: this.principal }, run);
  }
}

/**
 * Connects to an environment's data, as people who work with its pipelines.
 * @throws as `signInAsPerson`
 */
export async function connectData(environment: Environment): Promise<DataStore> {
  const may = `put objects into ${environment.dataBucket}`;
  const { config, principal } = await signInAsPerson(environment, may);
  return new S3DataStore(new S3Client(config), environment, principal);
}
