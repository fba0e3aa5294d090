import type { App } from "cdktf";
import type { Model } from "../../environments/environment";
import { PolicyCarrier } from "../constructs/policy-carrier";
import type { PolicyKind } from "../constructs/policy-carrier";
import { missingGrants, type CarriedPolicy, type MissingGrant } from "./missing-grants";
import { needsOf } from "./needs";

/**
 * Checks, before anything is written, that the policies on both sides agree on all that the models' environments need
 * of each other: whatever one of them lacks is named with the statement to add.
 */
export function addClosureCheck(app: App, models: readonly Model[]): void {
  app.node.addValidation({
    validate: () => {
      const carriers = PolicyCarrier.below(app);
      return missingGrants(models.flatMap(needsOf), carriers.flatMap(policiesOf)).map((missing) =>
        explain(missing, carriers),
      );
    },
  });
}

export function policiesOf({ subject, policies }: PolicyCarrier): CarriedPolicy[] {
  return Object.entries(policies).map(([kind, statements]) => ({
    kind: kind as PolicyKind,
    subject,
    statements: statements,
  }));
}

/** What a policy is called in a sentence. */
export const POLICY_NAMES: Readonly<Record<PolicyKind, string>> = {
  identity: "policy",
  trust: "trust policy",
  bucket: "bucket policy",
  key: "key policy",
  group: "resource policy",
  topic: "topic policy",
};

function explain(missing: MissingGrant, carriers: readonly PolicyCarrier[]): string {
  const { purpose, principal, actions, kind, subject, verdict, statement } = missing;
  const where = carriers.find((carrier) => carrier.subject === subject)?.node.path ?? "no stack has it";
  const policy = `the ${POLICY_NAMES[kind]} of ${subject} (${where})`;
  const calls = kind === "identity" ? actions.join(", ") : `${actions.join(", ")} by ${principal}`;
  return verdict === "explicitDeny"
    ? `${purpose}: ${policy} denies ${calls}. Take the denial out, or limit it so that this stays allowed.`
    : `${purpose}: ${policy} lacks ${calls}. Add to it:\n  ${JSON.stringify(statement)}`;
}
