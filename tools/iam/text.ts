import type { Permission } from "./permissions";
import type { UnusedReport } from "./unused";

const NO_REASON = "no reason on record";

/** The report for people: unused permissions by owner, those that share a reason together. */
export function unusedText(report: UnusedReport): string {
  const { calls, serviceSideCalls, requests, skipped } = report;
  return [
    `${calls} decisions on record, and ${serviceSideCalls} that AWS makes in addition: ${requests} different requests to the policies.`,
    `Left out: ${skipped.administrator} calls of administrators that no policy of a resource decides, ${skipped["no permission needed"]} that need no permission.`,
    ...ownersOf(report).map((owner) => ownerText(report, owner)),
    ...obsoleteText(report),
    `${verdict(report)}\n`,
  ].join("\n");
}

function ownersOf({ permissions }: UnusedReport): Permission["owner"][] {
  return [...new Set(permissions.map(({ owner }) => owner))];
}

function ownerText({ permissions, unused, differences }: UnusedReport, owner: Permission["owner"]): string {
  const all = permissions.filter((permission) => permission.owner === owner);
  const idle = unused.filter((permission) => permission.owner === owner);
  const none =
    differences.length === 0
      ? "UNEXPLAINED: remove it, or say in tools/iam/unused-permissions.ts why it stays"
      : NO_REASON;
  const reasons = [...new Set(idle.map(({ because }) => because))];
  return [
    `\n${owner}: ${idle.length} of ${all.length} permissions unused`,
    ...reasons.flatMap((because) => [
      `  ${because === null ? none : `stays: ${because}`}`,
      ...idle
        .filter((permission) => permission.because === because)
        .map(({ statement, action }) => `    ${statement}  ${action}`),
    ]),
  ].join("\n");
}

function obsoleteText({ obsolete }: UnusedReport): string[] {
  if (obsolete.length === 0) return [];
  return [
    "\nreasons in tools/iam/unused-permissions.ts for permissions that are used: take them out",
    ...obsolete.map(({ owner, statement, action }) => `    ${owner}  ${statement}  ${action}`),
  ];
}

function verdict({ unused, obsolete, permissions, differences }: UnusedReport): string {
  const without = unused.filter(({ because }) => because === null).length;
  const count = `\n${unused.length} of ${permissions.length} permissions unused: ${without}`;
  if (differences.length === 0) return `${count} unexplained; ${obsolete.length} obsolete reasons.`;
  return [
    `${count} with ${NO_REASON}.`,
    `Reasons are given for the example's environments with the embedded apply, and asked for there alone. This rehearsal differs:`,
    ...differences.map((phrase) => `  ${phrase}`),
  ].join("\n");
}
