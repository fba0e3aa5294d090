import {
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from "@aws-sdk/client-s3";
import { NO_ENDPOINT_OF_AWS } from "sagemaker-promotion-core/without-aws";
import type { Sessions } from "./sessions";
import { StorageError } from "./storage";
import type { ObjectStore, OpenStore } from "./storage";

/** Opens S3 behind the gateway, with the credentials of a role and nothing else. */
export function openS3(sessions: Sessions, endpoint: string): OpenStore {
  const clients = new Map<string, S3Client>();
  return async (roleArn, session, region) => {
    const credentials = await sessions.credentials(roleArn, session);
    const key = `${credentials.accessKeyId} ${region}`;
    const client =
      clients.get(key) ??
      new S3Client({
        ...NO_ENDPOINT_OF_AWS,
        region,
        endpoint,
        credentials,
        forcePathStyle: true,
        maxAttempts: 3,
      });
    clients.set(key, client);
    return new S3Store(client);
  };
}

class S3Store implements ObjectStore {
  readonly #client: S3Client;

  constructor(client: S3Client) {
    this.#client = client;
  }

  async list(bucket: string, prefix: string): Promise<readonly string[]> {
    const keys: string[] = [];
    let token: string | undefined;
    do {
      const page = await asStorage(() =>
        this.#client.send(
          new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken: token }),
        ),
      );
      keys.push(...(page.Contents ?? []).flatMap(({ Key }) => (Key === undefined ? [] : [Key])));
      token = page.NextContinuationToken;
    } while (token !== undefined);
    return keys;
  }

  read(bucket: string, key: string): ReturnType<ObjectStore["read"]> {
    return asStorage(async () => {
      const answer = await this.#client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      const bytes = await answer.Body?.transformToByteArray();
      return { body: Buffer.from(bytes ?? []), kmsKey: answer.SSEKMSKeyId };
    });
  }

  write(bucket: string, key: string, body: Buffer, kmsKey: string | undefined): Promise<string | undefined> {
    return asStorage(async () => {
      const answer = await this.#client.send(
        new PutObjectCommand({
          Bucket: bucket,
          Key: key,
          Body: body,
          ...(kmsKey === undefined ? {} : { ServerSideEncryption: "aws:kms", SSEKMSKeyId: kmsKey }),
        }),
      );
      return answer.SSEKMSKeyId;
    });
  }
}

async function asStorage<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof S3ServiceException)) {
      const message = error instanceof Error ? error.message : String(error);
      throw new StorageError("RequestFailed", message, true);
    }
    const status = error.$metadata.httpStatusCode ?? 500;
    throw new StorageError(error.name, error.message, status >= 500 || status === 429);
  }
}
