import type { Accounts, SageMakerCall } from "../ports";
import type { Authorization } from "./authorization";
import type { Clock } from "./clock";
import type { Events } from "./events";
import type { Functions } from "./functions";
import type { JsonObject } from "./json";
import type { Jobs } from "./jobs/jobs";
import type { Engine } from "./pipeline/engine";
import type { Regions } from "./regions";
import type { Storages } from "./storage";

/** A call to the API with its body parsed. */
export type ServiceCall = SageMakerCall & { readonly input: JsonObject };

/** What the parts of the local SageMaker share. */
export interface Service {
  readonly accounts: Accounts;
  readonly authorization: Authorization;
  readonly regions: Regions;
  readonly clock: Clock;
  readonly events: Events;
  readonly storages: Storages;
  readonly functions: Functions;
  readonly jobs: Jobs;
  readonly engine: Engine;
  /** Any call of the API, checked and authorized as one from outside. @throws ApiError */
  readonly invoke: (call: ServiceCall) => Promise<JsonObject>;
  /** A line for whoever watches the rehearsal's inner life. */
  readonly log: (line: string) => void;
}
