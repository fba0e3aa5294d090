import { ChecksumAlgorithm, paginateListObjectsV2, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { asProblem } from "../../deploy/aws/problems";
import { atHand, signIn } from "../../deploy/aws/sign-in";
import { checkCaller } from "../../deploy/check";
import type { Environment } from "../../environments/environment";
import type { DataStore, StoredData } from "../ports";

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
 * Connects to an environment's data as the role of people who work with its pipelines. Where its file names none, as
 * prod's by default, they bring data as they are signed in.
 * @throws Problem `WrongAccount`, and as `signIn` does
 */
export async function connectData(environment: Environment): Promise<DataStore> {
  const { account, scientistRole: role } = environment;
  const denied = `Sign in as a person of account ${account} whose own policies allow sts:AssumeRole on that role.`;
  const session =
    role === undefined
      ? atHand(environment)
      : await signIn(environment, { role, acting: "deploy", sessionName: "data", denied });
  const use = `credentials of account ${account} that may put objects into ${environment.dataBucket}, or name a role for people in scientist_role_arn`;
  const { arn } = await checkCaller(environment, session, use);
  return new S3DataStore(new S3Client(session.config), environment, role ?? arn);
}
