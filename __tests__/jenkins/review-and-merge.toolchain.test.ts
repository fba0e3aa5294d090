import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Build, Result } from "../../jenkins/build";
import { commandsOf, eventsOf, stagesOf, type Trace } from "../../jenkins/trace";
import type { Answer, Scenario } from "../../jenkins/world";
import { describeWithJenkins } from "../support/jenkins";
import { BUILDS } from "./builds";
import { WRITES } from "./commands";
import {
  appliesWhatWasShown,
  approvedFirst,
  asksWithoutAgent,
  givesEverythingBack,
  lockedThroughout,
  tokenOfMergedCode,
} from "./promises";

// Another file with the same promises takes this one's place here.
const JENKINSFILE = readFileSync(join(__dirname, "review-and-merge.Jenkinsfile"), "utf8");
const LOCK = "sagemaker-promotion-prod";

const credentials = { "github-token": "token" };
const build = (name: keyof typeof BUILDS, more: Build = {}): Build => ({
  ...BUILDS[name],
  credentials,
  ...more,
});
const MAIN = build("push to main");
const REQUEST = build("pull request to main");
const answered = (...answers: Answer[]) => ({ inputs: { "approve-prod": answers } });
const APPROVED = answered({ by: "ann", groups: ["approvers"] });

interface Expected {
  readonly scenario: Scenario;
  readonly result: Result;
  /** The stages that it comes to. */
  readonly stages: readonly string[];
  /** Whether anything writes. */
  readonly writes: boolean;
}

const TO_APPROVAL = ["Verify", "Deploy prod", "Compare", "Approve"];
const SCENARIOS: Readonly<Record<string, Expected>> = {
  "a pull request": {
    scenario: { build: REQUEST },
    result: "SUCCESS",
    stages: ["Verify", "Plan prod", "Comment"],
    writes: false,
  },
  "a fork's pull request": {
    scenario: { build: build("fork's pull request to main") },
    result: "SUCCESS",
    stages: ["Verify"],
    writes: false,
  },
  "another branch": {
    scenario: { build: build("push to another branch") },
    result: "SUCCESS",
    stages: ["Verify"],
    writes: false,
  },
  "a branch that is called like main": {
    scenario: { build: build("push to a branch called MAIN") },
    result: "SUCCESS",
    stages: ["Verify"],
    writes: false,
  },
  "a push to main, approved": {
    scenario: { build: MAIN, ...APPROVED },
    result: "SUCCESS",
    stages: [...TO_APPROVAL, "Apply"],
    writes: true,
  },
  "approval by somebody who may not": {
    scenario: { build: MAIN, ...answered({ by: "mallory", groups: ["developers"] }) },
    result: "ABORTED",
    stages: TO_APPROVAL,
    writes: false,
  },
  "approval denied": {
    scenario: { build: MAIN, ...answered({ by: "ann", groups: ["approvers"], deny: true }) },
    result: "ABORTED",
    stages: TO_APPROVAL,
    writes: false,
  },
  "approval timed out": {
    scenario: { build: MAIN, ...answered() },
    result: "ABORTED",
    stages: TO_APPROVAL,
    writes: false,
  },
  "tests that fail": {
    scenario: { build: REQUEST, commands: [{ of: "run check", exit: 1 }] },
    result: "FAILURE",
    stages: ["Verify"],
    writes: false,
  },
  "a plan that fails": {
    scenario: { build: REQUEST, commands: [{ of: "plan --env", exit: 1 }] },
    result: "FAILURE",
    stages: ["Verify", "Plan prod"],
    writes: false,
  },
  "a comment that fails": {
    scenario: { build: REQUEST, commands: [{ of: "review", exit: 1 }] },
    result: "UNSTABLE",
    stages: ["Verify", "Plan prod", "Comment"],
    writes: false,
  },
  "a comment that never ends": {
    scenario: { build: REQUEST, commands: [{ of: "review", hangs: true }] },
    result: "ABORTED",
    stages: ["Verify", "Plan prod", "Comment"],
    writes: false,
  },
  "no plan for this tree, and no way on": {
    scenario: { build: MAIN, ...APPROVED, commands: [{ of: "--reviewed --out", exit: 1 }] },
    result: "FAILURE",
    stages: TO_APPROVAL.slice(0, 3),
    writes: false,
  },
  "main that moved on while one waited, which the guard of Terraform finds": {
    scenario: { build: MAIN, ...APPROVED, commands: [{ of: "cdktf deploy", exit: 1 }] },
    result: "FAILURE",
    stages: [...TO_APPROVAL, "Apply"],
    writes: true,
  },
  "an apply that fails": {
    scenario: { build: MAIN, ...APPROVED, commands: [{ of: "apply --env", exit: 1 }] },
    result: "FAILURE",
    stages: [...TO_APPROVAL, "Apply"],
    writes: true,
  },
  "an apply that never ends": {
    scenario: { build: MAIN, ...APPROVED, commands: [{ of: "apply --env", hangs: true }] },
    result: "ABORTED",
    stages: [...TO_APPROVAL, "Apply"],
    writes: true,
  },
  "the older of two pushes, while it waits": {
    scenario: { build: MAIN, ...answered({ by: "ann", groups: ["approvers"], newerMilestone: 20 }) },
    result: "NOT_BUILT",
    stages: TO_APPROVAL,
    writes: false,
  },
  "the older of two pushes, after the newer one": {
    scenario: { build: { ...MAIN, newerMilestone: 20 }, ...APPROVED },
    result: "NOT_BUILT",
    stages: TO_APPROVAL.slice(0, 3),
    writes: false,
  },
  "the newer of two pushes, whose lock is not free": {
    scenario: { build: { ...MAIN, number: 8 }, locks: { [LOCK]: { hangs: true } } },
    result: "ABORTED",
    stages: TO_APPROVAL.slice(0, 2),
    writes: false,
  },
};

