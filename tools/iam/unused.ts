import type { ExplainedPermissions } from "./unused-permissions";
import { like } from "../../stacks/iam/match";
import { type Permission, permissionsOf, unusedPermissions } from "./permissions";
import type { Usage } from "./usage";

/** Why one action of a statement stays. */
interface Reason {
  readonly owner: Permission["owner"];
  /** Sid, with `*` for any text. */
  readonly statement: string;
  readonly action: string;
  readonly because: string;
}

/** `npm run iam -- unused --json`. */
export interface UnusedReport {
  /** Every unused permission has a reason, and every reason an unused permission; or none is asked for. */
  readonly ok: boolean;
  /** Where there are any, no reason is asked for: what differs from the rehearsals that the reasons are given for. */
  readonly differences: readonly string[];
  readonly calls: number;
  readonly serviceSideCalls: number;
  readonly requests: number;
  readonly skipped: Usage["skipped"];
  readonly permissions: readonly Permission[];
  /** `because` is null where nothing says why it stays. */
  readonly unused: readonly (Permission & { readonly because: string | null })[];
  /** Reasons for permissions that are used; none where none is asked for. */
  readonly obsolete: readonly Reason[];
  /** Reasons for what no stack has; the other way of monitoring may. */
  readonly unknown: readonly Reason[];
}

/** Compares what the stacks give with what rehearsals used, and that with the reasons. */
export function unusedReport(
  usages: readonly Usage[],
  explained: readonly ExplainedPermissions[],
): UnusedReport {
  const permissions = permissionsOf(usages.map(({ stacks }) => stacks));
  const unused = unusedPermissions(usages).map((permission) => ({
    ...permission,
    because: reasonsOf(explained).find((reason) => explains(reason, permission))?.because ?? null,
  }));
  const idle = reasonsOf(explained).filter(
    (reason) => !unused.some((permission) => explains(reason, permission)),
  );
  const isKnown = (reason: Reason) => permissions.some((permission) => explains(reason, permission));
  const differences = [...new Set(usages.flatMap((one) => one.differences))];
  const asked = differences.length === 0;
  const obsolete = asked ? idle.filter(isKnown) : [];
  const sum = (count: (one: Usage) => number) => usages.map(count).reduce((a, b) => a + b, 0);
  return {
    ok: !asked || (obsolete.length === 0 && unused.every(({ because }) => because !== null)),
    differences,
    calls: sum(({ calls }) => calls),
    serviceSideCalls: sum(({ serviceSideCalls }) => serviceSideCalls),
    requests: sum(({ requests }) => requests.length),
    skipped: {
      "no permission needed": sum(({ skipped }) => skipped["no permission needed"]),
      administrator: sum(({ skipped }) => skipped.administrator),
    },
    permissions,
    unused,
    obsolete,
    unknown: idle.filter((reason) => !isKnown(reason)),
  };
}

function reasonsOf(explained: readonly ExplainedPermissions[]): Reason[] {
  return explained.flatMap(({ owner, because, permissions }) =>
    Object.entries(permissions).flatMap(([statement, actions]) =>
      actions.map((action) => ({ owner, statement, action, because })),
    ),
  );
}

function explains(reason: Reason, { owner, statement, action }: Permission): boolean {
  return reason.owner === owner && reason.action === action && like(reason.statement, statement);
}
