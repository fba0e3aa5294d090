import { parseSageMakerArn } from "../arn";
import { VERSION_FILES, type VersionFile } from "../../pipeline-defs/version-files";
import { FunctionError } from "../function-error";

/** What the pipeline step LatestApprovedModel asks for. */
export interface Request {
  /** ARN of the model package group in the registry account. */
  readonly group: string;
  /** The environments, by their env_groups, whose versions may be taken. Never empty. */
  readonly readsVersionsOf: readonly string[];
  /** Region of the group. */
  readonly region: string;
  /** Files that a version must have. */
  readonly requiredFiles: readonly VersionFile[];
  /** What is answered where no version is approved; undefined where that is an error. */
  readonly otherwise:
    | { readonly model_data_url: string; readonly preparation_uri: string; readonly image_uri: string }
    | undefined;
}

/** Stands for an address that there is none of. */
export const NONE = "none";

/**
 * A step's inputs are flat: the environments stand in one string, with commas between them.
 * @throws FunctionError `UnexpectedEvent`, `InvalidArn`
 */
export function parseRequest(event: unknown): Request {
  const inputs = new Map<string, unknown>(
    Object.entries(typeof event === "object" && event !== null ? event : {}),
  );
  const text = (key: string): string => {
    const value = inputs.get(key);
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
  const textOrNone = (key: string): string => (inputs.has(key) ? text(key) : NONE);
  const required = text("required_files").split(",");
  return {
    group,
    region,
    readsVersionsOf,
    requiredFiles: VERSION_FILES.filter((file) => required.includes(file)),
    otherwise: inputs.has("otherwise_model_data_url")
      ? {
          model_data_url: text("otherwise_model_data_url"),
          preparation_uri: textOrNone("otherwise_preparation_uri"),
          image_uri: textOrNone("otherwise_image_uri"),
        }
      : undefined,
  };
}
