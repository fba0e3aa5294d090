import type { Caller } from "../ports";
import type { Demand } from "./authorization";
import type { JsonObject } from "./json";
import type { Region } from "./regions";

/** A call that validation and authorization have let through. */
export interface Request {
  readonly input: JsonObject;
  readonly caller: Caller;
  /** The caller's own account in the called region; another account's resources are found by their ARNs. */
  readonly home: Region;
}

/** One operation of the API. */
export interface Operation {
  /** What the caller must be allowed, beyond `iam:PassRole`, which the operations ask for themselves. */
  readonly demands: (input: JsonObject, home: Region) => readonly Demand[];
  readonly run: (request: Request) => JsonObject | Promise<JsonObject>;
}

export type Operations = Readonly<Record<string, Operation>>;
