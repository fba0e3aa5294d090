import { EVIDENCE_KINDS, type Evidence, type LiveVersion, type Ran } from "./evidence";
import type { Metric } from "../pipeline-defs/version-metric";
import { namedValue } from "./metric";

/** Said above it. */
export const EVIDENCE = "evidence: what ran in the environment before";

/** The evidence, as rows of a subject and a sentence. */
export function evidenceRows({ before, live, liveUnseen, waiting, required }: Evidence): [string, string][] {
  const rows = before.flatMap((there): [string, string][] => {
    const { environment, unseen, differs } = there;
    if (unseen !== null) return [[environment, `could not be looked at: ${unseen}`]];
    return [
      ...EVIDENCE_KINDS.map((kind): [string, string] => [kind, ranText(there[kind], environment)]),
      ...(differs.length === 0
        ? []
        : [["", `${environment} has another ${differs.join(", ")}`] as [string, string]]),
    ];
  });
  return [
    ...(rows.length === 0
      ? [["", "no environment of the model comes before this one"] as [string, string]]
      : rows),
    ["live", liveText(live, liveUnseen)],
    ...waiting.map((version): [string, string] => ["", waitingText(version)]),
    ...(required ? [["", "required: require_evidence is true"] as [string, string]] : []),
  ];
}

function ranText(ran: Ran | null, environment: string): string {
  if (ran === null) return `this definition has not succeeded in ${environment}`;
  const { execution, startedAt, version, metric } = ran;
  const day = `${startedAt.slice(0, 16).replace("T", " ")} UTC`;
  const registered = version === null ? "" : `: version ${version}${worthText(metric)}`;
  return `this definition succeeded in ${environment} on ${day}, execution ${execution}${registered}`;
}

function liveText(live: LiveVersion | null, unseen: string | null): string {
  if (unseen !== null) return `the live version could not be looked at: ${unseen}`;
  if (live === null) return "no version is live after the apply: none is approved that may be read";
  const { version, metric, trainedBy } = live;
  return `version ${version}${worthText(metric)}${trainedBy === null ? "" : `, trained by ${trainedBy},`} is live after the apply`;
}

/** Said of a version that would be live, were it approved. */
export function waitingText(version: number): string {
  return `version ${version} waits for approval, and would be live then`;
}

function worthText(metric: Metric | null): string {
  return metric === null ? "" : `, ${namedValue(metric)}`;
}
