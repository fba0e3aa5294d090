import { randomUUID } from "node:crypto";
import { availableParallelism } from "node:os";
import type { Accounts, SageMaker, SageMakerAnswer, SageMakerCall } from "../ports";
import { Authorization, callerOf } from "./authorization";
import { rehearsalClock } from "./clock";
import type { Clock } from "./clock";
import { ApiError, messageOf, unknownOperation } from "./errors";
import { Events } from "./events";
import { lambdaFunctions } from "./functions";
import type { Functions } from "./functions";
import { LocalContainers } from "./jobs/containers";
import type { Containers } from "./jobs/containers";
import { Jobs } from "./jobs/jobs";
import { jobOperations } from "./jobs/operations";
import type { JsonObject } from "./json";
import { modelOperations } from "./models";
import type { Operations } from "./operation";
import { Engine } from "./pipeline/engine";
import { executionOperations } from "./pipeline/executions";
import { pipelineOperations } from "./pipeline/pipelines";
import { Regions } from "./regions";
import { groupOperations } from "./registry/groups";
import { packageOperations } from "./registry/package-operations";
import { openS3 } from "./s3";
import type { Service, ServiceCall } from "./service";
import { Sessions } from "./sessions";
import { Storages } from "./storage";
import type { OpenStore } from "./storage";
import { tagOperations } from "./tags";
import { validateRequest } from "./validation";

export interface SageMakerOptions {
  readonly accounts: Accounts;
  /** URL of the gateway, for S3 and Lambda. */
  readonly endpoint: string;
  /** Python interpreter of the virtual environment with the images' libraries. */
  readonly python: string;
  /** Folder of the containers' stand-ins. */
  readonly containers: string;
  /** Folder for jobs' files while they run, and for their `logs/`. */
  readonly work: string;
  readonly clock?: Clock;
  readonly log?: (line: string) => void;
  /** Stand-ins for the world outside, for tests. */
  readonly ports?: Partial<Ports>;
}

export interface Ports {
  readonly openStore: OpenStore;
  readonly functions: Functions;
  readonly containers: Containers;
}

/** EventBridge's name as a principal that assumes a target's role. */
const EVENTS_SERVICE = "events.amazonaws.com";

/** SageMaker on this machine, for every account and region that is asked for. */
export function createSageMaker(options: SageMakerOptions): SageMaker {
  const service = assemble(options);
  return {
    handle: (call) => answer(service, call),
    startFromTarget: async ({ region, arn, roleArn, parameters }) => {
      const session = randomUUID();
      await options.accounts.assumeServiceRole(roleArn, EVENTS_SERVICE, session);
      const PipelineParameters = parameters.map(({ Name, Value }) => ({ Name, Value }));
      await service.invoke({
        operation: "StartPipelineExecution",
        input: { PipelineName: arn, PipelineParameters, ClientRequestToken: randomUUID() },
        caller: callerOf(roleArn, session),
        region,
      });
    },
    idle: async () => {
      // An event's target may start an execution, whose end is an event again.
      do {
        await service.engine.settled();
        await service.events.settled();
      } while (!service.engine.isIdle());
    },
    close: async () => {
      await service.engine.close(service);
      await service.jobs.close();
      await service.events.settled();
    },
  };
}

async function answer(service: Service, call: SageMakerCall): Promise<SageMakerAnswer> {
  try {
    // A request's body is JSON, which the gateway has parsed.
    return { status: 200, body: await service.invoke({ ...call, input: call.input as JsonObject }) };
  } catch (error) {
    if (error instanceof ApiError) {
      return { status: error.status, body: { __type: error.type, message: error.message } };
    }
    service.log(
      `SageMaker.${call.operation} failed: ${error instanceof Error ? error.stack : String(error)}`,
    );
    return { status: 500, body: { __type: "InternalFailure", message: messageOf(error) } };
  }
}

function assemble(options: SageMakerOptions): Service {
  const { accounts, endpoint, ports = {}, log = () => undefined, clock = rehearsalClock } = options;
  const sessions = new Sessions(accounts, clock);
  const authorization = new Authorization(accounts);
  const service: Service = {
    accounts,
    authorization,
    clock,
    log,
    regions: new Regions(),
    events: new Events(accounts, log),
    storages: new Storages(ports.openStore ?? openS3(sessions, endpoint), authorization),
    functions: ports.functions ?? lambdaFunctions(sessions, endpoint),
    jobs: new Jobs({
      containers: ports.containers ?? new LocalContainers(options.python, availableParallelism()),
      standIns: options.containers,
      work: options.work,
    }),
    engine: new Engine(),
    invoke: (call) => invoke(service, operations, call),
  };
  const operations: Operations = {
    ...pipelineOperations(service),
    ...executionOperations(service),
    ...groupOperations(service),
    ...packageOperations(service),
    ...modelOperations(service),
    ...jobOperations(service),
    ...tagOperations(service),
  };
  return service;
}

/** Checks a call's form, then whether its caller may, then makes it so. */
async function invoke(service: Service, operations: Operations, call: ServiceCall): Promise<JsonObject> {
  const operation = operations[call.operation];
  if (operation === undefined) throw unknownOperation(call.operation);
  validateRequest(call.operation, call.input);
  const home = service.regions.in(call.caller.account, call.region);
  await service.authorization.require(call.caller, call.region, operation.demands(call.input, home));
  return operation.run({ input: call.input, caller: call.caller, home });
}
