import type { Trace, TraceEvent } from "./trace";

/** What the reader of an outline knows, or does not want to know. */
const LEFT_OUT = [
  "event",
  "stage",
  "node",
  "locks",
  "credentials",
  "environment",
  "interpolated",
  "parameters",
];

/** A trace for a person: one line an event, `STAGE: what`, with what it was done to; commands with how they ended. */
export function outline({ events, result }: Trace): string[] {
  return [...events.map((event) => `${event.stage ?? "pipeline"}: ${words(event)}`), result];
}

function words(event: TraceEvent): string {
  if (event.event === "sh") {
    const end = event.exit === null ? " (stopped)" : event.exit === 0 ? "" : ` (exit code ${event.exit})`;
    return `sh ${event.command}${end}`;
  }
  if (event.event === "agent" || event.event === "agent released") return `${event.event} ${event.node}`;
  if (event.event === "job") return event.concurrentBuilds ? "job" : "job of one build at a time";
  if (event.event === "input")
    return `input ${event.id}${event.submitter === null ? "" : ` of ${event.submitter}`}`;
  if (event.event === "when") return `when ${event.holds ? "holds" : "does not hold"} (${event.asked})`;
  const details = Object.entries(event).filter(
    ([name, value]) => !LEFT_OUT.includes(name) && value !== null && value !== "",
  );
  return [
    event.event,
    ...details.map(([, value]) => (Array.isArray(value) ? value.join(" ") : String(value))),
  ].join(" ");
}
