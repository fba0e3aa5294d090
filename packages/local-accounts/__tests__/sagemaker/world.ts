import { mkdtempSync, rmSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Clock } from "../../sagemaker/clock";
import type { FunctionAnswer } from "../../sagemaker/functions";
import type { LogStream } from "../../sagemaker/job-logs";
import type { ContainerExit, ContainerRun } from "../../sagemaker/jobs/containers";
import type { Json, JsonObject } from "../../sagemaker/json";
import { asText } from "../../sagemaker/json";
import { createSageMaker } from "../../sagemaker/sagemaker";
import { StorageError } from "../../sagemaker/storage";
import type { ObjectStore } from "../../sagemaker/storage";
import type { Accounts, AuthorizationRequest, Caller, SageMaker, ServiceEvent } from "../../ports";

export const DEV = "111111111111";
export const PROD = "222222222222";
export const REGISTRY = "333333333333";
export const REGION = "us-east-1";
export const ROLE = `arn:aws:iam::${DEV}:role/service-role/sagemaker-execution-role`;
export const SCIKIT = `683313688378.dkr.ecr.${REGION}.amazonaws.com/sagemaker-scikit-learn:1.4-2-cpu-py3`;
export const XGBOOST = `683313688378.dkr.ecr.${REGION}.amazonaws.com/sagemaker-xgboost:3.0-5`;
export const ANALYZER = `156813124566.dkr.ecr.${REGION}.amazonaws.com/sagemaker-model-monitor-analyzer`;

export function person(account: string, name = "alice"): Caller {
  return { account, arn: `arn:aws:sts::${account}:assumed-role/${name}/session` };
}

/** Objects of every bucket, by `bucket/key`. */
export class MemoryStore {
  readonly objects = new Map<string, { body: Buffer; kmsKey: string | undefined }>();
  /** Refuses a call; by role, operation and `bucket/key`. */
  refuse: (roleArn: string, operation: "list" | "read" | "write", path: string) => StorageError | undefined =
    () => undefined;

  put(uri: string, body: string, kmsKey?: string): void {
    this.objects.set(uri.replace("s3://", ""), { body: Buffer.from(body), kmsKey });
  }

  text(uri: string): string | undefined {
    return this.objects.get(uri.replace("s3://", ""))?.body.toString();
  }

  keys(): string[] {
    return [...this.objects.keys()].sort();
  }

  as(roleArn: string): ObjectStore {
    const check = (operation: "list" | "read" | "write", path: string): void => {
      const refusal = this.refuse(roleArn, operation, path);
      if (refusal !== undefined) throw refusal;
    };
    return {
      list: async (bucket, prefix) => {
        await Promise.resolve();
        check("list", `${bucket}/${prefix}`);
        return this.keys()
          .filter((path) => path.startsWith(`${bucket}/${prefix}`))
          .map((path) => path.slice(bucket.length + 1));
      },
      read: async (bucket, key) => {
        await Promise.resolve();
        check("read", `${bucket}/${key}`);
        const found = this.objects.get(`${bucket}/${key}`);
        if (found === undefined) throw new StorageError("NoSuchKey", "The specified key does not exist.");
        return found;
      },
      write: async (bucket, key, body, kmsKey) => {
        await Promise.resolve();
        check("write", `${bucket}/${key}`);
        this.objects.set(`${bucket}/${key}`, { body, kmsKey });
        return kmsKey;
      },
    };
  }
}

/** A container that a test plays: gets its arguments and environment, writes files below its /opt/ml. */
export type Play = (
  container: ContainerRun,
  files: { write(path: string, body: string): Promise<void> },
) => Promise<Partial<ContainerExit> | void>;

