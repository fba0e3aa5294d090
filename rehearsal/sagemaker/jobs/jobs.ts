import type { Caller } from "../../ports";
import { eventTime } from "../clock";
import { messageOf, resourceInUse, validationException } from "../errors";
import { text } from "../json";
import type { Json, JsonObject } from "../json";
import { modelOf } from "../models";
import type { Region } from "../regions";
import type { Service } from "../service";
import type { Storage } from "../storage";
import { JobFailure, internalFailure } from "../failure";
import { JOB_KINDS, describeJob } from "./job";
import type { Job, JobKind } from "./job";
import { runProcessing } from "./processing";
import type { JobRun, RunnerOptions } from "./runner";
import { Semaphore } from "./semaphore";
import { runTraining } from "./training";
import { runTransform } from "./transform";

/** Name of the session in which a job reads and writes. */
const JOB_SESSION = "SageMaker";

const RUNS: Readonly<Record<JobKind, (run: JobRun) => Promise<void>>> = {
  processing: runProcessing,
  training: runTraining,
  transform: runTransform,
};

/** Jobs and their runs. */
export class Jobs {
  readonly #options: RunnerOptions;
  readonly #running = new Set<Job>();
  readonly #semaphore: Semaphore;

  constructor(options: RunnerOptions) {
    this.#options = options;
    this.#semaphore = new Semaphore(options.containers.jobsAtOnce);
  }

  /**
   * Creates a job and lets it run.
   *
   * @throws ApiError as the Create call does: no permission to pass the role, a role that SageMaker cannot assume,
   * a name that is taken
   */
  async start(
    service: Service,
    kind: JobKind,
    input: JsonObject,
    caller: Caller,
    home: Region,
  ): Promise<Job> {
    const { noun, resource } = JOB_KINDS[kind];
    const name = text(input, `${noun}Name`);
    const arn = home.arn(`${resource}/${name}`);
    if (home.jobs.has(arn)) {
      throw resourceInUse(
        `Job name must be unique within an AWS account and region, and a ${resource.replace("-", " ")} with this name already exists (${arn})`,
      );
    }
    const roleArn = await jobRole(service, kind, input, caller, home);
    const storage = await openStorage(service, roleArn, home);
    const { Tags, ...request } = input;
    const abort = new AbortController();
    const now = service.clock.now();
    let finish: () => void = () => undefined;
    const job: Job = {
      kind,
      name,
      arn,
      region: home,
      roleArn,
      request,
      created: now,
      done: new Promise((resolve) => (finish = resolve)),
      stop: () => abort.abort(),
      status: "InProgress",
      secondary: "Starting",
      started: undefined,
      ended: undefined,
      modified: now,
      failureReason: undefined,
      exception: undefined,
      exitMessage: undefined,
      artifact: undefined,
    };
    home.jobs.set(arn, job);
    home.tags.add(arn, Tags);
    this.#running.add(job);
    announce(service, job);
    const run = {
      job,
      service,
      signal: abort.signal,
      storage,
      options: this.#options,
      semaphore: this.#semaphore,
    };
    void this.#run(run).finally(() => {
      this.#running.delete(job);
      finish();
    });
    return job;
  }

  /** Stops whatever runs, and waits for its end. */
  async close(): Promise<void> {
    for (const job of this.#running) job.stop();
    await Promise.all([...this.#running].map((job) => job.done));
  }

  async #run(run: JobRun): Promise<void> {
    const { job, service } = run;
    job.started = service.clock.now();
    try {
      await RUNS[job.kind](run);
      job.status = "Completed";
      job.secondary = "Completed";
    } catch (error) {
      const failure =
        error instanceof JobFailure ? error : internalFailure(`the rehearsal failed: ${messageOf(error)}`);
      job.status = failure.status;
      job.secondary = failure.secondary ?? failure.status;
      job.failureReason = failure.message;
      job.exception = failure.exception;
    }
    job.ended = service.clock.now();
    job.modified = job.ended;
    announce(service, job);
  }
}

/** The role of a job; a transform job has its model's. */
async function jobRole(
  service: Service,
  kind: JobKind,
  input: JsonObject,
  caller: Caller,
  home: Region,
): Promise<string> {
  if (kind === "transform") return modelOf(home, text(input, "ModelName")).roleArn;
  const roleArn = text(input, "RoleArn");
  await service.authorization.requirePassRole(caller, home.name, roleArn);
  return roleArn;
}

async function openStorage(service: Service, roleArn: string, home: Region): Promise<Storage> {
  try {
    return await service.storages.as(roleArn, JOB_SESSION, home.name);
  } catch (error) {
    throw validationException(
      `Could not assume role ${roleArn}. Please ensure that the role exists and allows principal 'sagemaker.amazonaws.com' to assume the role. (${messageOf(error)})`,
    );
  }
}

function announce(service: Service, job: Job): void {
  const { noun } = JOB_KINDS[job.kind];
  const detail = Object.fromEntries(
    Object.entries(describeJob(job)).map(([key, value]): [string, Json | undefined] => [
      key,
      key.endsWith("Time") && typeof value === "number" ? eventTime(value * 1000) : value,
    ]),
  );
  const type = `SageMaker ${noun.replace("Job", " Job")} State Change` as
    | "SageMaker Processing Job State Change"
    | "SageMaker Training Job State Change"
    | "SageMaker Transform Job State Change";
  service.events.send(job.region, job.arn, type, [job.arn], detail);
}
