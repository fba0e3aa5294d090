import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ListModelPackagesCommand } from "@aws-sdk/client-sagemaker";
import { rehearsalPython } from "../../../rehearsal/python";
import type { CallRecord } from "sagemaker-local-accounts";
import { castStory } from "../../../rehearsal/story/casting";
import type { Chapter } from "../../../rehearsal/story/chapter";
import { accounts } from "../../../rehearsal/story/chapters/accounts";
import { data } from "../../../rehearsal/story/chapters/data";
import { execute, stepOf } from "../../../rehearsal/story/executions";
import { openStage } from "../../../rehearsal/story/stage";
import { tellStory } from "../../../rehearsal/story/tell";

const approvingItself: Chapter = {
  id: 3,
  title: "A training that approves itself",
  shows: "what a parameter of the train pipeline could do",
  async run(world, tell) {
    await world.deploy(world.dev, tell);
    const scientist = await world.people.scientist(world.dev);
    const { name } = world.dev.trainPipeline;
    const execution = await execute(scientist, name, { ModelApprovalStatus: "Approved" }, tell);
    const { clients } = await world.people.administrator(world.registryAccount);
    const { ModelPackageSummaryList: versions } = await clients.sagemaker.send(
      new ListModelPackagesCommand({ ModelPackageGroupName: world.dev.modelPackageGroup.name }),
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
  const stage = await openStage({ python, casting: castStory(undefined, out), dataFile: undefined, out });
  try {
    const silent = { begin: () => undefined, tell: () => undefined, end: () => undefined };
    const story = await tellStory([accounts, data, approvingItself], stage.world, silent, () => 0);
    expect(story.chapters.map(({ error }) => error)).toEqual([undefined, undefined, undefined]);
    expect(story.chapters[2]?.facts).toMatchObject({
      status: "Failed",
      trained: "Succeeded",
      registered: "Failed",
      reason: expect.stringContaining("is not authorized to perform: sagemaker:CreateModelPackage") as string,
      versions: 0,
    });
    await stage.archive();
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
    await stage.close();
  }
});