export interface World {
  readonly sagemaker: SageMaker;
  readonly store: MemoryStore;
  readonly events: ServiceEvent[];
  readonly asked: AuthorizationRequest[];
  readonly containers: ContainerRun[];
  readonly slept: number[];
  readonly invoked: { functionArn: string; roleArn: string; payload: Json }[];
  readonly logs: string[];
  readonly jobLogs: (LogStream & { readonly lines: readonly string[] })[];
  /** The folder that jobs work in. */
  readonly work: string;
  /** The clock's time; tests move it. */
  time: number;
  /** Denies what it returns a reason for. */
  deny: (request: AuthorizationRequest) => string | undefined;
  /** Roles that SageMaker (or EventBridge) cannot assume. */
  readonly untrusted: Set<string>;
  play: Play;
  lambda: (functionArn: string, payload: Json) => FunctionAnswer | Promise<FunctionAnswer>;
  call(operation: string, input: JsonObject, caller?: Caller): Promise<Answer>;
  /** A call that must succeed; its body. */
  ok(operation: string, input: JsonObject, caller?: Caller): Promise<JsonObject>;
  /** Creates a pipeline of the steps, runs it once, and gives its end. */
  run(steps: readonly JsonObject[], options?: RunOptions): Promise<Ended>;
  /** Runs an existing pipeline and gives its end. */
  start(name: string, parameters?: Record<string, string>, more?: JsonObject): Promise<Ended>;
  close(): Promise<void>;
}

export interface Answer {
  readonly status: number;
  readonly body: JsonObject;
}

export interface RunOptions {
  readonly name?: string;
  readonly parameters?: readonly JsonObject[];
  readonly values?: Record<string, string>;
  readonly more?: JsonObject;
}

export interface Ended {
  readonly arn: string;
  readonly execution: JsonObject;
  /** In the order in which they started. */
  readonly steps: readonly JsonObject[];
  step(name: string): JsonObject;
}

const open = new Set<World>();

/** Closes every world of a test. */
export async function closeWorlds(): Promise<void> {
  for (const world of open) await world.close();
}

export const TOKEN = "0123456789abcdef0123456789abcdef";
let tokens = 0;

export function newToken(): string {
  return `token-${String(++tokens).padStart(30, "0")}`;
}

export function definition(steps: readonly JsonObject[], parameters: readonly JsonObject[] = []): string {
  return JSON.stringify({ Version: "2020-12-01", Parameters: parameters, Steps: steps });
}

/**
 * A local SageMaker with nothing real around it; `real` leaves the containers to the given interpreter.
 *
 * @param jobsAtOnce how many jobs may have played containers at the same time
 */
export function createWorld(real?: { python: string; containers: string }, jobsAtOnce = Infinity): World {
  const work = mkdtempSync(join(tmpdir(), "sagemaker-test-"));
  const store = new MemoryStore();
  const clock: Clock = {
    now: () => world.time,
    sleep: (milliseconds) => {
      world.slept.push(milliseconds);
      return Promise.resolve();
    },
  };
  const accounts: Accounts = {
    authorize: (request) => {
      world.asked.push(request);
      const reason = world.deny(request);
      return Promise.resolve(reason === undefined ? { allowed: true } : { allowed: false, reason });
    },
    assumeServiceRole: (roleArn) =>
      world.untrusted.has(roleArn)
        ? Promise.reject(new Error(`not authorized to perform: sts:AssumeRole on resource: ${roleArn}`))
        : Promise.resolve({ accessKeyId: "A", secretAccessKey: "S" }),
    emit: (event) => {
      world.events.push(event);
      return Promise.resolve();
    },
    fireSchedule: () => Promise.resolve(),
    mails: () => Promise.resolve([]),
  };
  const call = async (
    operation: string,
    input: JsonObject,
    caller: Caller = person(DEV),
  ): Promise<Answer> => {
    const { status, body } = await sagemaker.handle({ operation, input, caller, region: REGION });
    return { status, body: body as JsonObject };
  };
  const world: World = {
    get sagemaker() {
      return sagemaker;
    },
    store,
    events: [],
    asked: [],
    containers: [],
    slept: [],
    invoked: [],
    logs: [],
    jobLogs: [],
    work,
    time: Date.parse("2026-01-01T00:00:00Z"),
    deny: () => undefined,
    untrusted: new Set(),
    play: () => Promise.resolve(),
    lambda: () => ({ result: {} }),
    call,
    ok: async (operation, input, caller) => {
      const answer = await call(operation, input, caller);
      if (answer.status !== 200) throw new Error(`${operation}: ${JSON.stringify(answer.body)}`);
      return answer.body;
    },
    run: async (steps, options = {}) => {
      const name = options.name ?? "pipeline";
      await world.ok("CreatePipeline", {
        PipelineName: name,
        PipelineDefinition: definition(steps, options.parameters),
        RoleArn: ROLE,
        ClientRequestToken: newToken(),
      });
      return world.start(name, options.values, options.more);
    },
    start: async (name, values = {}, more = {}) => {
      const { PipelineExecutionArn: arn } = await world.ok("StartPipelineExecution", {
        PipelineName: name,
        PipelineParameters: Object.entries(values).map(([Name, Value]) => ({ Name, Value })),
        ClientRequestToken: newToken(),
        ...more,
      });
      await sagemaker.idle();
      return ended(world, asText(arn));
    },
    close: async () => {
      open.delete(world);
      await sagemaker.close();
      rmSync(work, { recursive: true, force: true });
    },
  };
  const sagemaker = createSageMaker({
    accounts,
    endpoint: "http://127.0.0.1:9",
    python: real?.python ?? "python-is-not-run",
    containers: real?.containers ?? "/containers",
    standIns: { "sagemaker-model-monitor-analyzer": { process: "/containers/analyzer.py" } },
    work,
    clock: real === undefined ? clock : undefined,
    log: (line) => world.logs.push(line),
    ports: {
      openStore: (roleArn) =>
        world.untrusted.has(roleArn)
          ? Promise.reject(new Error(`cannot assume ${roleArn}`))
          : Promise.resolve(store.as(roleArn)),
      functions: {
        invoke: async (roleArn, _session, functionArn, payload) => {
          world.invoked.push({ functionArn, roleArn, payload });
          return world.lambda(functionArn, payload);
        },
      },
      jobLogs: {
        write: (to, lines) => {
          world.jobLogs.push({ ...to, lines });
          return Promise.resolve();
        },
      },
      ...(real === undefined
        ? { containers: { jobsAtOnce, run: (container) => play(world, container) } }
        : {}),
    },
  });
  open.add(world);
  return world;
}

