import type { Model } from "./environment";

/**
 * Of several models the one that is meant where none is named: whose files lie in the folder of environments itself, as the
 * example's do, else the first. Undefined where there is none.
 */
export function mainModel(models: readonly Model[]): Model | undefined {
  return models.find(({ environments }) => environments.some(({ name }) => !name.includes("/"))) ?? models[0];
}
