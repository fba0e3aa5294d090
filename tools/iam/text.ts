import type { Permission } from "./permissions";
import type { UnusedReport } from "./unused";

const NO_REASON = "no reason on record";

/** The report for people: unused permissions by holder, those that share a reason together. */
export function unusedText(report: UnusedReport): string {
  const { calls, implied, questions, aside } = report;
  return [
    `${calls} decisions on record, and ${implied} that AWS takes beside them: ${questions} different questions to the policies.`,
    `Left out: ${aside.administrator} calls of administrators that no policy of a resource decides, ${aside["no permission needed"]} that need no permission.`,
    ...holdersOf(report).map((holder) => holderText(report, holder)),
    ...staleText(report),
    `${verdict(report)}\n`,
  ].join("\n");
}

function holdersOf({ permissions }: UnusedReport): Permission["holder"][] {
  return [...new Set(permissions.map(({ holder }) => holder))];
}

function holderText({ permissions, unused, otherwise }: UnusedReport, holder: Permission["holder"]): string {
  const all = permissions.filter((permission) => permission.holder === holder);
  const idle = unused.filter((permission) => permission.holder === holder);
  const none =
    otherwise.length === 0
      ? "UNEXPLAINED: remove it, or say in stacks/policies/kept.ts why it stays"
      : NO_REASON;
  const reasons = [...new Set(idle.map(({ because }) => because))];
  return [
    `\n${holder}: ${idle.length} of ${all.length} permissions unused`,
    ...reasons.flatMap((because) => [
      `  ${because === null ? none : `kept: ${because}`}`,
      ...idle
        .filter((permission) => permission.because === because)
        .map(({ statement, action }) => `    ${statement}  ${action}`),
    ]),
  ].join("\n");
}

function staleText({ stale }: UnusedReport): string[] {
  if (stale.length === 0) return [];
  return [
    "\nreasons in stacks/policies/kept.ts for permissions that are used: take them out",
    ...stale.map(({ holder, statement, action }) => `    ${holder}  ${statement}  ${action}`),
  ];
}

function verdict({ unused, stale, permissions, otherwise }: UnusedReport): string {
  const without = unused.filter(({ because }) => because === null).length;
  const count = `\n${unused.length} of ${permissions.length} permissions unused: ${without}`;
  if (otherwise.length === 0) return `${count} unexplained; ${stale.length} stale reasons.`;
  return [
    `${count} with ${NO_REASON}.`,
    `Reasons are kept for the example's environments with the embedded apply, and asked for there alone. Otherwise in this record:`,
    ...otherwise.map((phrase) => `  ${phrase}`),
  ].join("\n");
}
