import type { Json, JsonObject } from "../json";
import type { Category, Segment } from "./change";

/** What a value of a step is about. `at` is the way to it from the step, `Arguments` included. */
export function categoryOf(step: JsonObject, at: readonly Segment[], from?: Json, to?: Json): Category {
  const keys = at.filter((segment) => typeof segment === "string");
  const [first = "", second = ""] = keys;
  const last = keys.at(-1) ?? "";
  if (first === "RetryPolicies") return "retry";
  if (first === "CacheConfig") return "cache";
  if (first === "DependsOn") return "dependency";
  if (first === "DisplayName" || first === "Description") return "description";
  if (step.Type === "Condition" && second === "Conditions")
    return COMPARED.has(last) ? "threshold" : "condition";
  if (keys.includes("Environment")) return "environment";
  if (IMAGES.has(last)) return "image";
  if (last === "InstanceType") return "instance-type";
  if (last === "InstanceCount" || last === "InitialInstanceCount") return "instance-count";
  if (isOutputAddress(keys)) return "output";
  if (sameButForHash(from, to, last === "FunctionArn" ? NAME_HASH : PATH_HASH)) return "code";
  if (second === "HyperParameters" || keys.includes("StaticHyperParameters")) return "hyperparameter";
  return "argument";
}

const COMPARED: ReadonlySet<string> = new Set(["LeftValue", "RightValue", "QueryValue", "Values"]);
const IMAGES: ReadonlySet<string> = new Set(["ImageUri", "TrainingImage", "Image"]);

/** Whether the members lead to an S3 address that the step writes to. */
export function isOutputAddress(keys: readonly string[]): boolean {
  const last = keys.at(-1) ?? "";
  return last === "S3OutputPath" || last === "OutputS3Uri" || (last === "S3Uri" && keys.includes("S3Output"));
}

/** MD5 (the Python SDK's folders) to SHA-256, as a folder or at a name's end. */
const PATH_HASH = /(?<=[/-])[0-9a-f]{32,64}(?=[/."]|$)/g;
/** Lambda function names have no room for more. */
const NAME_HASH = /(?<=-)[0-9a-f]{8,64}(?=$|:)/g;

function sameButForHash(from: Json | undefined, to: Json | undefined, hash: RegExp): boolean {
  if (typeof from !== "string" || typeof to !== "string") return false;
  return from.search(hash) >= 0 && from.replace(hash, "#") === to.replace(hash, "#");
}

/** The way to a value, to read. */
export function pathText(at: readonly Segment[]): string {
  return at.map((segment) => (typeof segment === "object" ? segment.name : String(segment))).join(".");
}
