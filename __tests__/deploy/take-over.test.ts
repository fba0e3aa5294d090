import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { keepBeforeTakeOver } from "../../deploy/commands/take-over";
import { processTerminal } from "../../deploy/terminal";

test("what is taken over is kept as the request that puts it back", () => {
  const folder = mkdtempSync(join(tmpdir(), "take-over-"));
  const told: string[] = [];
  const terminal = { ...processTerminal(), err: (text: string) => told.push(text) };
  keepBeforeTakeOver({ terminal }, folder)("train", {
    arn: "arn",
    displayName: "Train",
    description: undefined,
    roleArn: "role",
    maxParallelSteps: 3,
    definition: "{}",
    label: undefined,
    tags: {},
  });
  const [file = ""] = readdirSync(folder);
  expect(JSON.parse(readFileSync(join(folder, file), "utf8"))).toEqual({
    PipelineName: "train",
    PipelineDisplayName: "Train",
    RoleArn: "role",
    PipelineDefinition: "{}",
    ParallelismConfiguration: { MaxParallelExecutionSteps: 3 },
  });
  expect(told.join()).toContain(file);
  rmSync(folder, { recursive: true });
});
