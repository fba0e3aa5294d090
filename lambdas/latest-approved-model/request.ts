import { parseSageMakerArn } from "../arn";
import { FunctionError } from "../function-error";

/** What the pipeline step LatestApprovedModel asks for. */
export interface Request {
  /** ARN of the model package group in the registry account. */
  readonly group: string;
  /** The environments, by their env_groups, whose versions may be taken. Never empty. */
  readonly readsVersionsOf: readonly string[];
  /** Region of the group. */
  readonly region: string;
}

/**
 * A step's inputs are flat: the environments stand in one string, with commas between them.
 * @throws FunctionError `UnexpectedEvent`, `InvalidArn`
 */
export function parseRequest(event: unknown): Request {
  const inputs = typeof event === "object" && event !== null ? event : {};
  const text = (key: string): string => {
    const value: unknown = new Map<string, unknown>(Object.entries(inputs)).get(key);
    if (typeof value === "string" && value.trim() !== "") return value;
    throw new FunctionError(
      "UnexpectedEvent",
      `The event has no text ${key}: it is not what the step LatestApprovedModel sends. ` +
        "Deploy the pipelines again, or call the function with the inputs of that step.",
    );
  };
  const group = text("model_package_group");
  const { region } = parseSageMakerArn("model_package_group", group);
  const readsVersionsOf = text("reads_versions_of")
    .split(",")
    .map((name) => name.trim());
  return { group, region, readsVersionsOf };
}
