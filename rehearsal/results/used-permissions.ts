import type { CallRecord } from "sagemaker-local-accounts";
import { parseArn } from "sagemaker-promotion-core/arn";

/** Actions that a role asked for, each once, sorted. */
export interface UsedPermissions {
  readonly used: readonly string[];
  readonly refused: readonly string[];
}

/**
 * What each role and each service asked for. An account's root is left out: no policy limits it.
 * @param nameOf what an account is called
 */
export function usedPermissions(
  calls: readonly CallRecord[],
  nameOf: (account: string) => string,
): Record<string, UsedPermissions> {
  const asked = new Map<string, { used: Set<string>; refused: Set<string> }>();
  for (const { principal, action, outcome } of calls) {
    const who = principalName(principal, nameOf);
    if (who === undefined) continue;
    const of = asked.get(who) ?? { used: new Set(), refused: new Set() };
    asked.set(who, of);
    (outcome === "denied" ? of.refused : of.used).add(action);
  }
  return Object.fromEntries(
    [...asked].map(([who, { used, refused }]) => [
      who,
      { used: [...used].sort(), refused: [...refused].sort() },
    ]),
  );
}

function principalName(principal: string, nameOf: (account: string) => string): string | undefined {
  const { account = "", resource = "" } = parseArn(principal) ?? {};
  if (resource === "root") return undefined;
  if (account === "") return principal;
  // assumed-role/NAME/SESSION
  return `${resource.split("/")[1] ?? resource} of ${nameOf(account)}`;
}
