import { join } from "node:path";
import { readFile, rm } from "node:fs/promises";
import { makeFolder } from "sagemaker-promotion-core/files";
import { messageOf } from "../errors";
import type { JsonObject } from "../json";
import type { Services } from "../services";
import type { Storage } from "../storage";
import type { Store } from "../store";
import type { JobFailure } from "../failure";
import { containerFailure } from "./container-failure";
import type { Containers } from "./containers";
import { standIn } from "./images";
import type { Purpose, StandIns } from "./images";
import { environmentOf, JOB_KINDS, maxRuntime } from "./job";
import type { Job } from "./job";
import type { Semaphore } from "./semaphore";
import { Workspace } from "./workspace";

export interface RunnerOptions {
  readonly containers: Containers;
  /** The containers' stand-ins: the package's own in a folder, and more. */
  readonly standIns: { readonly folder: string; readonly more: StandIns };
  /** Folder for jobs' files (deleted when they end) and `logs/`. */
  readonly work: string;
}

/** One run of a job: its files, its containers, its permissions. */
export interface JobRun {
  readonly job: Job;
  readonly services: Services;
  /** The resources beside the job. */
  readonly store: Store;
  /** Aborted when the job is stopped, with the `JobFailure` that says so. */
  readonly signal: AbortSignal;
  /** S3 with the job role's permissions. */
  readonly storage: Storage;
  readonly options: RunnerOptions;
  /** Taken while containers run: for all machines of a job together, which may wait for each other. */
  readonly semaphore: Semaphore;
}

/** Gives a job the folders of its instances, and takes them away when it has ended. */
export async function withWorkspaces<T>(
  run: JobRun,
  count: number,
  work: (workspaces: readonly Workspace[]) => Promise<T>,
): Promise<T> {
  const folder = join(run.options.work, "jobs", run.job.name);
  try {
    const hosts = Array.from({ length: count }, (_, index) => `algo-${index + 1}`);
    const workspaces = hosts.map((host) => new Workspace(join(folder, host, "ml"), host));
    for (const { ml } of workspaces) makeFolder(ml);
    return await work(workspaces);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** resourceconfig.json: which instance this is, among which. */
export function resourceConfig(
  workspace: Workspace,
  hosts: readonly string[],
  instanceType: string,
): JsonObject {
  return {
    current_host: workspace.host,
    current_instance_type: instanceType,
    hosts,
    network_interface_name: "eth0",
  };
}

/** The longest ExitMessage (API reference, DescribeProcessingJob). */
const EXIT_CHARACTERS = 1024;

interface ContainerCall {
  readonly image: string;
  readonly purpose: Purpose;
  readonly arguments: readonly string[];
  /** Variables beside those of the job's own Environment. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Where the container leaves a message for SageMaker, such as /opt/ml/output/message. */
  readonly messageFile: string;
}

/**
 * Runs a job's container on each of its machines, at the same time. Where one fails, the others are stopped: they may be
 * waiting for it.
 *
 * @throws JobFailure of the first that ends with anything but exit code 0, or where the job was stopped meanwhile
 */
export async function runContainers(
  run: JobRun,
  workspaces: readonly Workspace[],
  call: ContainerCall,
): Promise<void> {
  const { job, options } = run;
  const script = standIn(options.standIns, call.image, call.purpose, job.scope.region);
  const failed = new AbortController();
  const failures: JobFailure[] = [];
  const runOn = async (workspace: Workspace): Promise<void> => {
    const log = join(options.work, "logs", job.kind, job.name, workspace.host);
    const exit = await options.containers.run({
      script,
      arguments: call.arguments,
      environment: {
        AWS_REGION: job.scope.region,
        AWS_DEFAULT_REGION: job.scope.region,
        ...call.environment,
        ...environmentOf(job),
      },
      ml: workspace.ml,
      log,
      maxSeconds: maxRuntime(job),
      signal: AbortSignal.any([run.signal, failed.signal]),
    });
    await publishLog(run, workspace.host, log);
    const message = (await workspace.readFile(call.messageFile))?.toString();
    job.exitMessage ??= message?.trim().slice(0, EXIT_CHARACTERS) || undefined;
    const failure = containerFailure(job.kind, exit, message);
    if (failure === undefined) return;
    failures.push(failure);
    failed.abort();
  };
  await run.semaphore.use(() => Promise.all(workspaces.map(runOn)), run.signal);
  if (failures[0] !== undefined) throw failures[0];
}

/** Puts what a machine wrote into the job's log; a job whose role may not do so runs all the same, as on AWS. */
async function publishLog({ job, services }: JobRun, host: string, log: string): Promise<void> {
  const { roleArn, scope, kind, name, started = job.created } = job;
  const written = await Promise.all(
    ["stdout", "stderr"].map((stream) => readFile(`${log}.${stream}.log`, "utf8").catch(() => "")),
  );
  try {
    await services.jobLogs.write(
      {
        roleArn,
        region: scope.region,
        group: JOB_KINDS[kind].logGroup,
        stream: `${name}/${host}-${Math.floor(started / 1000)}`,
      },
      written.join("\n").split("\n"),
    );
  } catch (error) {
    services.log(`the log of ${name} was not written: ${messageOf(error)}`);
  }
}
