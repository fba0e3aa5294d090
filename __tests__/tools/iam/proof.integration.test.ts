import { UNUSED_PERMISSIONS } from "../../../tools/iam/unused-permissions";
import { NOT_EXERCISED, type NotExercised, REDUNDANT, type Redundant } from "./surviving-mutants";
import type { SynthesizedPolicy } from "../../../tools/iam/synthesized-policies";
import { covers, like } from "../../../stacks/iam/match";
import type { Permission } from "../../../tools/iam/permissions";
import type { AuthorizationRequest } from "../../../tools/iam/authorization-request";
import { readUsage, type Usage } from "../../../tools/iam/usage";
import { unusedReport, type UnusedReport } from "../../../tools/iam/unused";
import type { Statement } from "../../../stacks/iam/policy-document";
import { sharedRehearsal, storyOf } from "../../support/rehearsals";
import { simulate } from "./simulator";

/** In the order in which they are asked for: the story's own tests ask for the other one first. */
const WAYS = ["model-monitor", "processing"] as const;

let usage: readonly Usage[] = [];

beforeAll(async () => {
  const told: Usage[] = [];
  for (const monitoring of WAYS) {
    const rehearsed = await sharedRehearsal(monitoring);
    expect(storyOf(rehearsed).ok).toBe(true);
    told.push(readUsage(rehearsed.out));
  }
  usage = told;
});

const everyRequest = (): AuthorizationRequest[] => usage.flatMap(({ requests }) => requests);

/** The requests whose answer is another one. */
async function wronglyAnswered(requests: readonly AuthorizationRequest[]): Promise<string[]> {
  const wrong: string[] = [];
  for (const request of requests) {
    const answer = await simulate(request);
    if (answer !== request.expected) {
      wrong.push(`${answer}: ${request.principal} ${request.action} ${request.resource}`);
    }
  }
  return wrong;
}

describe("the record of the rehearsals", () => {
  test("is the whole story's, and leaves aside only what no policy of ours decides", () => {
    for (const { calls, requests, skipped, differences } of usage) {
      expect(differences).toEqual([]);
      expect(requests.length).toBeGreaterThan(400);
      expect(skipped.administrator + skipped["no permission needed"]).toBeLessThan(calls / 4);
    }
  });

  test("has every call allowed by the synthesized policies that was allowed, and denied that was denied", async () => {
    const requests = everyRequest();
    expect(requests.filter(({ expected }) => expected === "denied").length).toBeGreaterThan(0);
    expect(await wronglyAnswered(requests)).toEqual([]);
  });

  test("is read by npm run iam as the simulator reads it: nothing but what it calls used lets a call through", async () => {
    const allowed = everyRequest().filter(({ expected }) => expected === "allowed");
    const wrong: string[] = [];
    for (const request of allowed) {
      const used = ({ statements }: SynthesizedPolicy) =>
        statements.filter((statement) => statement.Effect === "Deny" || covers(statement, request));
      const unused = ({ statements }: SynthesizedPolicy) =>
        statements.filter((statement) => statement.Effect === "Deny" || !covers(statement, request));
      // An account's root needs no policy for what is its own.
      const needsNone = request.principal.endsWith(":root") && request.resourceAccount === request.account;
      if ((await simulate(request, used)) !== "allowed") wrong.push(`missed: ${nameOf(request)}`);
      if (!needsNone && (await simulate(request, unused)) !== "denied")
        wrong.push(`too few: ${nameOf(request)}`);
    }
    expect(wrong).toEqual([]);
  });
});

function nameOf({ principal, action, resource }: AuthorizationRequest): string {
  return `${principal} ${action} ${resource}`;
}

describe("permissions that no call used", () => {
  test("are all explained, and no explanation is obsolete", () => {
    const { unused, obsolete, unknown, ok } = unusedReport(usage, UNUSED_PERMISSIONS);
    expect(unused.filter(({ because }) => because === null)).toEqual([]);
    expect(obsolete).toEqual([]);
    expect(unknown).toEqual([]);
    expect(ok).toBe(true);
  });

  test("are found: without its reason each fails, and a reason for one in use does", () => {
    const [first, ...rest] = UNUSED_PERMISSIONS;
    expect(unusedReport(usage, rest).ok).toBe(false);
    const needless = {
      owner: "lambda-role",
      because: "…",
      permissions: { StartTraining: ["sagemaker:StartPipelineExecution"] },
    } as const;
    expect(unusedReport(usage, [...(first ? [first] : []), ...rest, needless]).obsolete).toHaveLength(1);
  });
});

