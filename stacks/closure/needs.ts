import type { Model } from "../../environments/environment";
import { alertNeeds } from "./alert-needs";
import { artifactNeeds } from "./artifact-needs";
import { dataNeeds } from "./data-needs";
import { imageNeeds } from "./image-needs";
import { encryptionKeyNeeds } from "./key-needs";
import type { Need } from "./need";
import { roleNeeds } from "./role-needs";
import { stateNeeds } from "./state-needs";
import { versionNeeds } from "./version-needs";

/** All that the policies of different accounts and resources have to agree on for a model's environments to work. */
export function needsOf(model: Model): Need[] {
  const own = model.environments.flatMap((environment) => [
    ...artifactNeeds(environment, model),
    ...dataNeeds(environment),
    ...encryptionKeyNeeds(environment),
    ...alertNeeds(environment),
    ...versionNeeds(environment),
    ...imageNeeds(environment),
    ...roleNeeds(environment),
  ]);
  return [...own, ...stateNeeds(model)];
}
