/** The arguments in which steps hold further steps. */
export type Side = "IfSteps" | "ElseSteps" | "ForEachBody";

/** An argument, or each item of one, that is the request of an API. */
interface RequestPart {
  readonly argument: string;
  /** Name of its shape in the service model. */
  readonly shape: string;
  /** Required members that the service generates. */
  readonly generated: readonly string[];
  /** The argument is a list of such requests. */
  readonly isJsonList: boolean;
}

/** A list in the step's own arguments whose items can be referred to as properties. */
interface DeclaredList {
  readonly path: string;
  /** What a message calls an item. */
  readonly item: string;
  /** The member that names an item. */
  readonly name: string;
}

/** What is particular to a step type, besides its request and response in `model.json`. */
export interface StepType {
  /** Fields that it must have, and those that it may have, beside the common ones. */
  readonly required: readonly string[];
  readonly optional: readonly string[];
  /** Arguments that it must have although no request's shape requires them. */
  readonly arguments: readonly string[];
  /** Arguments of which it has exactly one. */
  readonly oneOf: readonly string[];
  /** Values of CheckType. */
  readonly checkTypes?: readonly string[];
  /** The shape of its arguments, if they are not one request. */
  readonly argumentsShape?: string;
  /** The requests in its arguments, if they are not one request. */
  readonly requests: readonly RequestPart[];
  /** Arguments that hold further steps. */
  readonly nested: readonly Side[];
  /** Its arguments are inputs of any name, and its outputs are those that it declares. */
  readonly isFunction: boolean;
  /** Whether the service takes its result from the cache, and retries it. */
  readonly cached: boolean;
  readonly retried: boolean;
  /** What the cache key is made of where AWS's documentation lists it: arguments, or also fields. */
  readonly cacheKey?: { readonly arguments?: readonly string[]; readonly fields?: readonly string[] };
  /** Whether anything of it can be referred to. */
  readonly hasProperties: boolean;
  /** The shape of properties that the pipeline service adds: no Describe… response has them. */
  readonly result?: string;
  readonly declared: readonly DeclaredList[];
  /**
   * Maps among its properties whose keys are the names of what it creates: the list in its arguments,
   * and the name's member.
   */
  readonly created: Readonly<Record<string, readonly [list: string, name: string]>>;
  /**
   * Properties of which any part can be referred to, because the service reads them as they are asked
   * for.
   */
  readonly open: readonly string[];
}

/** Fields that any step may have. */
export const COMMON_FIELDS = [
  "Name",
  "Type",
  "Arguments",
  "DisplayName",
  "Description",
  "DependsOn",
  "CacheConfig",
  "RetryPolicies",
  "PropertyFiles",
];

/**
 * A step type with its particulars. By default it is cached and retried, and its arguments are one
 * request.
 */
export const stepType = (own: Partial<StepType> = {}): StepType => ({
  required: [],
  optional: [],
  arguments: [],
  oneOf: [],
  requests: [],
  nested: [],
  isFunction: false,
  cached: true,
  retried: true,
  hasProperties: true,
  declared: [],
  created: {},
  open: [],
  ...own,
});
/** An argument that is a request, and the members that the service generates. */
export const request = (argument: string, shape: string, ...generated: readonly string[]): RequestPart => ({
  argument,
  shape,
  generated,
  isJsonList: false,
});
/** An argument that is a list of requests. */
export const requestList = (argument: string, shape: string): RequestPart => ({
  ...request(argument, shape),
  isJsonList: true,
});