const PROMISES: Readonly<Record<string, (trace: Trace) => boolean>> = {
  "nothing is applied before somebody approved": approvedFirst,
  "who approves holds up no agent": asksWithoutAgent,
  "what is applied is what was shown": appliesWhatWasShown,
  "the lock is held from plan to end": (trace) => lockedThroughout(trace, LOCK),
  "everything is given back": givesEverythingBack,
  "merged code alone holds the token": tokenOfMergedCode,
};
const broken = (trace: Trace) =>
  Object.entries(PROMISES).flatMap(([name, holds]) => (holds(trace) ? [] : [name]));

describeWithJenkins("review and merge", (run) => {
  test.each(Object.entries(SCENARIOS))("%s", async (_, { scenario, result, stages, writes }) => {
    const trace = await run(JENKINSFILE, scenario);
    expect([trace.result, stagesOf(trace)]).toEqual([result, stages]);
    expect(commandsOf(trace).some((command) => WRITES.test(command))).toBe(writes);
    expect(broken(trace)).toEqual([]);
    if (scenario.build.branch !== "main") {
      expect(eventsOf(trace, "agent").map(({ node }) => node)).not.toContain("deploy");
    }
  });

  test("nothing is applied after the guard of Terraform refused", async () => {
    const { scenario } =
      SCENARIOS["main that moved on while one waited, which the guard of Terraform finds"]!;
    expect(commandsOf(await run(JENKINSFILE, scenario)).at(-1)).toBe("npx cdktf deploy prod --auto-approve");
  });

  const APPLY = "sh 'npx cdktf deploy prod --auto-approve'";
  test.each<[promise: string, was: string, is: string]>([
    ["nothing is applied before somebody approved", "milestone 10", APPLY],
    [
      "who approves holds up no agent",
      "options { lock(resource: 'sagemaker-promotion-prod') }",
      "options { lock(resource: 'sagemaker-promotion-prod') }\nagent any",
    ],
    [
      "what is applied is what was shown",
      "            unstash 'plan'\n            sh 'npx",
      "            sh 'npx",
    ],
    [
      "what is applied is what was shown",
      "            unstash 'plan'\n            sh 'npx",
      "            sh 'npm run deploy -- plan --env prod'\nstash 'plan'\nunstash 'plan'\n            sh 'npx",
    ],
    ["the lock is held from plan to end", "options { lock(resource: 'sagemaker-promotion-prod') }", ""],
    ["everything is given back", "post { cleanup { deleteDir() } }", ""],
    [
      "merged code alone holds the token",
      `sh 'git checkout --detach "origin/$CHANGE_TARGET"'`,
      "sh 'npm run synth'",
    ],
  ])("a file that breaks «%s» is found: in place of «%s» «%s»", async (promise, was, is) => {
    expect(JENKINSFILE).toContain(was);
    const found: string[] = [];
    for (const { scenario } of Object.values(SCENARIOS)) {
      found.push(
        ...broken(
          await run(
            JENKINSFILE.replace(was, () => is),
            scenario,
          ),
        ),
      );
    }
    expect(found).toContain(promise);
  });
});
