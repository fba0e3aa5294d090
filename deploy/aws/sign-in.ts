import {
  AssumeRoleCommand,
  GetCallerIdentityCommand,
  STSClient,
  type AssumeRoleCommandInput,
  type STSClientConfig,
} from "@aws-sdk/client-sts";
import { arnResourceName, parseArn } from "sagemaker-promotion-core/arn";
import type { Acting, Environment } from "../../environments/environment";
import type { Caller } from "../ports";
import { AwsHandler, required } from "./aws-handler";
import { personOf } from "./person";
import { asProblem } from "./problems";
import { whoMayAssume } from "./who-may-assume";
import { variable } from "sagemaker-promotion-core/variable";

type AwsCredentialIdentity = Awaited<ReturnType<STSClient["config"]["credentials"]>>;

/** The SDK waits up to 20 s between two tries: six bridge a throttled minute, and a dead endpoint shows in seconds. */
const MAX_ATTEMPTS = 6;

/** What clients are made with, and as whom. */
export interface Session {
  /** The role that was taken up, or words where none was. */
  readonly role: string;
  readonly config: Pick<
    STSClientConfig,
    "credentials" | "maxAttempts" | "region" | "requestHandler" | "retryMode"
  >;
  readonly caller: () => Promise<Caller>;
}

/** A role that was taken up. */
export interface AssumedSession extends Session {
  readonly credentials: AwsCredentialIdentity;
  /** ARN of whoever took it up. */
  readonly by: string;
}

/** A role to take up. */
export interface RoleToAssume {
  readonly role: string;
  /** As whom of those who may take it up. */
  readonly acting: Acting;
  readonly sessionName: string;
  /** Default: what the environment agreed on with its Jenkins. */
  readonly externalId?: string | undefined;
  /** What to do about a denial; default: who of those that act so may take it up. */
  readonly denied?: string;
}

/** A role that is taken up under a person's own name. */
export interface NamedRole {
  readonly role: string;
  /** Who the person is; default: what the credentials at hand say. */
  readonly as: string | undefined;
  /** What to do about a denial. */
  readonly denied: string;
}

/**
 * Takes up a role with the credentials at hand, unless they are that role's already (a CI step that has assumed it).
 * AWS_ENDPOINT_URL is honoured by the SDK.
 * @throws Problem `NoCredentials`, `ExpiredCredentials`, `AccessDenied`, `EndpointUnreachable`, …
 */
export async function signIn(environment: Environment, wanted: RoleToAssume): Promise<AssumedSession> {
  const { role, acting, sessionName, externalId, denied } = {
    externalId: environment.jenkinsExternalId,
    ...wanted,
  };
  return takeUp(environment, role, () => ({
    request: { RoleSessionName: sessionName, ExternalId: externalId },
    denied: denied ?? whoMayAssume(environment, acting),
  }));
}

/**
 * Takes up a role under a person's own name, which STS keeps with the session and SageMaker with what the session does.
 * @throws Problem `NameNeeded`, and as `signIn`
 */
export async function signInAs(environment: Environment, { role, as, denied }: NamedRole): Promise<Session> {
  return takeUp(environment, role, (caller) => {
    const name = as ?? personOf(caller);
    return { request: { RoleSessionName: name, SourceIdentity: name }, denied };
  });
}

/** What a role is asked for with, and what to do about a denial. */
interface Asking {
  readonly request: Omit<AssumeRoleCommandInput, "RoleArn">;
  readonly denied: string;
}

async function takeUp(
  environment: Environment,
  role: string,
  asking: (caller: string) => Asking,
): Promise<AssumedSession> {
  const { config, caller } = atHand(environment);
  const ambient = new STSClient(config);
  const { arn } = await caller();
  const credentials = playsRole(arn, role)
    ? await ambient.config.credentials()
    : await assumeRole(ambient, role, arn, asking(arn));
  return { credentials, by: arn, ...session(role, { ...config, credentials }) };
}

/** The credentials at hand, as whoever they are: no role is taken up. */
export function atHand({ region }: Environment): Session {
  // The SDK announces on every run that future versions will want Node 22; ours is pinned, and Node 20 is enough for it.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
  const config = {
    region,
    maxAttempts: MAX_ATTEMPTS,
    retryMode: "standard",
    requestHandler: new AwsHandler(),
    // A custom endpoint has no DNS name for every bucket.
    forcePathStyle:
      variable("AWS_ENDPOINT_URL") !== undefined || variable("AWS_ENDPOINT_URL_S3") !== undefined,
  };
  return session("the credentials at hand", config);
}

function session(role: string, config: Session["config"]): Session {
  const sts = new STSClient(config);
  let caller: Promise<Caller> | undefined;
  return { role, config, caller: () => (caller ??= callerOf(sts, role)) };
}

function callerOf(sts: STSClient, principal: string): Promise<Caller> {
  return asProblem({ action: "sts:GetCallerIdentity", resource: "*", principal }, async () => {
    const { Account, Arn } = await sts.send(new GetCallerIdentityCommand({}));
    return { account: required(Account, "an account"), arn: required(Arn, "an ARN") };
  });
}

/** A session's ARN has the role's name without its path: `arn:aws:sts::<account>:assumed-role/<name>/<session>`. */
function playsRole(caller: string, role: string): boolean {
  const { partition, account } = parseArn(role) ?? {};
  const name = arnResourceName(role);
  return caller.startsWith(`arn:${partition}:sts::${account}:assumed-role/${name}/`);
}

/** @param caller ARN of whoever assumes the role */
function assumeRole(sts: STSClient, role: string, caller: string, { request, denied }: Asking) {
  const call = { action: "sts:AssumeRole", resource: role, principal: caller, denied };
  return asProblem(call, async () => {
    const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn: role, ...request }));
    const { AccessKeyId, SecretAccessKey, SessionToken } = required(Credentials, "credentials");
    return {
      accessKeyId: required(AccessKeyId, "an access key"),
      secretAccessKey: required(SecretAccessKey, "a secret key"),
      sessionToken: required(SessionToken, "a session token"),
    };
  });
}
