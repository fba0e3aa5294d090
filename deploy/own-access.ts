import type { Model } from "../environments/environment";
import { executionRolePolicy } from "../stacks/policies/execution-role";
import { missingGrants } from "../stacks/required-access/missing-grants";
import type { Desired } from "./desired";
import { stepAccess } from "./step-access";

/**
 * What the steps of a model's own pipelines ask for and the execution role of the environment does not have, a line each
 * with the statement that is missing. Our own pipelines need nothing that the role lacks: synth checks it.
 */
export function missingAccess({ environment, pipelines }: Desired, model: Model): string[] {
  const lines = pipelines.flatMap(({ kind, definition, roleArn }) =>
    missingGrants(stepAccess(environment, { definition, roleArn }), [
      {
        kind: "identity",
        subject: roleArn,
        statements: executionRolePolicy(environment, model, roleArn),
      },
    ]).map(
      ({ purpose, actions, statement }) =>
        `missing access: ${kind}, ${purpose}: ${roleArn} lacks ${actions.join(", ")} on ${String(statement.Resource)}.\n  Use what the environment has (its dataBucket, modelPackageGroup, images), or attach a policy to the role with:\n  ${JSON.stringify(statement)}\n`,
    ),
  );
  return [...new Set(lines)];
}
