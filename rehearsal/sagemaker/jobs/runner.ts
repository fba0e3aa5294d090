import { join } from "node:path";
import { mkdir, rm } from "node:fs/promises";
import type { Json } from "../json";
import type { Service } from "../service";
import type { Storage } from "../storage";
import { containerFailure, JobFailure } from "./failure";
import type { Containers } from "./containers";
import { standIn } from "./images";
import type { Purpose } from "./images";
import { environmentOf, maxRuntime } from "./job";
import type { Job } from "./job";
import { Workspace } from "./workspace";

export interface RunnerOptions {
  readonly containers: Containers;
  /** Folder of the containers' stand-ins. */
  readonly standIns: string;
  /** Folder for jobs' files (deleted when they end) and `logs/`. */
  readonly work: string;
}

/** One run of a job: its files, its container, its permissions. */
export interface JobRun {
  readonly job: Job;
  readonly service: Service;
  readonly signal: AbortSignal;
  /** S3 with the job role's permissions. */
  readonly storage: Storage;
  readonly options: RunnerOptions;
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
    await Promise.all(workspaces.map(({ ml }) => mkdir(ml, { recursive: true })));
    return await work(workspaces);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** resourceconfig.json: which instance this is, among which. */
export function resourceConfig(workspace: Workspace, hosts: readonly string[], instanceType: string): Json {
  return {
    current_host: workspace.host,
    current_instance_type: instanceType,
    hosts,
    network_interface_name: "eth0",
  };
}

export interface ContainerCall {
  readonly image: string;
  readonly purpose: Purpose;
  readonly arguments: readonly string[];
  /** Variables beside those of the job's own Environment. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Where the container leaves a message for SageMaker, such as /opt/ml/output/message. */
  readonly messageFile: string;
}

/** Runs a container of a job. @throws JobFailure where it ends with anything but exit code 0 */
export async function runContainer(run: JobRun, workspace: Workspace, call: ContainerCall): Promise<void> {
  const { job, options, signal } = run;
  const script = standIn(options.standIns, call.image, call.purpose, job.region.name);
  const exit = await options.containers.run({
    script,
    arguments: call.arguments,
    environment: {
      AWS_REGION: job.region.name,
      AWS_DEFAULT_REGION: job.region.name,
      ...call.environment,
      ...environmentOf(job),
    },
    ml: workspace.ml,
    log: join(options.work, "logs", job.kind, job.name, workspace.host),
    maxSeconds: maxRuntime(job),
    signal,
  });
  const message = (await workspace.readFile(call.messageFile))?.toString();
  job.exitMessage = message?.trim() || undefined;
  const failure = containerFailure(exit, message);
  if (failure !== undefined) throw failure;
}

/** @throws JobFailure where the job was stopped meanwhile */
export function unlessStopped(run: JobRun): void {
  if (run.signal.aborted) throw new JobFailure("the job was stopped", "Stopped");
}
