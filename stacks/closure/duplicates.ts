import type { App } from "cdktf";
import { PolicyCarrier } from "../constructs/policy-carrier";

/** A warning for everything that two stacks create: AWS refuses the second. */
export function duplicateWarnings(app: App): string {
  const makers = new Map<string, string[]>();
  for (const { existing, subject, node } of PolicyCarrier.below(app)) {
    if (!existing) makers.set(subject, [...(makers.get(subject) ?? []), node.path]);
  }
  return [...makers]
    .filter(([, paths]) => paths.length > 1)
    .map(
      ([subject, paths]) =>
        `warning: ${subject} is created by ${paths.join(" and ")}: list it in existing_resources of all but one\n`,
    )
    .join("");
}
