import { eventsOf, type Trace, type TraceEvent } from "../../jenkins/trace";
import { writes } from "./commands";

// What a Jenkinsfile that reviews and merges promises, as rules on the trace of one build. Each is true of a build that
// never comes so far.

/** The index of each event that a test finds, in order. */
function places(trace: Trace, test: (event: TraceEvent) => boolean): number[] {
  return trace.events.flatMap((event, index) => (test(event) ? [index] : []));
}

const writing = (trace: Trace) => places(trace, (event) => event.event === "sh" && writes(event));
const commandWith = (trace: Trace, text: string) =>
  places(trace, (event) => event.event === "sh" && event.command.includes(text));

/** Nothing is applied before somebody approved. */
export function approvedFirst(trace: Trace): boolean {
  const [approved = Infinity] = places(trace, ({ event }) => event === "input approved");
  return writing(trace).every((index) => index > approved);
}

/** Who approves holds up no agent meanwhile. */
export const asksWithoutAgent = (trace: Trace): boolean =>
  eventsOf(trace, "input").every(({ node }) => node === null);

/** What is applied is the file that was shown: stashed before the question, never again after it, and taken out for it. */
export function appliesWhatWasShown(trace: Trace): boolean {
  const [applied] = writing(trace);
  if (applied === undefined) return true;
  const [asked = -1] = places(trace, ({ event }) => event === "input");
  const stashed = places(trace, ({ event }) => event === "stash");
  const taken = places(trace, ({ event }) => event === "unstash").filter(
    (index) => index > asked && index < applied,
  );
  return stashed.length > 0 && stashed.every((index) => index < asked) && taken.length === 1;
}

/** One lock from the plan that is shown to the end of what is applied, never let go between. */
export function lockedThroughout(trace: Trace, lock: string): boolean {
  const [planned] = commandWith(trace, "plan --env prod --reviewed");
  const last = writing(trace).at(-1) ?? planned;
  if (planned === undefined || last === undefined) return true;
  return trace.events.slice(planned, last + 1).every(({ locks }) => locks.includes(lock));
}

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

/** A token is bound only where the target branch's checkout is all that ran on the node. */
export function tokenOfMergedCode(trace: Trace): boolean {
  return eventsOf(trace, "credentials").every((bound) => {
    const before = trace.events.slice(0, trace.events.indexOf(bound));
    const [first] = eventsOf({ events: before }, "sh").filter(({ stage }) => stage === bound.stage);
    return first?.command === 'git checkout --detach "origin/$CHANGE_TARGET"';
  });
}
