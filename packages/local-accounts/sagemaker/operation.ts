import type { Caller } from "../ports";
import type { Permission } from "./authorization";
import type { Engine } from "./engine/engine";
import type { Jobs } from "./jobs/jobs";
import type { JsonObject } from "./json";
import type { Services } from "./services";
import type { Store, Stores } from "./store";

/** What the operations work with. */
export interface Backend {
  readonly stores: Stores;
  readonly services: Services;
  readonly jobs: Jobs;
  readonly engine: Engine;
}

/** A call that validation has let through. */
export interface Request extends Backend {
  readonly input: JsonObject;
  readonly caller: Caller;
  /** The store of the caller's own account in the called region; other accounts' resources are found by their ARNs. */
  readonly local: Store;
}

/** One operation of the API. */
export interface Operation {
  /** What the caller must be allowed, beyond `iam:PassRole`, which the operations ask for themselves. */
  readonly permissions: (request: Request) => readonly Permission[];
  readonly run: (request: Request) => JsonObject | Promise<JsonObject>;
}

export type Operations = Readonly<Record<string, Operation>>;
