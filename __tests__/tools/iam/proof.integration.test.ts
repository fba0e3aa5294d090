import { KEPT } from "../../../stacks/policies/kept";
import { DOUBLED, UNPLAYED } from "../../../stacks/policies/unnoticed";
import type { Doubled, Unplayed } from "../../../stacks/policies/unnoticed";
import type { HeldPolicy } from "../../../tools/iam/estate";
import { covers, like } from "../../../stacks/iam/match";
import type { Permission } from "../../../tools/iam/permissions";
import type { Question } from "../../../tools/iam/question";
import { readEvidence } from "../../../tools/iam/record";
import type { Evidence } from "../../../tools/iam/record";
import { unusedReport } from "../../../tools/iam/unused";
import type { UnusedReport } from "../../../tools/iam/unused";
import type { Statement } from "../../../stacks/constructs/policy-document";
import { sharedRehearsal, storyOf } from "../../support/rehearsals";
import { simulate } from "./simulator";

/** In the order in which they are asked for: the story's own tests ask for the other one first. */
const WAYS = ["model-monitor", "processing"] as const;

let evidence: readonly Evidence[] = [];

beforeAll(async () => {
  const told: Evidence[] = [];
  for (const monitoring of WAYS) {
    const rehearsed = await sharedRehearsal(monitoring);
    expect(storyOf(rehearsed).ok).toBe(true);
    told.push(readEvidence(rehearsed.out));
  }
  evidence = told;
});

const everyQuestion = (): Question[] => evidence.flatMap(({ questions }) => questions);

/** The questions whose answer is another one. */
async function wronglyAnswered(questions: readonly Question[]): Promise<string[]> {
  const wrong: string[] = [];
  for (const question of questions) {
    const answer = await simulate(question);
    if (answer !== question.expected) {
      wrong.push(`${answer}: ${question.principal} ${question.action} ${question.resource}`);
    }
  }
  return wrong;
}

describe("the record of the rehearsals", () => {
  test("is the whole story's, and leaves aside only what no policy of ours decides", () => {
    for (const { calls, questions, aside, otherwise } of evidence) {
      expect(otherwise).toEqual([]);
      expect(questions.length).toBeGreaterThan(400);
      expect(aside.administrator + aside["no permission needed"]).toBeLessThan(calls / 4);
    }
  });

  test("has every call allowed by the synthesized policies that was allowed, and denied that was denied", async () => {
    const questions = everyQuestion();
    expect(questions.filter(({ expected }) => expected === "denied").length).toBeGreaterThan(0);
    expect(await wronglyAnswered(questions)).toEqual([]);
  });

  test("is read by npm run iam as the simulator reads it: nothing but what it calls used lets a call through", async () => {
    const allowed = everyQuestion().filter(({ expected }) => expected === "allowed");
    const wrong: string[] = [];
    for (const question of allowed) {
      const used = ({ statements }: HeldPolicy) =>
        statements.filter((statement) => statement.Effect === "Deny" || covers(statement, question));
      const unused = ({ statements }: HeldPolicy) =>
        statements.filter((statement) => statement.Effect === "Deny" || !covers(statement, question));
      // An account's root needs no policy for what is its own.
      const needsNone = question.principal.endsWith(":root") && question.owner === question.account;
      if ((await simulate(question, used)) !== "allowed") wrong.push(`missed: ${nameOf(question)}`);
      if (!needsNone && (await simulate(question, unused)) !== "denied")
        wrong.push(`too few: ${nameOf(question)}`);
    }
    expect(wrong).toEqual([]);
  });
});

function nameOf({ principal, action, resource }: Question): string {
  return `${principal} ${action} ${resource}`;
}

describe("permissions that no call used", () => {
  test("are all explained, and no explanation is stale", () => {
    const { unused, stale, groundless, ok } = unusedReport(evidence, KEPT);
    expect(unused.filter(({ because }) => because === null)).toEqual([]);
    expect(stale).toEqual([]);
    expect(groundless).toEqual([]);
    expect(ok).toBe(true);
  });

  test("are found: without its reason each fails, and a reason for one in use does", () => {
    const [first, ...rest] = KEPT;
    expect(unusedReport(evidence, rest).ok).toBe(false);
    const needless = {
      holder: "lambda-role",
      because: "…",
      permissions: { StartTraining: ["sagemaker:StartPipelineExecution"] },
    } as const;
    expect(unusedReport(evidence, [...(first ? [first] : []), ...rest, needless]).stale).toHaveLength(1);
  });
});

