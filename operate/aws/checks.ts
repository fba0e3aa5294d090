import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { HeadBucketCommand, HeadObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { ServiceQuotasClient } from "@aws-sdk/client-service-quotas";
import { Problem } from "sagemaker-promotion-core/problem";
import { atHand, signIn } from "../../deploy/aws/sign-in";
import { asProblem } from "../../deploy/aws/problems";
import { commandFor } from "../../deploy/command-line";
import { definitionsOf } from "../../deploy/desired";
import { loadSources } from "../../deploy/sources";
import { count } from "../../deploy/text";
import { actingRoles } from "../../environments/acting";
import type { Environment } from "../../environments/environment";
import { topicArn } from "../../stacks/arns";
import { promotionStateKey } from "../../stacks/names";
import { isAtLeast, type Check } from "../doctor";
import type { Look } from "../ports";
import { neededMachines, quotaChecks } from "../quotas";
import { connectLook } from "./look";
import { findQuotas } from "./quotas";

const acting = "plan";
const sessionName = "doctor";
const TERRAFORM = "1.10";

/** What has to be right for an environment: on this machine, then in its accounts, as who only reads. */
export async function checksOf(environment: Environment): Promise<readonly Check[]> {
  let looking: Promise<Look> | undefined;
  const look = (): Promise<Look> => (looking ??= connectLook(environment));
  return [
    { name: "Terraform", look: terraform },
    { name: "credentials", look: async () => (await atHand(environment).caller()).arn },
    { name: "plan role", look: () => taken(environment, environment.planRole) },
    { name: "registry's role", look: () => taken(environment, environment.registryPlanRole) },
    { name: "pipelines", look: async () => pipelines(environment, await look()) },
    { name: "versions", look: async () => versions(environment, await look()) },
    { name: "alerts", look: async () => alerts(environment, await look()) },
    { name: "data bucket", look: () => dataBucket(environment) },
    { name: "state", look: () => state(environment) },
    ...(await quotas(environment)),
  ];
}

function wrong(message: string, next: string): Problem {
  return new Problem({ code: "NotReady", blame: "environment", message, next });
}

async function terraform(): Promise<string> {
  // Terraform would ask its maker for a newer version.
  const env = { ...process.env, CHECKPOINT_DISABLE: "1" };
  const found = await promisify(execFile)("terraform", ["version", "-json"], { env }).catch(() => undefined);
  const next = `install Terraform ${TERRAFORM} or newer where you deploy; looking needs none`;
  if (found === undefined) throw wrong("there is no program terraform", next);
  const { terraform_version: version = "" } = JSON.parse(found.stdout) as { terraform_version?: string };
  if (!isAtLeast(version, TERRAFORM)) throw wrong(`terraform is ${version}`, next);
  return version;
}

async function taken(environment: Environment, role: string): Promise<string> {
  await (await signIn(environment, { role, acting, sessionName })).caller();
  return role;
}

async function pipelines(
  { trainPipeline, inferencePipeline, name }: Environment,
  { workload }: Look,
): Promise<string> {
  const names = [trainPipeline.name, inferencePipeline.name];
  const found = await Promise.all(names.map((one) => workload.pipeline(one)));
  const missing = names.filter((_, index) => found[index] === undefined);
  if (missing.length > 0) throw wrong(`not deployed: ${missing.join(", ")}`, commandFor("apply", name));
  return names.join(", ");
}

async function versions({ modelPackageGroup }: Environment, { registry }: Look): Promise<string> {
  const found = await registry.versions(modelPackageGroup.arn);
  const approved = found.filter(({ approval }) => approval === "Approved").length;
  return `${count(found.length, "version")}, ${approved} approved`;
}

async function alerts(environment: Environment, { workload }: Look): Promise<string> {
  const found = await workload.subscriptions(topicArn(environment));
  const open = found.filter(({ confirmed }) => !confirmed).map(({ endpoint }) => endpoint);
  if (open.length > 0)
    throw wrong(`not confirmed by ${open.join(", ")}`, "follow the link in the mail from AWS Notifications");
  if (found.length === 0)
    throw wrong(
      "nobody is subscribed",
      `npx cdktf deploy ${environment.name} subscribes ${environment.email}`,
    );
  return found.map(({ endpoint }) => endpoint).join(", ");
}

async function dataBucket(environment: Environment): Promise<string> {
  const { dataBucket: bucket, planRole: role } = environment;
  const { config } = await signIn(environment, { role, acting, sessionName });
  const call = { action: "s3:ListBucket", resource: bucket, principal: role };
  await asProblem(call, () => new S3Client(config).send(new HeadBucketCommand({ Bucket: bucket })));
  return `s3://${bucket}`;
}

async function state(environment: Environment): Promise<string> {
  const { bucket, region } = environment.state;
  const role = actingRoles(environment, acting).stateRole;
  const Key = promotionStateKey(environment);
  const { config } = await signIn(environment, { role, acting, sessionName });
  const call = { action: "s3:GetObject", resource: `s3://${bucket}/${Key}`, principal: role };
  const client = new S3Client({ ...config, region });
  await asProblem(call, () => client.send(new HeadObjectCommand({ Bucket: bucket, Key })));
  return `s3://${bucket}/${Key}`;
}

async function quotas(environment: Environment): Promise<readonly Check[]> {
  const { planRole: role, region, maxParallelSteps } = environment;
  const { train, inference } = definitionsOf(await loadSources(environment));
  return quotaChecks(neededMachines([train, inference], maxParallelSteps), region, async (names) => {
    const { config } = await signIn(environment, { role, acting, sessionName });
    return findQuotas(new ServiceQuotasClient(config), role)(names);
  });
}
