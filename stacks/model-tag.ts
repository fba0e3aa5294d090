import type { Environment } from "../environments/environment";

/** Characters that a tag's value may have (AWS Tagging API, Tag). */
const LONGEST_TAG = 256;

/** The tag `model` of what several models share: their names, or how many there are where those are too long for a tag. */
export function modelTag(environments: readonly Environment[]): string {
  const names = [...new Set(environments.map(({ modelName }) => modelName))];
  const all = names.join(" ");
  return all.length <= LONGEST_TAG ? all : `${names.length} models`;
}
