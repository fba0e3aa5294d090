import type { Environment, Model } from "../environments/environment";
import { STATE_GROUP } from "../environments/state-owner";

/**
 * The environments in other accounts that run versions which `trainer` trained: prod runs what dev trained, not the
 * reverse, and only where both name one group.
 */
export function versionReaders(trainer: Environment, model: Model): readonly Environment[] {
  return model.environments.filter(
    (reader) =>
      reader.group === STATE_GROUP &&
      reader.account !== trainer.account &&
      reader.modelPackageGroup.arn === trainer.modelPackageGroup.arn,
  );
}

/** The environments in other accounts whose versions `reader` runs. */
export function versionTrainers(reader: Environment, model: Model): readonly Environment[] {
  return model.environments.filter((trainer) => versionReaders(trainer, model).includes(reader));
}
