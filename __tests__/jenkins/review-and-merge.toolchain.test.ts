import type { Build, Result } from "../../jenkins/build";
import { commandsOf, eventsOf, stagesOf, type Trace } from "../../jenkins/trace";
import type { Answer, Scenario } from "../../jenkins/world";
import { describeWithJenkins } from "../support/jenkins";
import { APPROVED, BUILDS, REVIEW_TOKEN } from "./builds";
import { BRANCHES, cdktf, ofBranch, WRITES } from "./commands";
import { JENKINSFILE } from "./file";
import {
  alwaysFreed,
  appliesWhatWasShown,
  approvedFirst,
  asksHoldingNothing,
  givesEverythingBack,
  lockedThroughout,
  overtakesNobody,
  tokenOfMergedCode,
  writesNothingBeforeMerge,
} from "./promises";

const LOCK = "sagemaker-promotion-main";
const MAIN: Build = BUILDS["push to main"];
const DEV: Build = BUILDS["push to dev"];
const REQUEST: Build = BUILDS["pull request to main"];
const answered = (...answers: Answer[]) => ({ inputs: { "approve-main": answers } });
const ANN = { by: "ann", groups: ["promotion-approvers"] };

interface Expected {
  readonly scenario: Scenario;
  readonly result: Result;
  /** The stages that it comes to. */
  readonly stages: readonly string[];
  /** Whether anything writes. */
  readonly writes: boolean;
}

const TO_APPROVAL = ["Verify", "Merge to main", "Compare main", "Approve main"];
const TO_APPLY = [...TO_APPROVAL, "Deploy main", "Prepare main", "Apply main"];
const REVIEWED = ["Verify", "Rehearse", "Plan", "Review"];
const DEV_TO_APPLY = ["Verify", "Merge to dev", "Deploy dev", "Prepare dev", "Apply dev"];
/** Where a stack was not applied, neither are the definitions: `apply` says so. */
const REFUSED = [
  { of: "cdktf deploy", exit: 1 },
  { of: "apply --env", exit: 1 },
];
const of = (scenario: Scenario, result: Result, stages: readonly string[], writes = false): Expected => ({
  scenario,
  result,
  stages,
  writes,
});

