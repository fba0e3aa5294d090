import { DOUBLED, KEPT } from "../../../stacks/policies/kept";
import type { HeldPolicy } from "../../../rehearsal/iam/estate";
import { covers, like } from "../../../rehearsal/iam/matching";
import type { Question } from "../../../rehearsal/iam/question";
import { readEvidence } from "../../../rehearsal/iam/record";
import type { Evidence } from "../../../rehearsal/iam/record";
import { unusedReport } from "../../../rehearsal/iam/unused";
import type { Statement } from "../../../stacks/constructs/policy-document";
import { sharedRehearsal, STORY_MILLISECONDS, storyOf } from "../../support/rehearsals";
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
}, 2 * STORY_MILLISECONDS);

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
    for (const { calls, questions, aside } of evidence) {
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

/** A statement of the code, wherever the stacks put it. */
interface Origin {
  readonly holder: HeldPolicy["holder"];
  readonly kind: HeldPolicy["kind"];
  readonly sid: string;
}

function allowingStatements(): Origin[] {
  const origins = evidence.flatMap(({ estate }) =>
    estate.policies.flatMap(({ holder, kind, statements }) =>
      statements.filter(({ Effect }) => Effect === "Allow").map(({ Sid }) => ({ holder, kind, sid: Sid })),
    ),
  );
  return [...new Map(origins.map((origin) => [JSON.stringify(origin), origin])).values()];
}

/** Whether some call of the rehearsals fails where a statement is taken out of the code. Asks those that it covers. */
async function isMissed({ holder, kind, sid }: Origin): Promise<boolean> {
  const itsPolicy = (policy: HeldPolicy | undefined) => policy?.holder === holder && policy.kind === kind;
  const isIt = ({ Sid }: Statement) => Sid === sid;
  const concerned = everyQuestion().filter(
    (question) =>
      question.expected === "allowed" &&
      [question.identity, question.resourcePolicy].some(
        (policy) =>
          itsPolicy(policy) &&
          policy?.statements.some((statement) => isIt(statement) && covers(statement, question)),
      ),
  );
  for (const question of concerned) {
    const answer = await simulate(question, (policy) =>
      itsPolicy(policy) ? policy.statements.filter((statement) => !isIt(statement)) : policy.statements,
    );
    if (answer === "denied") return true;
  }
  return false;
}

describe("every allowing statement", () => {
  test("is missed by a call of the rehearsals, but for those that no call uses and those listed", async () => {
    const unused = unusedReport(evidence, KEPT);
    const idle = ({ holder, kind, sid }: Origin) => {
      const ofIt = (permission: { holder: string; kind: string; statement: string }) =>
        permission.holder === holder && permission.kind === kind && permission.statement === sid;
      return unused.permissions.filter(ofIt).length === unused.unused.filter(ofIt).length;
    };
    const notMissed: Origin[] = [];
    for (const origin of allowingStatements()) if (!(await isMissed(origin))) notMissed.push(origin);

    // What no call uses at all has its reason, action by action, among the unused permissions.
    const doubled = notMissed.filter((origin) => !idle(origin));
    const listed = ({ holder, sid }: Origin) =>
      DOUBLED.some((entry) => entry.holder === holder && like(entry.statement, sid));
    expect(doubled.filter((origin) => !listed(origin))).toEqual([]);
    expect(
      DOUBLED.filter(
        ({ holder, statement }) => !doubled.some((it) => it.holder === holder && like(statement, it.sid)),
      ),
    ).toEqual([]);
    expect(notMissed.length).toBeLessThan(allowingStatements().length / 2);
  });
});
