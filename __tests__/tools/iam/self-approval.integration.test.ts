import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ListModelPackagesCommand } from "@aws-sdk/client-sagemaker";
import { rehearsalPython } from "../../../rehearsal/python";
import type { CallRecord } from "sagemaker-local-accounts";
import { scenarioFor } from "../../../rehearsal/story/scenario";
import type { Chapter } from "../../../rehearsal/story/chapter";
import { accounts } from "../../../rehearsal/story/chapters/accounts";
import { data } from "../../../rehearsal/story/chapters/data";
import { execute, stepOf } from "../../../rehearsal/story/executions";
import { startTestBed } from "../../../rehearsal/story/test-bed";
import { runStory } from "../../../rehearsal/story/run-story";

const approvingItself: Chapter = {
  id: 3,
  title: "A training that approves itself",
  shows: "what a parameter of the train pipeline could do",
  async run(context, log) {
    await context.deploy(context.dev, log);
    const scientist = await context.actors.scientist(context.dev);
    const { name } = context.dev.trainPipeline;
    const execution = await execute(scientist, name, { ModelApprovalStatus: "Approved" }, log);
    const { clients } = await context.actors.administrator(context.registryAccount);
    const { ModelPackageSummaryList: versions } = await clients.sagemaker.send(
      new ListModelPackagesCommand({ ModelPackageGroupName: context.dev.modelPackageGroup.name }),
    );
    return {
      status: execution.status,
      trained: stepOf(execution, "Train").StepStatus ?? "",
      registered: stepOf(execution, "RegisterModel").StepStatus ?? "",
      reason: stepOf(execution, "RegisterModel").FailureReason ?? "",
      versions: versions?.length ?? -1,
    };
  },
};

it("a train pipeline that is started with ModelApprovalStatus Approved registers nothing: access denied", async () => {
  const out = mkdtempSync(join(tmpdir(), "self-approval-"));
  const { python } = await rehearsalPython((line) => process.stderr.write(`${line}\n`));
  const testBed = await startTestBed({
    python,
    scenario: scenarioFor(undefined, out),
    dataFile: undefined,
    out,
  });
  try {
    const silent = {
      begin: () => undefined,
      log: () => undefined,
      held: () => undefined,
      end: () => undefined,
    };
    const story = await runStory([accounts, data, approvingItself], testBed.context, silent, () => 0);
    expect(story.chapters.map(({ error }) => error)).toEqual([undefined, undefined, undefined]);
    expect(story.chapters[2]?.facts).toMatchObject({
      status: "Failed",
      trained: "Succeeded",
      registered: "Failed",
      reason: expect.stringContaining("is not authorized to perform: sagemaker:CreateModelPackage") as string,
      versions: 0,
    });
    await testBed.archive();
    const denied = readFileSync(join(out, "calls.jsonl"), "utf8")
      .split("\n")
      .filter((line) => line.includes('"denied"'))
      .map((line) => JSON.parse(line) as CallRecord);
    expect(denied).toMatchObject([
      {
        action: "sagemaker:CreateModelPackage",
        context: { "sagemaker:ModelApprovalStatus": "Approved" },
        outcome: "denied",
      },
    ]);
  } finally {
    await testBed.close();
  }
});
