import { isJsonList, isJsonObject, type Json } from "sagemaker-pipeline-definitions";
import { standInFor } from "sagemaker-local-accounts";
import { Problem } from "sagemaker-promotion-core/problem";
import { definitionsOf } from "../../deploy/desired";
import { loadSources } from "../../deploy/sources";
import type { Environment } from "../../environments/environment";
import { loadOwnPipelines } from "../../pipeline-defs/own-pipelines/load";

/** Members that name a container's image, and what it is started for. */
const IMAGES = { ImageUri: "process", TrainingImage: "train", Image: "serve" } as const;

/** The images that nothing on this machine runs in the place of, each once. */
export function withoutStandIn(definition: Json): string[] {
  const found = new Set<string>();
  const walk = (json: Json): void => {
    if (isJsonList(json)) for (const item of json) walk(item);
    if (!isJsonObject(json)) return;
    for (const [member, purpose] of Object.entries(IMAGES)) {
      const image = json[member];
      if (typeof image === "string" && !standInFor(image, purpose).runs) found.add(image);
    }
    for (const value of Object.values(json)) walk(value);
  };
  walk(definition);
  return [...found];
}

/**
 * The story asks the generated pipelines for what they promise: their steps, their outputs, their drift. Of pipelines
 * that a model brings itself it can ask nothing, and says so before anything starts.
 * @throws Problem `NotRehearsed`
 */
export async function requireOurPipelines(environment: Environment): Promise<void> {
  const own = await loadOwnPipelines(environment.modelName);
  if (own === undefined) return;
  const sources = await loadSources(environment);
  const missing = withoutStandIn(Object.values(definitionsOf(sources)));
  const images = missing.length === 0 ? "" : `; besides, nothing here stands in for ${missing.join(", ")}`;
  throw new Problem({
    code: "NotRehearsed",
    blame: "environment",
    message: `the model ${environment.modelName} brings pipelines of its own, and the story knows the steps of the generated ones alone${images}`,
    where: own.file,
    next: `look at what would be deployed instead: npm run definitions -- --env NAME and npm run deploy -- plan --env NAME`,
  });
}
