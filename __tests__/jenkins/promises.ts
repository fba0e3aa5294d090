import { eventsOf, type Trace, type TraceEvent } from "../../jenkins/trace";
import { branchOf, BRANCHES, writes } from "./commands";

// What a Jenkinsfile that reviews and merges promises, as rules on the trace of one build. Each is true of a build that
// never comes so far.

/** The index of each event that a test finds, in order. */
function places(trace: Trace, test: (event: TraceEvent) => boolean): number[] {
  return trace.events.flatMap((event, index) => (test(event) ? [index] : []));
}

const isWrite = (event: TraceEvent): event is TraceEvent<"sh"> => event.event === "sh" && writes(event);
const writing = (trace: Trace, branch: string) =>
  places(trace, (event) => isWrite(event) && branchOf(event)?.name === branch);

/** Nothing of main is written before somebody approved. */
export function approvedFirst(trace: Trace): boolean {
  const [approved = Infinity] = places(trace, ({ event }) => event === "input approved");
  return writing(trace, "main").every((index) => index > approved);
}

/** Who approves holds up no agent and no lock meanwhile. */
export const asksHoldingNothing = (trace: Trace): boolean =>
  eventsOf(trace, "input").every(({ node, locks }) => node === null && locks.length === 0);

/** Neither of two builds goes past the other: one milestone right before who approves is asked, one right after. */
export function overtakesNobody(trace: Trace): boolean {
  const passed = (events: readonly TraceEvent[]) => eventsOf({ events }, "milestone").length;
  return places(trace, ({ event }) => event === "input").every((asked) => {
    const approved = places(trace, ({ event }) => event === "input approved").find((index) => index > asked);
    const [written = trace.events.length] = writing(trace, "main");
    const isLater = approved === undefined || trace.result === "NOT_BUILT";
    return (
      passed(trace.events.slice(0, asked)) === 1 &&
      (isLater || passed(trace.events.slice(approved, written)) === 1)
    );
  });
}

/**
 * What is applied is the file that was shown: kept before the question and never again, taken out once for the guard and
 * for what comes after it, which both are given it.
 */
export function appliesWhatWasShown(trace: Trace): boolean {
  const [applied] = writing(trace, "main");
  if (applied === undefined) return true;
  const [asked = -1] = places(trace, ({ event }) => event === "input");
  const commands = eventsOf(trace, "sh");
  const shown = commands.flatMap(
    ({ command }) => / plan .*--branch main .*--out (\S+)$/.exec(command)?.[1] ?? [],
  );
  const taken = eventsOf({ events: trace.events.slice(asked, applied) }, "unstash");
  const stashed = eventsOf(trace, "stash");
  return (
    shown.length === 1 &&
    taken.length === 1 &&
    stashed.length === 1 &&
    trace.events.indexOf(stashed[0]!) < asked &&
    stashed[0]!.name === taken[0]!.name &&
    commands.every(
      ({ command, environment }) =>
        (!/ npx cdktf deploy /.test(command) || environment["REVIEWED_PLAN"] === shown[0]) &&
        (!/ apply .*--branch main /.test(command) || command.includes(` --reviewed ${shown[0]} `)),
    )
  );
}

/** One lock of the branch from the guard to the end, which nothing outlives. */
export const lockedThroughout = (trace: Trace): boolean =>
  BRANCHES.every((name) => {
    const [first, last] = [writing(trace, name)[0], writing(trace, name).at(-1)];
    if (first === undefined || last === undefined) return true;
    const lock = `sagemaker-promotion-${name}`;
    return (
      trace.events.slice(first, last + 1).every(({ locks }) => locks.includes(lock)) &&
      places(trace, (event) => event.event === "lock" && event.resource === lock).length === 1
    );
  });

/** Once something may have been written under the lock of the build, that lock is freed, whatever came between. */
export const alwaysFreed = (trace: Trace): boolean =>
  BRANCHES.every((name) => {
    const last = trace.events[writing(trace, name).at(-1) ?? -1];
    return last === undefined || (isWrite(last) && / force-unlock .* --own$/.test(last.command));
  });

/** Each lock, credential and node is given back, and each node's workspace is emptied. */
export function givesEverythingBack(trace: Trace): boolean {
  const count = (name: Parameters<typeof eventsOf>[1]) => eventsOf(trace, name).length;
  return (
    count("lock") === count("lock released") &&
    count("credentials") === count("credentials released") &&
    count("agent") === count("agent released") &&
    count("agent") === count("deleteDir")
  );
}

/** A token is bound only where the target branch's checkout is all that ran on the node, and nothing else lies there. */
export function tokenOfMergedCode(trace: Trace): boolean {
  return eventsOf(trace, "credentials").every((bound) => {
    const end = trace.events.indexOf(bound);
    const [start = 0] = places(trace, ({ event }) => event === "agent")
      .filter((index) => index < end)
      .slice(-1);
    const commands = eventsOf({ events: trace.events.slice(start, end) }, "sh").map(({ command }) => command);
    return (
      bound.node === "verify" &&
      commands[0] === 'git checkout --force --detach "origin/$CHANGE_TARGET"' &&
      commands[1] === "git clean -ffdx"
    );
  });
}

/** No credential that writes, and no node that has one, before the merge. */
export const writesNothingBeforeMerge = (trace: Trace, isMerged: boolean): boolean =>
  isMerged || trace.events.every((event) => event.node !== "deploy" && !isWrite(event));
