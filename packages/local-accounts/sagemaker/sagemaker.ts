import { randomUUID } from "node:crypto";
import { availableParallelism } from "node:os";
import { packageFile } from "../package-file";
import type { Accounts, SageMaker, SageMakerAnswer, SageMakerCall } from "../ports";
import { Authorization, callerOf } from "./authorization";
import { rehearsalClock } from "./clock";
import type { Clock } from "./clock";
import { Engine } from "./engine/engine";
import { ApiError, messageOf, unknownOperation } from "./errors";
import { Events } from "./events";
import { lambdaFunctions } from "./functions";
import type { Functions } from "./functions";
import { cloudWatchLogs, type JobLogs } from "./job-logs";
import { LocalContainers } from "./jobs/containers";
import type { Containers } from "./jobs/containers";
import type { StandIns } from "./jobs/images";
import { Jobs } from "./jobs/jobs";
import type { JsonObject } from "./json";
import type { Backend, Operations } from "./operation";
import { executionOperations } from "./operations/executions";
import { groupOperations } from "./operations/groups";
import { jobOperations } from "./operations/jobs";
import { modelOperations } from "./operations/models";
import { packageOperations } from "./operations/packages";
import { pipelineOperations } from "./operations/pipelines";
import { tagOperations } from "./operations/tags";
import { openS3 } from "./s3";
import type { ApiCall, Invoke, Services } from "./services";
import { Sessions } from "./sessions";
import { Storages } from "./storage";
import type { OpenStore } from "./storage";
import { Stores } from "./store";
import { validateRequest } from "./validation";

interface SageMakerOptions {
  readonly accounts: Accounts;
  /** URL of the gateway, for S3 and Lambda. */
  readonly endpoint: string;
  /** Python interpreter of the virtual environment with the images' libraries. */
  readonly python: string;
  /** Folder of the containers' stand-ins. Default: the package's own. */
  readonly containers?: string;
  /** Stand-ins for further images. Default: none. */
  readonly standIns?: StandIns;
  /** Folder for jobs' files while they run, and for their `logs/`. */
  readonly work: string;
  readonly clock?: Clock;
  readonly log?: (line: string) => void;
  /** Stand-ins for the world outside, for tests. */
  readonly ports?: Partial<Ports>;
}

interface Ports {
  readonly openStore: OpenStore;
  readonly functions: Functions;
  readonly jobLogs: JobLogs;
  readonly containers: Containers;
}

/** EventBridge's name as a principal that assumes a target's role. */
const EVENTS_SERVICE = "events.amazonaws.com";

/** SageMaker on this machine, for every account and region that is asked for. */
export function createSageMaker(options: SageMakerOptions): SageMaker {
  const services = servicesOf(options);
  const { jobs, engine, invoke } = assemble(services, options);
  return {
    handle: (call) => answer(invoke, services.log, call),
    startFromTarget: async ({ region, arn, roleArn, parameters }) => {
      const session = randomUUID();
      await options.accounts.assumeServiceRole(roleArn, EVENTS_SERVICE, session);
      const PipelineParameters = parameters.map(({ Name, Value }) => ({ Name, Value }));
      await invoke({
        operation: "StartPipelineExecution",
        input: { PipelineName: arn, PipelineParameters, ClientRequestToken: randomUUID() },
        caller: callerOf(roleArn, session),
        region,
      });
    },
    idle: async () => {
      // An event's target may start an execution, whose end is an event again.
      do {
        await engine.settled();
        await services.events.settled();
      } while (!engine.isIdle());
    },
    close: async () => {
      await engine.close();
      await jobs.close();
      await services.events.settled();
    },
  };
}

function servicesOf({ accounts, endpoint, ports = {}, ...options }: SageMakerOptions): Services {
  const { log = () => undefined, clock = rehearsalClock } = options;
  const sessions = new Sessions(accounts, clock);
  const authorization = new Authorization(accounts);
  return {
    authorization,
    clock,
    log,
    events: new Events(accounts, log),
    storages: new Storages(ports.openStore ?? openS3(sessions, endpoint), authorization),
    functions: ports.functions ?? lambdaFunctions(sessions, endpoint),
    jobLogs: ports.jobLogs ?? cloudWatchLogs(sessions, endpoint),
  };
}

/** The parts inside. A step calls the API like anybody, so the engine gets `invoke`, which runs on the engine. */
function assemble(services: Services, options: SageMakerOptions): Backend & { invoke: Invoke } {
  const stores = new Stores();
  const invoke: Invoke = (call) => callOperation(backend, call);
  const backend: Backend = {
    stores,
    services,
    jobs: new Jobs(services, {
      containers: options.ports?.containers ?? new LocalContainers(options.python, availableParallelism()),
      standIns: { folder: options.containers ?? packageFile("containers"), more: options.standIns ?? {} },
      work: options.work,
    }),
    engine: new Engine({ services, stores, invoke }),
  };
  return { ...backend, invoke };
}

const OPERATIONS: Operations = {
  ...pipelineOperations,
  ...executionOperations,
  ...groupOperations,
  ...packageOperations,
  ...modelOperations,
  ...jobOperations,
  ...tagOperations,
};

/** Checks a call's form, then whether its caller may make it, then runs it. */
async function callOperation(
  backend: Backend,
  { operation, input, caller, region }: ApiCall,
): Promise<JsonObject> {
  const found = OPERATIONS[operation];
  if (found === undefined) throw unknownOperation(operation);
  validateRequest(operation, input);
  const request = { ...backend, input, caller, local: backend.stores.in(caller.account, region) };
  await backend.services.authorization.require(caller, region, found.permissions(request));
  return found.run(request);
}

async function answer(invoke: Invoke, log: Services["log"], call: SageMakerCall): Promise<SageMakerAnswer> {
  try {
    // A request's body is JSON, which the gateway has parsed.
    return { status: 200, body: await invoke({ ...call, input: call.input as JsonObject }) };
  } catch (error) {
    if (error instanceof ApiError) {
      return { status: error.status, body: { __type: error.type, message: error.message } };
    }
    log(`SageMaker.${call.operation} failed: ${error instanceof Error ? error.stack : String(error)}`);
    return { status: 500, body: { __type: "InternalFailure", message: messageOf(error) } };
  }
}
