import type { PolicyKind } from "../constructs/policy-carrier";
import type { Statement } from "../constructs/policy-document";
import type { Request } from "./evaluate";

/** Something that has to be allowed for an environment to work, and by whom. */
export interface Need extends Pick<Request, "principal" | "resource" | "context"> {
  /** What it is for: `prod reads the versions that dev trained`. */
  readonly purpose: string;
  readonly actions: readonly string[];
  /** How the principal's own policy would name the resource. */
  readonly scope: Pick<Statement, "Resource" | "Condition">;
  /**
   * The resource's own policy, where that has to allow it as well: across accounts, for keys, and for roles that are
   * assumed. The rest is the principal's account's own affair.
   */
  readonly guard?: { readonly kind: Exclude<PolicyKind, "identity">; readonly subject: string };
}
