import { Problem } from "sagemaker-promotion-core/problem";
import type { Environment } from "../environments/environment";
import { ENVIRONMENT_TAG, MANAGED_BY, MANAGED_BY_TAG, MODEL_TAG, type Tags } from "./desired";

/** Whose a pipeline is where it is not this environment's, in words; undefined where it is. */
export function foreignOwner({ name, modelName }: Environment, tags: Tags): string | undefined {
  if (tags[MANAGED_BY_TAG] !== MANAGED_BY) return "this project did not make";
  const { [MODEL_TAG]: model = "(no tag)", [ENVIRONMENT_TAG]: environment = "(no tag)" } = tags;
  if (model !== modelName) return `belongs to the model ${model}`;
  if (environment !== name) return `belongs to the environment ${environment}`;
  return undefined;
}

/** A pipeline that is somebody else's. */
export interface ForeignPipeline {
  readonly name: string;
  readonly arn: string;
  /** As `foreignOwner` says it. */
  readonly owner: string;
}

/** The refusal to overwrite, or delete, what is somebody else's. */
export function notManaged({ name, arn, owner }: ForeignPipeline, next: string): Problem {
  return new Problem({
    code: "NotManaged",
    blame: "user",
    message: `There is a pipeline ${name} that ${owner}.`,
    where: arn,
    next,
  });
}