const SCENARIOS: Readonly<Record<string, Expected>> = {
  "a pull request": of({ build: REQUEST }, "SUCCESS", REVIEWED),
  "a pull request to dev": of({ build: BUILDS["pull request to dev"] }, "SUCCESS", REVIEWED),
  "a fork's pull request": of({ build: BUILDS["fork's pull request to main"] }, "SUCCESS", [
    "Verify",
    "Rehearse",
  ]),
  "another branch": of({ build: BUILDS["push to another branch"] }, "SUCCESS", ["Verify"]),
  "a branch that is called like main": of({ build: BUILDS["push to a branch called MAIN"] }, "SUCCESS", [
    "Verify",
  ]),
  "a push to main, approved": of({ build: MAIN, ...APPROVED }, "SUCCESS", [...TO_APPLY, "Status main"], true),
  "a push to dev": of({ build: DEV }, "SUCCESS", [...DEV_TO_APPLY, "Status dev"], true),
  "approval by somebody who may not": of(
    { build: MAIN, ...answered({ by: "mallory", groups: ["developers"] }) },
    "ABORTED",
    TO_APPROVAL,
  ),
  "approval denied": of({ build: MAIN, ...answered({ ...ANN, deny: true }) }, "ABORTED", TO_APPROVAL),
  "approval timed out": of({ build: MAIN, ...answered() }, "ABORTED", TO_APPROVAL),
  "tests that fail": of({ build: REQUEST, commands: [{ of: "run check", exit: 1 }] }, "FAILURE", ["Verify"]),
  "a rehearsal that fails": of(
    { build: REQUEST, commands: [{ of: "rehearse", exit: 1 }] },
    "UNSTABLE",
    REVIEWED,
  ),
  "a rehearsal that never ends": of(
    { build: REQUEST, commands: [{ of: "rehearse", hangs: true }] },
    "ABORTED",
    REVIEWED,
  ),
  "a plan that fails": of(
    { build: REQUEST, commands: [{ of: "plan --env", exit: 1 }], stashes: { plans: { empty: true } } },
    "FAILURE",
    REVIEWED.slice(0, 3),
  ),
  "a plan that fails for one model of several": of(
    { build: REQUEST, commands: [{ of: "plan --env", exit: 1 }] },
    "FAILURE",
    REVIEWED,
  ),
  "a plan that never ends": of(
    { build: REQUEST, commands: [{ of: "plan --env", hangs: true }] },
    "ABORTED",
    REVIEWED.slice(0, 3),
  ),
  "a comment that fails": of(
    { build: REQUEST, commands: [{ of: "review --env", exit: 1 }] },
    "UNSTABLE",
    REVIEWED,
  ),
  "a comment that never ends": of(
    { build: REQUEST, commands: [{ of: "review --env", hangs: true }] },
    "ABORTED",
    REVIEWED,
  ),
  "a token that Jenkins does not have": of({ build: { ...REQUEST, credentials: {} } }, "UNSTABLE", REVIEWED),
  "a target that cannot be checked out": of(
    { build: REQUEST, commands: [{ of: "git checkout", exit: 1 }] },
    "UNSTABLE",
    REVIEWED,
  ),
  "a plan that cannot be compared": of(
    {
      build: MAIN,
      ...APPROVED,
      commands: [{ of: "--reviewed --out", exit: 1 }],
      stashes: { plans: { empty: true } },
    },
    "FAILURE",
    TO_APPROVAL.slice(0, 3),
  ),
  "a plan that cannot be compared, of one model of several": of(
    { build: MAIN, ...APPROVED, commands: [{ of: "--reviewed --out", exit: 1 }] },
    "FAILURE",
    [...TO_APPLY, "Status main"],
    true,
  ),
  "a comparison that never ends": of(
    { build: MAIN, ...APPROVED, commands: [{ of: "--reviewed --out", hangs: true }] },
    "ABORTED",
    TO_APPROVAL.slice(0, 3),
  ),
  "a stack that never ends": of(
    { build: MAIN, ...APPROVED, commands: [{ of: "cdktf deploy", hangs: true }] },
    "ABORTED",
    TO_APPLY,
    true,
  ),
  "main that moved on while one waited, which the guard of Terraform finds": of(
    { build: MAIN, ...APPROVED, commands: REFUSED },
    "FAILURE",
    TO_APPLY,
    true,
  ),
  "no plan for dev's tree, which the guard of Terraform finds": of(
    { build: DEV, commands: REFUSED },
    "FAILURE",
    DEV_TO_APPLY,
    true,
  ),
  "an account that is another one": of(
    { build: MAIN, ...APPROVED, commands: [{ of: "deploy -- check", exit: 1 }] },
    "FAILURE",
    TO_APPROVAL.slice(0, 3),
  ),
  "an apply that fails": of(
    { build: MAIN, ...APPROVED, commands: [{ of: "apply --env", exit: 1 }] },
    "FAILURE",
    TO_APPLY,
    true,
  ),
  "an apply that never ends": of(
    { build: MAIN, ...APPROVED, commands: [{ of: "apply --env", hangs: true }] },
    "ABORTED",
    TO_APPLY,
    true,
  ),
  "a status that fails": of(
    { build: MAIN, ...APPROVED, commands: [{ of: "status --env", exit: 1 }] },
    "FAILURE",
    [...TO_APPLY, "Status main"],
    true,
  ),
  "the older of two pushes, while it waits": of(
    { build: MAIN, ...answered({ ...ANN, newerMilestone: 20 }) },
    "NOT_BUILT",
    TO_APPROVAL,
  ),
  "the older of two pushes, while the newer one waits too": of(
    { build: MAIN, ...answered({ ...ANN, newerMilestone: 10 }) },
    "SUCCESS",
    [...TO_APPLY, "Status main"],
    true,
  ),
  "the older of two pushes, after the newer one": of(
    { build: { ...MAIN, newerMilestone: 20 }, ...APPROVED },
    "NOT_BUILT",
    TO_APPROVAL.slice(0, 3),
  ),
  "the older of two pushes to dev, after the newer one": of(
    { build: { ...DEV, newerMilestone: 20 } },
    "NOT_BUILT",
    DEV_TO_APPLY.slice(0, 4),
  ),
  "the newer of two pushes, whose lock is not free": of(
    { build: { ...MAIN, number: 8 }, ...APPROVED, locks: { [LOCK]: { hangs: true } } },
    "ABORTED",
    [...TO_APPROVAL, "Deploy main"],
  ),
};