/** A statement in one policy of one stack, whatever the way of monitoring. */
interface Single extends Pick<SynthesizedPolicy, "owner" | "kind" | "environment" | "subject"> {
  readonly sid: string;
}

/** Every allowing statement of every policy, and whether a call of some rehearsal fails where it alone is taken out. */
async function singleStatements(): Promise<(Single & { readonly missed: boolean })[]> {
  const singles = new Map<string, Single & { readonly missed: boolean }>();
  for (const { stacks, requests } of usage) {
    for (const policy of stacks.policies) {
      const { owner, kind, environment, subject } = policy;
      const asked = requests.filter(
        ({ expected, identity, resourcePolicy }) =>
          expected === "allowed" && (identity === policy || resourcePolicy === policy),
      );
      for (const statement of policy.statements.filter(({ Effect }) => Effect === "Allow")) {
        const single = { owner, kind, environment, subject, sid: statement.Sid };
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
  policy: SynthesizedPolicy,
  statement: Statement,
  asked: readonly AuthorizationRequest[],
): Promise<boolean> {
  for (const request of asked.filter((one) => covers(statement, one))) {
    const answer = await simulate(request, (one) =>
      one === policy ? one.statements.filter((other) => other !== statement) : one.statements,
    );
    if (answer === "denied") return true;
  }
  return false;
}

describe("every allowing statement of every single policy", () => {
  /** What no call of any environment uses has its reason, action by action, among the unused permissions. */
  const idleEverywhere = ({ permissions, unused }: UnusedReport, { owner, kind, sid }: Single) => {
    const ofIt = (one: Permission) => one.owner === owner && one.kind === kind && one.statement === sid;
    return permissions.filter(ofIt).length === unused.filter(ofIt).length;
  };
  const isRedundant = (entry: Redundant, { owner, sid }: Single) =>
    entry.owner === owner && like(entry.statement, sid);
  const isNotExercised = (entry: NotExercised, { environment, owner, sid }: Single) =>
    entry.environment === environment && entry.statements[owner]?.includes(sid) === true;

  test("is missed by a call of the rehearsals where it alone is lost, but for those listed with a reason", async () => {
    const report = unusedReport(usage, UNUSED_PERMISSIONS);
    const singles = await singleStatements();
    const surviving = singles.filter((one) => !one.missed && !idleEverywhere(report, one));
    const listed = (one: Single) =>
      REDUNDANT.some((entry) => isRedundant(entry, one)) ||
      NOT_EXERCISED.some((entry) => isNotExercised(entry, one));
    expect(surviving.filter((one) => !listed(one))).toEqual([]);

    expect(REDUNDANT.filter((entry) => !surviving.some((one) => isRedundant(entry, one)))).toEqual([]);
    const notExercised = NOT_EXERCISED.flatMap(({ environment, statements }) =>
      Object.entries(statements).flatMap(([owner, sids]) =>
        sids.map((sid) => `${environment} ${owner} ${sid}`),
      ),
    );
    const survivors = surviving.map(({ environment, owner, sid }) => `${environment} ${owner} ${sid}`);
    expect(notExercised.filter((name) => !survivors.includes(name))).toEqual([]);
    expect(singles.filter(({ missed }) => missed).length).toBeGreaterThan(singles.length / 2);
  });

  test("is judged where it stands: dev's loss is noticed though prod has the same", async () => {
    const dev = (await singleStatements()).filter(({ environment }) => environment === "dev");
    expect(dev).toContainEqual(
      expect.objectContaining({ owner: "execution-role", sid: "RegisterVersions", missed: true }),
    );
    expect(dev).toContainEqual(
      expect.objectContaining({ owner: "events-role", sid: "StartInference", missed: false }),
    );
  });
});
