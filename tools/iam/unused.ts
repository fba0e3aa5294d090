import type { Kept } from "../../stacks/policies/kept";
import { like } from "../../stacks/iam/match";
import { permissionsOf, unusedPermissions } from "./permissions";
import type { Permission } from "./permissions";
import type { Evidence } from "./record";

/** A reason that keeps one action of a statement. */
interface Reason {
  readonly holder: Permission["holder"];
  /** Sid, with `*` for any text. */
  readonly statement: string;
  readonly action: string;
  readonly because: string;
}

/** `npm run iam -- unused --json`. */
export interface UnusedReport {
  /** Every unused permission has a reason, and every reason an unused permission; or none is asked for. */
  readonly ok: boolean;
  /** Why no reason is asked for: what is otherwise than in the rehearsals that the reasons are kept for. */
  readonly otherwise: readonly string[];
  readonly calls: number;
  readonly implied: number;
  readonly questions: number;
  readonly aside: Evidence["aside"];
  readonly permissions: readonly Permission[];
  /** `because` is null where nothing says why it stays. */
  readonly unused: readonly (Permission & { readonly because: string | null })[];
  /** Reasons for permissions that are used; none where none is asked for. */
  readonly stale: readonly Reason[];
  /** Reasons for what no stack has; the other way of monitoring may. */
  readonly groundless: readonly Reason[];
}

/** Compares what the stacks give with what rehearsals used, and that with the reasons. */
export function unusedReport(evidence: readonly Evidence[], kept: readonly Kept[]): UnusedReport {
  const permissions = permissionsOf(evidence.map(({ estate }) => estate));
  const unused = unusedPermissions(evidence).map((permission) => ({
    ...permission,
    because: reasonsOf(kept).find((reason) => keeps(reason, permission))?.because ?? null,
  }));
  const idle = reasonsOf(kept).filter((reason) => !unused.some((permission) => keeps(reason, permission)));
  const grounded = (reason: Reason) => permissions.some((permission) => keeps(reason, permission));
  const otherwise = [...new Set(evidence.flatMap((one) => one.otherwise))];
  const asked = otherwise.length === 0;
  const stale = asked ? idle.filter(grounded) : [];
  const sum = (count: (one: Evidence) => number) => evidence.map(count).reduce((a, b) => a + b, 0);
  return {
    ok: !asked || (stale.length === 0 && unused.every(({ because }) => because !== null)),
    otherwise,
    calls: sum(({ calls }) => calls),
    implied: sum(({ implied }) => implied),
    questions: sum(({ questions }) => questions.length),
    aside: {
      "no permission needed": sum(({ aside }) => aside["no permission needed"]),
      administrator: sum(({ aside }) => aside.administrator),
    },
    permissions,
    unused,
    stale,
    groundless: idle.filter((reason) => !grounded(reason)),
  };
}

function reasonsOf(kept: readonly Kept[]): Reason[] {
  return kept.flatMap(({ holder, because, permissions }) =>
    Object.entries(permissions).flatMap(([statement, actions]) =>
      actions.map((action) => ({ holder, statement, action, because })),
    ),
  );
}

function keeps(reason: Reason, { holder, statement, action }: Permission): boolean {
  return reason.holder === holder && reason.action === action && like(reason.statement, statement);
}
