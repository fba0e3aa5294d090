import type { Environment, Model } from "../environments/environment";

/** The other environments that run versions which `trainer` trained, as `reads_versions_of` of their files says. */
export function versionReaders(trainer: Environment, model: Model): readonly Environment[] {
  return model.environments.filter((reader) => reads(reader, trainer));
}

/** The other environments whose versions `reader` runs. */
export function versionTrainers(reader: Environment, model: Model): readonly Environment[] {
  return model.environments.filter((trainer) => reads(reader, trainer));
}

/** A version is found only where both name one group of versions. */
function reads(reader: Environment, trainer: Environment): boolean {
  return (
    reader.name !== trainer.name &&
    reader.readsVersionsOf.includes(trainer.group) &&
    reader.modelPackageGroup.arn === trainer.modelPackageGroup.arn
  );
}
