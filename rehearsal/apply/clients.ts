import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { IAMClient } from "@aws-sdk/client-iam";
import { KMSClient } from "@aws-sdk/client-kms";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { S3Client } from "@aws-sdk/client-s3";
import { SageMakerClient } from "@aws-sdk/client-sagemaker";
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { Problem } from "sagemaker-promotion-core/problem";
import { NO_ENDPOINT_OF_AWS } from "sagemaker-promotion-core/without-aws";
import type { Credentials } from "sagemaker-local-accounts";

/** The services that the stacks' resource types belong to, as one caller sees them. */
export interface Clients {
  readonly account: string;
  /** `aws`, `aws-cn` or `aws-us-gov`, for the ARNs that a Create call does not answer. */
  readonly partition: string;
  readonly region: string;
  readonly cloudwatch: CloudWatchClient;
  readonly events: EventBridgeClient;
  readonly iam: IAMClient;
  readonly kms: KMSClient;
  readonly lambda: LambdaClient;
  readonly logs: CloudWatchLogsClient;
  readonly s3: S3Client;
  readonly sagemaker: SageMakerClient;
  readonly sns: SNSClient;
  readonly sqs: SQSClient;
  destroy(): void;
}

/** Where and as whom the clients call. */
export interface Connection {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: Credentials;
}

/** What a caller says of themselves to a role's trust policy. */
export interface Claims {
  readonly externalId?: string | undefined;
  /** Who they are; kept with the session. */
  readonly sourceIdentity?: string | undefined;
}

/** Credentials of a role, through STS AssumeRole as Terraform's provider and backend do it. */
export async function assumeRole(
  connection: Connection,
  roleArn: string,
  { externalId, sourceIdentity }: Claims = {},
): Promise<Credentials> {
  const sts = new STSClient({ ...NO_ENDPOINT_OF_AWS, ...connection });
  try {
    const answer = await sts.send(
      new AssumeRoleCommand({
        RoleArn: roleArn,
        RoleSessionName: sourceIdentity ?? "terraform",
        ExternalId: externalId,
        SourceIdentity: sourceIdentity,
      }),
    );
    const { AccessKeyId, SecretAccessKey, SessionToken } = answer.Credentials ?? {};
    if (AccessKeyId === undefined || SecretAccessKey === undefined || SessionToken === undefined) {
      throw new Error(`AssumeRole of ${roleArn} answered without credentials`);
    }
    return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
  } finally {
    sts.destroy();
  }
}

/** Clients for one caller, after asking STS which account that is. */
export async function connect(local: Connection, allowedAccounts: readonly string[]): Promise<Clients> {
  const connection = { ...NO_ENDPOINT_OF_AWS, ...local };
  const sts = new STSClient(connection);
  const { Account: account = "", Arn: arn = "" } = await sts.send(new GetCallerIdentityCommand({}));
  sts.destroy();
  if (allowedAccounts.length > 0 && !allowedAccounts.includes(account)) {
    throw new Problem({
      code: "WrongAccount",
      blame: "user",
      message: `the credentials belong to account ${account}, the stack to ${allowedAccounts.join(", ")}`,
      next: "use credentials of the stack's account",
    });
  }
  const clients = {
    cloudwatch: new CloudWatchClient(connection),
    events: new EventBridgeClient(connection),
    iam: new IAMClient(connection),
    kms: new KMSClient(connection),
    lambda: new LambdaClient(connection),
    logs: new CloudWatchLogsClient(connection),
    s3: new S3Client({ ...connection, forcePathStyle: true }),
    sagemaker: new SageMakerClient(connection),
    sns: new SNSClient(connection),
    sqs: new SQSClient(connection),
  };
  return {
    account,
    partition: arn.split(":")[1] ?? "aws",
    region: connection.region,
    ...clients,
    destroy: () => Object.values(clients).forEach((client) => client.destroy()),
  };
}
