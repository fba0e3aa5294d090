import { LambdaClient } from "@aws-sdk/client-lambda";
import { S3Client } from "@aws-sdk/client-s3";
import { SageMakerClient } from "@aws-sdk/client-sagemaker";
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import type { Environment } from "../../environments/environment";
import { Problem } from "../../environments/problem";
import type { Aws, Caller } from "../ports";
import { S3CodeStore } from "./code-store";
import { LambdaFunctions } from "./functions";
import { SageMakerPipelines } from "./pipelines";
import { asProblem } from "./problems";

/** First characters of the commit that a session's name shows; role session names end at 64 (STS AssumeRole). */
const COMMIT_CHARACTERS = 12;
/** The SDK waits up to 20 s between two tries: six bridge a throttled minute, and a dead endpoint shows in seconds. */
const MAX_ATTEMPTS = 6;

/**
 * Connects to the environment's account as its deployment role: assumes `deployRole` with the credentials at hand, unless
 * they are that role's already (a CI step that has assumed it). The session's name carries the commit, so that
 * CloudTrail tells which one a write came from. AWS_ENDPOINT_URL is honoured by the SDK.
 * @throws Problem `NoCredentials`, `ExpiredCredentials`, `AccessDenied`, `EndpointUnreachable`, …
 */
export async function connect(environment: Environment, gitCommit: string): Promise<Aws> {
  // The SDK announces on every run that future versions will want Node 22; ours is pinned, and Node 20 is enough for it.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
  const config = {
    region: environment.region,
    maxAttempts: MAX_ATTEMPTS,
    retryMode: "standard",
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 60_000, throwOnRequestTimeout: true },
    // A custom endpoint has no DNS name for every bucket.
    forcePathStyle:
      process.env.AWS_ENDPOINT_URL !== undefined || process.env.AWS_ENDPOINT_URL_S3 !== undefined,
  };
  const ambient = new STSClient(config);
  const { arn } = await callerOf(ambient, "the credentials at hand");
  const credentials = playsRole(arn, environment)
    ? await ambient.config.credentials()
    : await assumeRole(ambient, environment, arn, gitCommit);
  const assumed = { ...config, credentials };
  const sts = new STSClient(assumed);
  return {
    caller: () => callerOf(sts, environment.deployRole),
    pipelines: new SageMakerPipelines(new SageMakerClient(assumed), environment.deployRole),
    code: new S3CodeStore(new S3Client(assumed), environment.deployRole),
    functions: new LambdaFunctions(new LambdaClient(assumed), environment.deployRole),
  };
}

function callerOf(sts: STSClient, principal: string): Promise<Caller> {
  return asProblem({ action: "sts:GetCallerIdentity", resource: "*", principal }, async () => {
    const { Account, Arn } = await sts.send(new GetCallerIdentityCommand({}));
    return { account: Account ?? "", arn: Arn ?? "" };
  });
}

/** A session's ARN has the role's name without its path: `arn:aws:sts::<account>:assumed-role/<name>/<session>`. */
function playsRole(caller: string, { partition, account, deployRole }: Environment): boolean {
  const name = deployRole.split("/").at(-1) ?? "";
  return caller.startsWith(`arn:${partition}:sts::${account}:assumed-role/${name}/`);
}

function assumeRole(
  sts: STSClient,
  { deployRole, jenkinsExternalId }: Environment,
  principal: string,
  gitCommit: string,
) {
  return asProblem({ action: "sts:AssumeRole", resource: deployRole, principal }, async () => {
    const { Credentials } = await sts.send(
      new AssumeRoleCommand({
        RoleArn: deployRole,
        RoleSessionName: `deploy-${gitCommit.slice(0, COMMIT_CHARACTERS)}`,
        ExternalId: jenkinsExternalId,
      }),
    );
    const { AccessKeyId, SecretAccessKey, SessionToken } = Credentials ?? {};
    if (AccessKeyId === undefined || SecretAccessKey === undefined || SessionToken === undefined) {
      throw new Problem({
        code: "NoCredentials",
        blame: "environment",
        message: "STS answered AssumeRole without credentials.",
        where: deployRole,
        next: "Look at AWS_ENDPOINT_URL: what answers there is not STS.",
      });
    }
    return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
  });
}
