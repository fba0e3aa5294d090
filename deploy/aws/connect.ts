import { LambdaClient } from "@aws-sdk/client-lambda";
import { S3Client } from "@aws-sdk/client-s3";
import { SageMakerClient } from "@aws-sdk/client-sagemaker";
import { actingRoles } from "../../environments/acting";
import type { Acting, Environment } from "../../environments/environment";
import { planWriterRole } from "../../stacks/arns";
import { deployLockKey, plansFolder } from "../../stacks/names";
import type { Aws } from "../ports";
import { isDirty } from "../revision";
import { S3CodeStore } from "./code-store";
import { LambdaFunctions } from "./functions";
import { LockObject } from "./lock-object";
import { PlanObjects } from "./plan-objects";
import { SageMakerPipelines } from "./pipelines";
import { signIn } from "./sign-in";

/** First characters of the commit that a session's name shows; role session names end at 64 (STS AssumeRole). */
const COMMIT_CHARACTERS = 12;

/**
 * Connects to the environment's account as the role that deploys or plans it, and to the state beside which the lock lies.
 * The session's name carries the commit, so that CloudTrail tells which one a write came from.
 * @throws as `signIn`
 */
export async function connect(environment: Environment, acting: Acting, gitCommit: string): Promise<Aws> {
  const { role, stateRole, stateExternalId: externalId } = actingRoles(environment, acting);
  const name = sessionName(acting, gitCommit);
  const { config, caller, by } = await signIn(environment, { role, acting, sessionName: name });
  const { state } = environment;
  const asStateRole = async () => {
    const wanted = { role: stateRole, acting, sessionName: name, externalId };
    return (await signIn(environment, wanted)).credentials;
  };
  // Assumed at the first call: who only looks never makes one.
  const stateConfig = {
    ...config,
    region: state.region,
    ...(stateRole !== role && { credentials: asStateRole }),
  };
  const stateClient = new S3Client(stateConfig);
  const writerRole = planWriterRole(environment);
  const asPlanWriter = async () => {
    const denied =
      `Only the nodes that plan store plans: sign in as ${environment.jenkinsPlanRole}, ` +
      "or keep yours in a file, with --out.";
    return (await signIn(environment, { role: writerRole, acting: "plan", sessionName: name, denied }))
      .credentials;
  };
  const writer = new S3Client({ ...stateConfig, credentials: asPlanWriter });
  return {
    caller: async () => ({ ...(await caller()), by }),
    pipelines: new SageMakerPipelines(new SageMakerClient(config), role),
    code: new S3CodeStore(new S3Client(config), role),
    functions: new LambdaFunctions(new LambdaClient(config), role),
    lock: new LockObject(stateClient, stateRole, {
      Bucket: state.bucket,
      Key: deployLockKey(environment),
    }),
    plans: new PlanObjects(
      { client: stateClient, role: stateRole },
      { client: writer, role: writerRole },
      { Bucket: state.bucket, prefix: plansFolder(environment) },
    ),
  };
}

function sessionName(acting: Acting, gitCommit: string): string {
  return `${acting}-${gitCommit.slice(0, COMMIT_CHARACTERS)}${isDirty(gitCommit) ? "-dirty" : ""}`;
}
