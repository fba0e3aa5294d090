import type { Caller } from "../../ports";
import { eventTime } from "../clock";
import { messageOf, resourceInUse, validationException } from "../errors";
import { text } from "../json";
import type { Json, JsonObject } from "../json";
import type { Scope } from "../scope";
import type { Services } from "../services";
import type { Storage } from "../storage";
import type { Store } from "../store";
import { JobFailure, internalFailure, stopped } from "../failure";
import { requireInterfaces } from "../network";
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
  readonly #services: Services;
  readonly #options: RunnerOptions;
  readonly #running = new Set<Job>();
  readonly #semaphore: Semaphore;

  constructor(services: Services, options: RunnerOptions) {
    this.#services = services;
    this.#options = options;
    this.#semaphore = new Semaphore(options.containers.jobsAtOnce);
  }

  /**
   * Creates a job and lets it run.
   *
   * @throws ApiError as the Create call does: no permission to pass the role, a role that SageMaker cannot assume,
   * a name that is taken
   */
  async start(kind: JobKind, input: JsonObject, caller: Caller, local: Store): Promise<Job> {
    const services = this.#services;
    const { scope } = local;
    const { noun, resource } = JOB_KINDS[kind];
    const name = text(input, `${noun}Name`);
    const arn = scope.arn(`${resource}/${name}`);
    if (local.jobs.has(arn)) {
      throw resourceInUse(
        `Job name must be unique within an AWS account and region, and a ${resource.replace("-", " ")} with this name already exists (${arn})`,
      );
    }
    const roleArn = await jobRole(services, kind, input, caller, local);
    const storage = await openStorage(services, roleArn, scope);
    await requireInterfaces(services, input, roleArn, JOB_SESSION, scope.region);
    const { Tags, ...request } = input;
    const abort = new AbortController();
    const now = services.clock.now();
    let finish: () => void = () => undefined;
    const job: Job = {
      kind,
      name,
      arn,
      scope,
      roleArn,
      request,
      created: now,
      done: new Promise((resolve) => (finish = resolve)),
      stop: () => abort.abort(stopped()),
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
    local.jobs.set(arn, job);
    local.tags.add(arn, Tags);
    this.#running.add(job);
    announce(services, job);
    const run = {
      job,
      services,
      store: local,
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
    const { job, services } = run;
    job.started = services.clock.now();
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
    job.ended = services.clock.now();
    job.modified = job.ended;
    announce(services, job);
  }
}

/** The role of a job; a transform job has its model's. */
async function jobRole(
  services: Services,
  kind: JobKind,
  input: JsonObject,
  caller: Caller,
  local: Store,
): Promise<string> {
  if (kind === "transform") return local.model(text(input, "ModelName")).roleArn;
  const roleArn = text(input, "RoleArn");
  await services.authorization.requirePassRole(caller, local.scope.region, roleArn);
  return roleArn;
}

async function openStorage({ storages }: Services, roleArn: string, { region }: Scope): Promise<Storage> {
  try {
    return await storages.as(roleArn, JOB_SESSION, region);
  } catch (error) {
    throw validationException(
      `Could not assume role ${roleArn}. Please ensure that the role exists and allows principal 'sagemaker.amazonaws.com' to assume the role. (${messageOf(error)})`,
    );
  }
}

function announce({ events }: Services, job: Job): void {
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
  events.send(job.scope, job.arn, type, [job.arn], detail);
}
