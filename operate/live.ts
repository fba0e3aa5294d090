import { whyNot } from "../lambdas/latest-approved-model/approved-model";
import type { Version } from "./ports";

/** The version that the next inference execution takes, and newer ones that it passes over. */
export interface Live {
  readonly version: Version | undefined;
  readonly passedOver: readonly { readonly version: number; readonly because: string }[];
}

/**
 * What the step LatestApprovedModel takes, by its own rule.
 * @param versions newest first
 */
export function liveOf(versions: readonly Version[], readsVersionsOf: readonly string[]): Live {
  const passedOver: { version: number; because: string }[] = [];
  for (const version of versions.filter(({ approval }) => approval === "Approved")) {
    const because = whyNot(
      { ModelApprovalStatus: "Approved", CustomerMetadataProperties: version.metadata },
      readsVersionsOf,
    );
    if (because === undefined) return { version, passedOver };
    passedOver.push({ version: version.number, because });
  }
  return { version: undefined, passedOver };
}

/** Whether an environment would take the version, were it approved. */
export function isReadBy({ metadata }: Version, readsVersionsOf: readonly string[]): boolean {
  const approved = { ModelApprovalStatus: "Approved", CustomerMetadataProperties: metadata } as const;
  return whyNot(approved, readsVersionsOf) === undefined;
}
