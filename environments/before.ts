import type { Environment } from "./environment";
import { isProtected } from "./protected";

/**
 * The environments in which definitions run before they run in an environment: those of its model whose versions it
 * reads, where it reads but its own those that are no more than places to try things. All register in its group.
 * @param all those of its model, itself among them
 */
export function environmentsBefore(
  { name, modelName, modelPackageGroup, readsVersionsOf }: Environment,
  all: readonly Environment[],
): readonly Environment[] {
  const others = all.filter(
    (other) =>
      other.name !== name &&
      other.modelName === modelName &&
      other.modelPackageGroup.arn === modelPackageGroup.arn,
  );
  const read = others.filter(({ group }) => readsVersionsOf.includes(group));
  return read.length > 0 ? read : others.filter((other) => !isProtected(other));
}
