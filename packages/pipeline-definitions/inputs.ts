import type { StringVariable, Variable } from "./variable";

/**
 * A request type of the AWS SDK in which every single value may also be a pipeline variable of the same
 * type. A field of an enum takes variables with values of that enum, and strings without listed values.
 * The conditions are wrapped in tuples so that a union, such as 300 instance types, is judged once and
 * not member by member.
 */
export type Inputs<T> = [T] extends [never]
  ? never
  : [T] extends [boolean]
    ? boolean | Variable<boolean>
    : [T] extends [number]
      ? number | Variable<number>
      : [T] extends [string]
        ? T | Variable<T> | StringVariable
        : [T] extends [Date]
          ? string | StringVariable
          : T extends readonly (infer Item)[]
            ? readonly Inputs<Item>[]
            : T extends object
              ? { readonly [Key in keyof T]: Inputs<Exclude<T[Key], undefined>> | Absent<T, Key> }
              : never;

/**
 * AWS's APIs take null for a member that may be left out, and the Python SDK writes it
 * (MaxNumberOfTrainingJobs of a grid search). A map's keys are not left out.
 */
type Absent<T, Key extends keyof T> = string extends Key
  ? never
  : Record<never, never> extends Pick<T, Key>
    ? null
    : never;

/**
 * The arguments of a step: the SDK's request, of which `Named` may be left out because the service makes
 * up the name from the pipeline, the execution and the step.
 */
export type RequestArguments<Request, Named extends keyof Request> = Inputs<
  Omit<Request, Named> & { [Key in Named]?: Request[Key] }
>;
