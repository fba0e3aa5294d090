import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  GetRolePolicyCommand,
  ListRolePoliciesCommand,
  PutRolePolicyCommand,
  type IAMClient,
} from "@aws-sdk/client-iam";
import { rehearsalPython } from "../../../rehearsal/python";
import { scenarioFor } from "../../../rehearsal/story/scenario";
import { accounts } from "../../../rehearsal/story/chapters/accounts";
import { data } from "../../../rehearsal/story/chapters/data";
import { trainInDev } from "../../../rehearsal/story/chapters/train-in-dev";
import type { Chapter } from "../../../rehearsal/story/chapter";
import { startTestBed } from "../../../rehearsal/story/test-bed";
import { runStory } from "../../../rehearsal/story/run-story";

interface Statement {
  readonly Sid: string;
  readonly Action: string | readonly string[];
}

/** Takes one action from every statement of a role's policies; how many statements allowed it. */
async function takeAway(iam: IAMClient, roleName: string, action: string): Promise<number> {
  let taken = 0;
  const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName: roleName }));
  for (const PolicyName of PolicyNames) {
    const answer = await iam.send(new GetRolePolicyCommand({ RoleName: roleName, PolicyName }));
    const policy = JSON.parse(decodeURIComponent(answer.PolicyDocument ?? "")) as { Statement: Statement[] };
    const kept = policy.Statement.map((statement) => {
      const actions = [statement.Action].flat();
      if (actions.includes(action)) taken += 1;
      return { ...statement, Action: actions.filter((name) => name !== action) };
    }).filter((statement) => statement.Action.length > 0);
    const PolicyDocument = JSON.stringify({ ...policy, Statement: kept });
    await iam.send(new PutRolePolicyCommand({ RoleName: roleName, PolicyName, PolicyDocument }));
  }
  return taken;
}

it("fails with AccessDenied at the first step that needs a permission which the execution role lost", async () => {
  const out = mkdtempSync(join(tmpdir(), "permission-"));
  const { python } = await rehearsalPython((line) => process.stderr.write(`${line}\n`));
  const testBed = await startTestBed({
    python,
    scenario: scenarioFor(undefined, out),
    dataFile: undefined,
    out,
  });
  const losingReadAccess: Chapter = {
    id: 2,
    title: "Losing a permission",
    shows: "what an administrator may do by mistake",
    async run({ dev, actors }) {
      const { clients } = await actors.administrator(dev.account);
      const role = dev.trainPipeline.roleArn.split("/").at(-1) ?? "";
      return { statements: await takeAway(clients.iam, role, "s3:GetObject") };
    },
  };
  try {
    const silent = {
      begin: () => undefined,
      log: () => undefined,
      held: () => undefined,
      end: () => undefined,
    };
    const chapters = [accounts, data, losingReadAccess, trainInDev];
    const story = await runStory(chapters, testBed.context, silent, () => 0);
    expect(story.chapters.map((chapter) => chapter.ok)).toEqual([true, true, true, false]);
    expect(story.chapters[2]?.facts["statements"]).toBeGreaterThan(0);
    expect(story.chapters[3]?.error).toMatch(/Preprocess: .*AccessDenied.*s3:GetObject/s);
  } finally {
    await testBed.close();
  }
});
