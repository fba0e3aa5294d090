import type { Build } from "../../jenkins/build";
import { eventsOf, type Trace, type TraceEvent } from "../../jenkins/trace";
import { branchOf, BRANCHES, cdktf, check, ofBranch, usesAws, writes } from "./commands";
import { GLOBALS, REVIEW_TOKEN } from "./builds";

/** The three kinds of nodes. Each excludes the other two, so that no node is of two kinds. */
export const LABELS = {
  verify: "verify && !plan && !deploy",
  plan: "plan && !verify && !deploy",
  deploy: "deploy && !verify && !plan",
};
/** A word that is written out, or a variable of Jenkins's in quotes. */
const WORD = String.raw`(?:[a-z0-9][\w./-]*|"(?:\$account|(?:origin/)?\$CHANGE_(?:ID|TARGET))")`;
const OURS = new RegExp(
  [
    "npm ci",
    `npm run [a-z:]+(?: --(?: --[a-z-]+| ${WORD})+)?`,
    "npx cdktf diff [a-z-]+",
    String.raw`npm run --silent deploy -- stacks --env all --branch [a-z]+ \| xargs -n 1 npx cdktf deploy --auto-approve`,
    String.raw`git checkout --force --detach "origin/\$CHANGE_TARGET"`,
    "git clean -ffdx",
  ]
    .map((form) => `^${form}$`)
    .join("|"),
);
/** What leaves a node: no plan of Terraform's own, which holds values in the clear. */
const KEPT = ["plans/*.plan.json", "rehearsed/*/results.json", "review.md"];

type Shell = TraceEvent<"sh">;
type Rule = (trace: Trace, build: Build) => boolean;

const shells = (trace: Trace) => eventsOf(trace, "sh");
const merged = ({ branch = "" }: Build) => BRANCHES.includes(branch);
const isOfFork = ({ changeRequest }: Build) => changeRequest?.fork !== undefined;

/** The commands that run in one workspace, for each that is given out. */
function byWorkspace({ events }: Trace): (readonly Shell[])[] {
  const starts = events.flatMap(({ event }, index) => (event === "agent" ? [index] : []));
  return starts.map((start, index) =>
    eventsOf({ events: events.slice(start, starts[index + 1]) }, "sh").filter(({ node }) => node !== null),
  );
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
      /^npm run (synth|deploy -- plan)/.test(one.command)
        ? one.environment["SYNTH_ROLE"] === "plan"
        : one.node === "plan" || roleVariables(one).length === 0,
    ),
  "plans are stored for pull requests alone": (trace, { changeRequest }) =>
    shells(trace).every(
      ({ command }) =>
        !/^npm run deploy -- plan/.test(command) || / --store /.test(command) === !!changeRequest,
    ),
  "roles are the environment file's": (trace) =>
    shells(trace).every(
      ({ environment, credentials }) =>
        credentials.every((id) => id === REVIEW_TOKEN) &&
        !Object.keys(environment).some((name) => /^AWS_/.test(name)),
    ),
  "the token is for the command that comments": (trace) =>
    shells(trace).every(
      ({ command, credentials, environment }) =>
        /^npm run deploy -- review /.test(command) ||
        (credentials.length === 0 && !("GITHUB_TOKEN" in environment)),
    ),
  "Terraform runs behind the guard": (trace) =>
    shells(trace).every(
      ({ command, environment }) =>
        !/\bnpx cdktf deploy/.test(command) ||
        environment["TERRAFORM_BINARY_NAME"] === `${environment["WORKSPACE"]}/deploy/terraform-guard`,
    ),
  "what is applied was reviewed": (trace) =>
    shells(trace).every(
      ({ command }) => !command.startsWith("npm run deploy -- apply") || / --reviewed( |$)/.test(command),
    ),
  "a deployment frees its lock, however it ends": (trace) =>
    byWorkspace(trace).every((commands) =>
      BRANCHES.every((branch) => {
        const starts = commands.findIndex(({ command }) => command === cdktf(branch));
        const frees = commands.findLastIndex(
          ({ command }) => command === `npm run deploy -- force-unlock ${ofBranch(branch)} --own`,
        );
        return starts < 0 || frees === commands.length - 1;
      }),
    ),
  "nothing in the clear leaves a node": (trace) =>
    [
      ...eventsOf(trace, "stash").map(({ includes }) => includes),
      ...eventsOf(trace, "archived").map(({ artifacts }) => artifacts),
    ].every((files) => KEPT.includes(files)),
  "parameters are trimmed": (trace) =>
    eventsOf(trace, "job").every(({ parameters }) => parameters.every(({ trim }) => trim === true)),
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
  "our commands only": (trace) => shells(trace).every(({ command }) => OURS.test(command)),
  // A further model's are in files of its own.
  "no environment is named": (trace) =>
    shells(trace).every(({ command }) => !/ --env (?!all --branch )/.test(command)),
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
  "each workspace is installed first": (trace) =>
    byWorkspace(trace).every((commands) => {
      const [first] = commands.filter(({ command }) => !command.startsWith("git "));
      return first === undefined || first.command === "npm ci";
    }),
  "a stage that is not for this build takes nothing": (trace) =>
    eventsOf(trace, "when").every(({ asked }) => asked === "beforeOptions"),
  "a workspace reaches the environments of one branch alone": (trace) =>
    byWorkspace(trace).every(
      (commands) => new Set(commands.flatMap((one) => branchOf(one)?.name ?? [])).size <= 1,
    ),
  "the account is checked before AWS is used": (trace) =>
    byWorkspace(trace).every((commands) => {
      const [branch = ""] = commands.filter(usesAws).flatMap((one) => branchOf(one)?.word ?? []);
      return precedes(commands, ({ command }) => command === check(branch), usesAws);
    }),
  "writes are under the branch's lock": (trace) =>
    shells(trace).every(
      (one) => !writes(one) || one.locks.includes(`sagemaker-promotion-${branchOf(one)?.name}`),
    ),
  "a branch writes to its environments alone": (trace, build) =>
    shells(trace).every((one) => !writes(one) || branchOf(one)?.name === build.branch),
  "infrastructure comes first": (trace) =>
    byWorkspace(trace).every((commands) =>
      precedes(
        commands,
        ({ command }) => /\bnpx cdktf deploy/.test(command),
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
