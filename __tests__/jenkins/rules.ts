import type { Build } from "../../jenkins/build";
import { eventsOf, type Trace, type TraceEvent } from "../../jenkins/trace";
import { check, ENVIRONMENTS, environmentsIn, usesAws, writes } from "./commands";
import { GLOBALS } from "./builds";

/** The three kinds of nodes. Each excludes the other two, so that no node is of two kinds. */
export const LABELS = {
  verify: "verify && !plan && !deploy",
  plan: "plan && !verify && !deploy",
  deploy: "deploy && !verify && !plan",
};
const OURS =
  /^(npm ci|npm run [a-z:]+( -- [a-z]+( --[a-z-]+( [a-z0-9]+)?)*)?|npx cdktf (diff|deploy) [a-z-]+( --auto-approve)?)$/;

type Shell = TraceEvent<"sh">;
type Rule = (trace: Trace, build: Build) => boolean;

const shells = (trace: Trace) => eventsOf(trace, "sh");
const merged = ({ branch }: Build) => ENVIRONMENTS.some((one) => one.branch === branch);
const isOfFork = ({ changeRequest }: Build) => changeRequest?.fork !== undefined;

/** The commands of each stage that has some. */
function byStage(trace: Trace): (readonly Shell[])[] {
  const stages = new Set(shells(trace).map(({ stage }) => stage));
  return [...stages].map((name) => shells(trace).filter(({ stage }) => stage === name));
}

/** Whether one command comes before every command of another kind; true where there is none of that kind. */
function precedes(
  commands: readonly Shell[],
  first: (one: Shell) => boolean,
  second: (one: Shell) => boolean,
): boolean {
  const index = commands.findIndex(second);
  return index < 0 || commands.slice(0, index).some(first);
}

const roleVariables = ({ environment }: Shell) =>
  Object.keys(environment).filter((name) => /^SYNTH_ROLE$|^TF_CLI_/.test(name));

/** What holds of every build of the Jenkinsfile, however its commands end. */
export const RULES: Readonly<Record<string, Rule>> = {
  "no node but the stages'": (trace) => eventsOf(trace, "agent").every(({ stage }) => stage !== null),
  "a stage is for one kind of nodes": (trace) =>
    eventsOf(trace, "agent").every(({ label }) => Object.values(LABELS).includes(label)),
  "everything is verified first, on a node without a role": (trace) => {
    const [first] = eventsOf(trace, "agent");
    return (
      first?.stage === "Verify" && first.node === "verify" && shells(trace)[1]?.command === "npm run check"
    );
  },
  "code from before the merge never runs where one may deploy": (trace, build) =>
    merged(build) || eventsOf(trace, "agent").every(({ node }) => node !== "deploy"),
  "code from before the merge writes nothing": (trace, build) => merged(build) || !shells(trace).some(writes),
  "only nodes that deploy write": (trace) =>
    shells(trace).every((one) => !writes(one) || one.node === "deploy"),
  "nodes without a role do not reach AWS": (trace) =>
    shells(trace).every((one) => !usesAws(one) || one.node !== "verify"),
  "a fork gets neither a role nor a credential": (trace, build) =>
    !isOfFork(build) ||
    trace.events.every(
      ({ node, credentials }) => [null, "verify"].includes(node) && credentials.length === 0,
    ),
  "a plan is made with the role that reads, and by nobody else": (trace) =>
    shells(trace).every((one) =>
      one.node === "plan"
        ? one.environment["SYNTH_ROLE"] === "plan" && one.environment["TF_CLI_ARGS_plan"] === "-lock=false"
        : roleVariables(one).length === 0,
    ),
  "roles are the environment file's": (trace) =>
    shells(trace).every(
      ({ environment, credentials }) =>
        credentials.length === 0 && !Object.keys(environment).some((name) => /^AWS_/.test(name)),
    ),
  // Said in the file, the account would be a second place to edit, and no check of the first: both come by the same merge.
  "accounts are Jenkins's": (trace) =>
    eventsOf(trace, "job").every(({ parameters }) =>
      parameters.every(({ defaultValue = "" }) => !/\d{12}/.test(String(defaultValue))),
    ) &&
    shells(trace).every(
      ({ command, environment }) =>
        !/\b\d{12}\b/.test(command) &&
        Object.entries(GLOBALS).every(([name, account]) => environment[name] === account),
    ),
  // Groovy fills in "${…}" before the shell quotes it: secrets in the log, and a parameter that is a command.
  "Groovy fills in no command": (trace) => shells(trace).every(({ interpolated }) => !interpolated),
  "our commands only": (trace) =>
    shells(trace).every(({ command }) => OURS.test(command.replace(/ "\$\{\w+:-.*\}"$/, " account"))),
  "one build at a time, never cut off by the next": (trace) =>
    eventsOf(trace, "job").every(
      ({ concurrentBuilds, abortPrevious }) => !concurrentBuilds && !abortPrevious,
    ),
  "builds end, and old ones are forgotten": (trace) =>
    eventsOf(trace, "timeout").some(({ stage }) => stage === null) &&
    eventsOf(trace, "job").every(({ keeps }) => keeps.numToKeepStr !== undefined),
  "each stage has a time-out of its own": (trace) =>
    eventsOf(trace, "agent").every((agent) =>
      eventsOf(trace, "timeout").some(({ stage }) => stage === agent.stage),
    ),
  "each stage installs first": (trace) => byStage(trace).every(([first]) => first?.command === "npm ci"),
  "a stage that is not for this build takes nothing": (trace) =>
    eventsOf(trace, "when").every(({ asked }) => asked === "beforeOptions"),
  "a stage reaches its environment alone": (trace) =>
    byStage(trace).every(
      (commands) => new Set(commands.flatMap(({ command }) => environmentsIn(command))).size <= 1,
    ),
  "the account is checked before AWS is used": (trace) =>
    byStage(trace).every((commands) => {
      const [name = ""] = commands.flatMap(({ command }) => environmentsIn(command));
      return precedes(commands, ({ command }) => command === check(name), usesAws);
    }),
  "writes are under the environment's lock": (trace) =>
    shells(trace).every(
      (one) =>
        !writes(one) ||
        environmentsIn(one.command).every((name) => one.locks.includes(`sagemaker-promotion-${name}`)),
    ),
  "only the environment's branch writes": (trace, build) =>
    shells(trace).every(
      (one) =>
        !writes(one) ||
        environmentsIn(one.command).every((name) =>
          ENVIRONMENTS.some((each) => each.name === name && each.branch === build.branch),
        ),
    ),
  "infrastructure comes first": (trace) =>
    byStage(trace).every((commands) =>
      precedes(
        commands,
        ({ command }) => command.startsWith("npx cdktf deploy"),
        ({ command }) => command.startsWith("npm run deploy -- apply"),
      ),
    ),
  "what is locked is released": (trace) =>
    eventsOf(trace, "lock").length === eventsOf(trace, "lock released").length,
  // Terraform's plan file holds values in the clear.
  "nothing is left on a node": (trace) =>
    eventsOf(trace, "agent").length === eventsOf(trace, "deleteDir").length,
};

/** The names of those that a build breaks. */
export function brokenRules(trace: Trace, build: Build): string[] {
  return Object.entries(RULES).flatMap(([name, holds]) => (holds(trace, build) ? [] : [name]));
}