/** A statement in one policy of one stack, whatever the way of monitoring. */
interface Single extends Pick<HeldPolicy, "holder" | "kind" | "environment" | "subject"> {
  readonly sid: string;
}

/** Every allowing statement of every policy, and whether a call of some rehearsal fails where it alone is taken out. */
async function singleStatements(): Promise<(Single & { readonly missed: boolean })[]> {
  const singles = new Map<string, Single & { readonly missed: boolean }>();
  for (const { estate, questions } of evidence) {
    for (const policy of estate.policies) {
      const { holder, kind, environment, subject } = policy;
      const asked = questions.filter(
        ({ expected, identity, resourcePolicy }) =>
          expected === "allowed" && (identity === policy || resourcePolicy === policy),
      );
      for (const statement of policy.statements.filter(({ Effect }) => Effect === "Allow")) {
        const single = { holder, kind, environment, subject, sid: statement.Sid };
        const key = JSON.stringify(single);
        const missed = singles.get(key)?.missed === true || (await isMissed(policy, statement, asked));
        singles.set(key, { ...single, missed });
      }
    }
  }
  return [...singles.values()];
}

/** Only calls that the statement speaks of can miss it. */
async function isMissed(
  policy: HeldPolicy,
  statement: Statement,
  asked: readonly Question[],
): Promise<boolean> {
  for (const question of asked.filter((one) => covers(statement, one))) {
    const answer = await simulate(question, (one) =>
      one === policy ? one.statements.filter((other) => other !== statement) : one.statements,
    );
    if (answer === "denied") return true;
  }
  return false;
}

describe("every allowing statement of every single policy", () => {
  /** What no call of any environment uses has its reason, action by action, among the unused permissions. */
  const idleEverywhere = ({ permissions, unused }: UnusedReport, { holder, kind, sid }: Single) => {
    const ofIt = (one: Permission) => one.holder === holder && one.kind === kind && one.statement === sid;
    return permissions.filter(ofIt).length === unused.filter(ofIt).length;
  };
  const isDoubled = (entry: Doubled, { holder, sid }: Single) =>
    entry.holder === holder && like(entry.statement, sid);
  const isUnplayed = (entry: Unplayed, { environment, holder, sid }: Single) =>
    entry.environment === environment && entry.statements[holder]?.includes(sid) === true;

  test("is missed by a call of the rehearsals where it alone is lost, but for those listed with a reason", async () => {
    const report = unusedReport(evidence, KEPT);
    const singles = await singleStatements();
    const unnoticed = singles.filter((one) => !one.missed && !idleEverywhere(report, one));
    const listed = (one: Single) =>
      DOUBLED.some((entry) => isDoubled(entry, one)) || UNPLAYED.some((entry) => isUnplayed(entry, one));
    expect(unnoticed.filter((one) => !listed(one))).toEqual([]);

    expect(DOUBLED.filter((entry) => !unnoticed.some((one) => isDoubled(entry, one)))).toEqual([]);
    const unplayed = UNPLAYED.flatMap(({ environment, statements }) =>
      Object.entries(statements).flatMap(([holder, sids]) =>
        sids.map((sid) => `${environment} ${holder} ${sid}`),
      ),
    );
    const survivors = unnoticed.map(({ environment, holder, sid }) => `${environment} ${holder} ${sid}`);
    expect(unplayed.filter((name) => !survivors.includes(name))).toEqual([]);
    expect(singles.filter(({ missed }) => missed).length).toBeGreaterThan(singles.length / 2);
  });

  test("is judged where it stands: dev's loss is noticed though prod has the same", async () => {
    const dev = (await singleStatements()).filter(({ environment }) => environment === "dev");
    expect(dev).toContainEqual(
      expect.objectContaining({ holder: "execution-role", sid: "RegisterVersions", missed: true }),
    );
    expect(dev).toContainEqual(
      expect.objectContaining({ holder: "events-role", sid: "StartInference", missed: false }),
    );
  });
});