async function play(world: World, container: ContainerRun): Promise<ContainerExit> {
  world.containers.push(container);
  const write = async (path: string, body: string): Promise<void> => {
    const file = join(container.ml, path.replace("/opt/ml/", ""));
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, body);
  };
  return { outcome: "exited", code: 0, stderr: "", ...(await world.play(container, { write })) };
}

/** An execution and its steps, oldest first. */
export async function ended(world: World, arn: string): Promise<Ended> {
  const execution = await world.ok("DescribePipelineExecution", { PipelineExecutionArn: arn });
  const list = await world.ok("ListPipelineExecutionSteps", {
    PipelineExecutionArn: arn,
    SortOrder: "Ascending",
  });
  const steps = list["PipelineExecutionSteps"] as readonly JsonObject[];
  return {
    arn,
    execution,
    steps,
    step: (name) => {
      const found = steps.find((step) => step["StepName"] === name);
      if (found === undefined) throw new Error(`no step ${name} among ${JSON.stringify(steps)}`);
      return found;
    },
  };
}

/** A Processing step with one output `out`, whose script is the step's name. */
export function processing(name: string, more: JsonObject = {}, args: JsonObject = {}): JsonObject {
  return {
    Name: name,
    Type: "Processing",
    Arguments: {
      AppSpecification: {
        ImageUri: SCIKIT,
        ContainerEntrypoint: ["python3", "/opt/ml/processing/input/code/x.py"],
      },
      ProcessingResources: {
        ClusterConfig: { InstanceCount: 1, InstanceType: "ml.m5.large", VolumeSizeInGB: 30 },
      },
      RoleArn: ROLE,
      Environment: { STEP: name },
      ProcessingOutputConfig: {
        Outputs: [
          {
            OutputName: "out",
            S3Output: {
              LocalPath: "/opt/ml/processing/output/out",
              S3UploadMode: "EndOfJob",
              S3Uri: {
                "Std:Join": {
                  On: "/",
                  Values: ["s3://data/out", { Get: "Execution.PipelineExecutionId" }, name],
                },
              },
            },
          },
        ],
      },
      ...args,
    },
    ...more,
  };
}

/** `{ Get: "Steps.<step>.…Outputs['out'].S3Output.S3Uri" }` */
export function outputOf(step: string): JsonObject {
  return { Get: `Steps.${step}.ProcessingOutputConfig.Outputs['out'].S3Output.S3Uri` };
}

/** A Processing step's input. */
export function input(uri: Json, name = "data"): JsonObject {
  return {
    InputName: name,
    S3Input: {
      S3Uri: uri,
      LocalPath: `/opt/ml/processing/input/${name}`,
      S3DataType: "S3Prefix",
      S3InputMode: "File",
    },
  };
}
