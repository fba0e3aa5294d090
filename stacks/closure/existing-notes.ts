import type { App } from "cdktf";
import { PolicyCarrier } from "../constructs/policy-carrier";
import { POLICY_NAMES, policiesOf } from "./check";

/**
 * What the owners of resources that are there already have to put into their policies, one statement a line. The closure
 * check counts on it.
 */
export function existingNotes(app: App): string {
  return PolicyCarrier.below(app)
    .filter(({ existing }) => existing)
    .flatMap((carrier) =>
      policiesOf(carrier)
        .filter(({ statements }) => statements.length > 0)
        .map(({ kind, subject, statements }) => {
          const lines = statements.map((statement) => `  ${JSON.stringify(statement)}\n`);
          return `note: ${carrier.node.path} is not created. The ${POLICY_NAMES[kind]} of ${subject} has to hold:\n${lines.join("")}`;
        }),
    )
    .join("");
}
