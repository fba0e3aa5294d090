import type { SageMakerCall } from "../ports";
import type { Authorization } from "./authorization";
import type { Clock } from "./clock";
import type { Events } from "./events";
import type { Functions } from "./functions";
import type { JobLogs } from "./job-logs";
import type { JsonObject } from "./json";
import type { Storages } from "./storage";

/** What lies outside SageMaker. The parts that need it get it in their constructor. */
export interface Services {
  readonly authorization: Authorization;
  readonly clock: Clock;
  readonly events: Events;
  readonly storages: Storages;
  readonly functions: Functions;
  readonly jobLogs: JobLogs;
  /** Writes a line about what goes on inside, for who looks into the log. */
  readonly log: (line: string) => void;
}

/** A call to the API with its body parsed. */
export type ApiCall = SageMakerCall & { readonly input: JsonObject };

/** Any call of the API, checked and authorized as one from outside. @throws ApiError */
export type Invoke = (call: ApiCall) => Promise<JsonObject>;