const isMerged = ({ build: { branch = "" } }: Scenario) => BRANCHES.includes(branch);
const PROMISES: Readonly<Record<string, (trace: Trace, scenario: Scenario) => boolean>> = {
  "nothing is applied before somebody approved": approvedFirst,
  "who approves holds up nothing": asksHoldingNothing,
  "two pushes do not overtake each other": overtakesNobody,
  "what is applied is what was shown": appliesWhatWasShown,
  "the lock is held from the guard to the end": lockedThroughout,
  "the lock is always freed": alwaysFreed,
  "everything is given back": givesEverythingBack,
  "merged code alone holds the token": tokenOfMergedCode,
  "nothing writes before the merge": (trace, scenario) => writesNothingBeforeMerge(trace, isMerged(scenario)),
};
const broken = (trace: Trace, scenario: Scenario) =>
  Object.entries(PROMISES).flatMap(([name, holds]) => (holds(trace, scenario) ? [] : [name]));

describeWithJenkins("review and merge", (run) => {
  test.each(Object.entries(SCENARIOS))("%s", async (_, { scenario, result, stages, writes }) => {
    const trace = await run(JENKINSFILE, scenario);
    expect([trace.result, stagesOf(trace)]).toEqual([result, stages]);
    expect(commandsOf(trace).some((command) => WRITES.test(command))).toBe(writes);
    expect(broken(trace, scenario)).toEqual([]);
  });

  const played = async (name: keyof typeof SCENARIOS) => run(JENKINSFILE, SCENARIOS[name]!.scenario);

  test.each([
    "main that moved on while one waited, which the guard of Terraform finds",
    "no plan for dev's tree, which the guard of Terraform finds",
  ])(
    "other models are applied as reviewed, and the locks are freed, after the guard refused: %s",
    async (name) => {
      const commands = commandsOf(await played(name));
      const guard = commands.findIndex((command) => command.includes("npx cdktf deploy"));
      expect(commands.slice(guard + 1)).toEqual([
        expect.stringMatching(/ -- apply --env all --branch \w+ --reviewed /),
        expect.stringMatching(/ force-unlock --env all --branch \w+ --own$/),
      ]);
    },
  );

  test.each(["approval denied", "approval timed out", "approval by somebody who may not"])(
    "%s: the build names the way on, as one command",
    async (name) => {
      const trace = await played(name);
      expect(eventsOf(trace, "echo").map(({ message }) => message)).toEqual([
        expect.stringMatching(/: npm run deploy -- apply --env all --branch main --terraform$/),
      ]);
    },
  );

  test("the token is bound once for a pull request, and reaches no other command", async () => {
    const trace = await played("a pull request");
    expect(eventsOf(trace, "credentials")).toMatchObject([
      { stage: "Review", ids: [REVIEW_TOKEN], variables: ["GITHUB_TOKEN"] },
    ]);
    const holding = eventsOf(trace, "sh").filter(({ credentials }) => credentials.length > 0);
    expect(holding.map(({ command }) => command)).toEqual([expect.stringContaining("-- review --env all ")]);
  });

  test("a rehearsal that fails leaves the comment to be written, from what is there", async () => {
    const trace = await played("a rehearsal that fails");
    expect(eventsOf(trace, "unstash").map(({ name }) => name)).toEqual(["plans", "rehearsed"]);
    expect(commandsOf(trace).at(-1)).toContain("-- review --env all ");
  });

  const GUARDED = `sh '${cdktf("main")}'`;
  const TAKEN = "                unstash 'plans'\n              }";
  const UNLOCK = `sh 'npm run deploy -- force-unlock ${ofBranch("main")} --own'`;
  test.each<[promise: string, was: string, is: string]>([
    ["nothing is applied before somebody approved", "milestone(ordinal: 10)", GUARDED],
    ["nothing is applied before somebody approved", "milestone(ordinal: 10)", UNLOCK],
    ["who approves holds up nothing", "stage('Merge to main') {", "stage('Merge to main') {\nagent any"],
    [
      "who approves holds up nothing",
      "stage('Merge to main') {",
      "stage('Merge to main') {\noptions { lock(resource: 'sagemaker-promotion-main') }",
    ],
    ["two pushes do not overtake each other", "milestone(ordinal: 10)", "echo '10'"],
    [
      "two pushes do not overtake each other",
      "submitterParameter 'APPROVED_BY'\n          }\n          steps {\n            milestone(ordinal: 20)",
      "submitterParameter 'APPROVED_BY'\n          }\n          steps {\n            echo '20'",
    ],
    ["what is applied is what was shown", TAKEN, "              }"],
    [
      "what is applied is what was shown",
      TAKEN,
      "                sh 'npm run deploy -- plan --env all --branch main --out plans'\nstash 'plans'\nunstash 'plans'\n              }",
    ],
    ["what is applied is what was shown", "REVIEWED_PLAN = 'plans'", ""],
    ["what is applied is what was shown", "REVIEWED_PLAN = 'plans'", "REVIEWED_PLAN = 'other'"],
    ["what is applied is what was shown", "--reviewed plans --lock", "--reviewed --lock"],
    ["what is applied is what was shown", "--reviewed --out plans", "--reviewed --out other"],
    ["the lock is held from the guard to the end", "lock(resource: 'sagemaker-promotion-main')", ""],
    ["the lock is held from the guard to the end", "lock(resource: 'sagemaker-promotion-dev')", ""],
    ["the lock is always freed", UNLOCK, "echo 'kept'"],
    [
      "the lock is always freed",
      `always {\n                  ${UNLOCK}`,
      `success {\n                  ${UNLOCK}`,
    ],
    ["everything is given back", "deleteDir()", "echo 'kept'"],
    [
      "merged code alone holds the token",
      `sh 'git checkout --force --detach "origin/$CHANGE_TARGET"'\n          sh 'git clean -ffdx'\n          sh 'npm ci'\n          unstash 'plans'\n          unstash 'rehearsed'\n          withCredentials([string(credentialsId: 'github-review-token', variable: 'GITHUB_TOKEN')]) {\n            sh 'npm run deploy -- review --env all`,
      `withCredentials([string(credentialsId: 'github-review-token', variable: 'GITHUB_TOKEN')]) {\n            sh 'npm run deploy -- review --env all`,
    ],
    [
      "merged code alone holds the token",
      `sh 'git checkout --force`,
      `sh 'npm ci'\nsh 'git checkout --force`,
    ],
    ["merged code alone holds the token", "sh 'git clean -ffdx'", ""],
    [
      "nothing writes before the merge",
      `sh 'npm run deploy -- plan ${ofBranch("$CHANGE_TARGET")} --terraform --store --out plans'`,
      "sh 'npm run deploy -- apply --env prod --yes'",
    ],
  ])("a file that breaks «%s» is found: in place of «%s» «%s»", async (promise, was, is) => {
    expect(JENKINSFILE).toContain(was);
    const found: string[] = [];
    for (const { scenario } of Object.values(SCENARIOS)) {
      const changed = JENKINSFILE.replace(was, () => is);
      found.push(...broken(await run(changed, scenario), scenario));
    }
    expect(found).toContain(promise);
  });
});
