import type { App } from "cdktf";
import type { Model } from "../../environments/environment";
import { ResourceWithPolicy, type PolicyKind } from "../constructs/resource-with-policy";
import { artifactAccess, dataAccess, encryptionKeyAccess } from "./data-access";
import { evidenceAccess, roleAccess, stateAccess } from "./deployment-access";
import { missingGrants, type AttachedPolicy, type MissingGrant } from "./missing-grants";
import { scientistAccess } from "./people-access";
import { networkAccess } from "./network-access";
import type { AccessRequirement } from "./requirement";
import { alertAccess, deadLetterAccess, imageAccess, versionAccess } from "./runtime-access";

/** All that the policies of different accounts and resources have to agree on for a model's environments to work. */
export function requirementsOf(model: Model): AccessRequirement[] {
  const own = model.environments.flatMap((environment) => [
    ...artifactAccess(environment, model),
    ...dataAccess(environment),
    ...encryptionKeyAccess(environment),
    ...alertAccess(environment),
    ...deadLetterAccess(environment),
    ...versionAccess(environment),
    ...imageAccess(environment),
    ...scientistAccess(environment),
    ...networkAccess(environment),
    ...roleAccess(environment),
  ]);
  return [...own, ...stateAccess(model), ...evidenceAccess(model)];
}

/**
 * Checks, before anything is written, that the policies on both sides agree on all that the models' environments need
 * of each other: whatever one of them lacks is named with the statement to add.
 */
export function addAccessCheck(app: App, models: readonly Model[]): void {
  app.node.addValidation({
    validate: () => {
      const resources = ResourceWithPolicy.below(app);
      return missingGrants(models.flatMap(requirementsOf), resources.flatMap(policiesOf)).map((missing) =>
        explain(missing, resources),
      );
    },
  });
}

export function policiesOf({ subject, policies }: ResourceWithPolicy): AttachedPolicy[] {
  return Object.entries(policies).map(([kind, statements]) => ({
    kind: kind as PolicyKind,
    subject,
    statements,
  }));
}

/** What a policy is called in a sentence. */
export const POLICY_NAMES: Readonly<Record<PolicyKind, string>> = {
  identity: "policy",
  trust: "trust policy",
  bucket: "bucket policy",
  key: "key policy",
  group: "resource policy",
  queue: "queue policy",
  topic: "topic policy",
};

function explain(missing: MissingGrant, resources: readonly ResourceWithPolicy[]): string {
  const { purpose, principal, actions, kind, subject, verdict, statement } = missing;
  const where = resources.find((resource) => resource.subject === subject)?.node.path ?? "no stack has it";
  const policy = `the ${POLICY_NAMES[kind]} of ${subject} (${where})`;
  const calls = kind === "identity" ? actions.join(", ") : `${actions.join(", ")} by ${principal}`;
  return verdict === "explicitDeny"
    ? `${purpose}: ${policy} denies ${calls}. Take the denial out, or limit it so that this stays allowed.`
    : `${purpose}: ${policy} lacks ${calls}. Add to it:\n  ${JSON.stringify(statement)}`;
}

/**
 * What the owners of resources that are there already have to put into their policies, one statement a line. The check
 * above counts on it.
 */
export function existingNotes(app: App): string {
  return ResourceWithPolicy.below(app)
    .filter(({ existing }) => existing)
    .flatMap((resource) =>
      policiesOf(resource)
        .filter(({ statements }) => statements.length > 0)
        .map(({ kind, subject, statements }) => {
          const lines = statements.map((statement) => `  ${JSON.stringify(statement)}\n`);
          return `note: ${resource.node.path} is not created. The ${POLICY_NAMES[kind]} of ${subject} has to hold:\n${lines.join("")}`;
        }),
    )
    .join("");
}
