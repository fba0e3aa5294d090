import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { IAMClient } from "@aws-sdk/client-iam";
import { KMSClient } from "@aws-sdk/client-kms";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { S3Client } from "@aws-sdk/client-s3";
import { SageMakerClient } from "@aws-sdk/client-sagemaker";
import { SNSClient } from "@aws-sdk/client-sns";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { strToU8, zipSync } from "fflate";
import { startAccounts, type MinistackAccounts } from "../../accounts/ministack";
import { rehearsalPython } from "../../../../rehearsal/python";
import { startGateway, type Gateway } from "../../gateway/gateway";
import type { Credentials, SageMaker, SageMakerAnswer, SageMakerCall } from "../../ports";

export const DEV = "111111111111";
export const PROD = "222222222222";
export const REGISTRY = "333333333333";
export const REGION = "us-east-1";

type Target = Parameters<SageMaker["startFromTarget"]>[0];

/** Stands where the local SageMaker stands: keeps what it is asked, and answers what the test says. */
export class FakeSageMaker {
  readonly calls: SageMakerCall[] = [];
  readonly started: Target[] = [];
  /** Why no pipeline is started, where that is so. */
  refusal: Error | undefined;
  answer: (call: SageMakerCall) => SageMakerAnswer = () => ({ status: 200, body: {} });

  handle(call: SageMakerCall): Promise<SageMakerAnswer> {
    this.calls.push(call);
    return Promise.resolve(this.answer(call));
  }

  startFromTarget(target: Target): Promise<void> {
    if (this.refusal !== undefined) return Promise.reject(this.refusal);
    this.started.push(target);
    return Promise.resolve();
  }
}

/** SDK clients of one principal. */
export function clientsOf(endpoint: string, credentials: Credentials) {
  const options = { endpoint, region: REGION, credentials, maxAttempts: 1 };
  return {
    events: new EventBridgeClient(options),
    logs: new CloudWatchLogsClient(options),
    iam: new IAMClient(options),
    kms: new KMSClient(options),
    lambda: new LambdaClient(options),
    s3: new S3Client(options),
    sageMaker: new SageMakerClient(options),
    sns: new SNSClient(options),
    sts: new STSClient(options),
  };
}

export type Clients = ReturnType<typeof clientsOf>;

/** A gateway with local accounts behind it and a fake SageMaker. */
export class World {
  private constructor(
    readonly gateway: Gateway,
    readonly accounts: MinistackAccounts,
    readonly sageMaker: FakeSageMaker,
    readonly folder: string,
    readonly errors: unknown[],
  ) {}

  static async start(): Promise<World> {
    const { python } = await rehearsalPython(() => undefined);
    const folder = mkdtempSync(join(tmpdir(), "world-"));
    const errors: unknown[] = [];
    const gateway = await startGateway({ report: (error) => errors.push(error) });
    const { endpoint, callback, token } = gateway;
    const logPath = join(folder, "accounts.log");
    const accounts = await startAccounts({ python, logPath, endpoint, callback, token });
    const sageMaker = new FakeSageMaker();
    gateway.connect({ accounts, sageMaker });
    return new World(gateway, accounts, sageMaker, folder, errors);
  }

  root(account: string): Clients {
    return this.as(this.accounts.rootCredentials(account));
  }

  as(credentials: Credentials): Clients {
    return clientsOf(this.gateway.endpoint, credentials);
  }

  /** The clients of a role, assumed by whoever these clients belong to. */
  async assume(by: Clients, roleArn: string): Promise<Clients> {
    const answer = await by.sts.send(new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: "test" }));
    const { AccessKeyId = "", SecretAccessKey = "", SessionToken = "" } = answer.Credentials ?? {};
    return this.as({
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
    });
  }

  async close(): Promise<void> {
    await this.accounts.close();
    await this.gateway.close();
    rmSync(this.folder, { recursive: true });
  }
}

/** A policy document of one statement, or several. */
export function policy(...statements: object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

/** A trust policy that names a service, or an account's principals. */
export function trust(principal: object, condition?: object): string {
  return policy({
    Effect: "Allow",
    Principal: principal,
    Action: "sts:AssumeRole",
    ...(condition === undefined ? {} : { Condition: condition }),
  });
}

/** A function's zip of one JavaScript file. */
export function zipOf(source: string): Uint8Array {
  return zipSync({ "index.js": strToU8(source) });
}
