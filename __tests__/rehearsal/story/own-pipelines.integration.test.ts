import { unrehearsed } from "../../../rehearsal/story/own-pipelines";
import { ownModels } from "../../support/own-pipelines";
import { rehearse, storyOf } from "../../support/rehearsals";

const SCORER = "222222222222.dkr.ecr.us-east-1.amazonaws.com/fraud-scorer:3";
const SCIKIT_LEARN = "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.4-2-cpu-py3";

/** Two jobs, of which the second needs an image of a team's own; the other pipeline is the generated one. */
const pipelines = (ours: "train" | "inference"): string => `
import { pipeline, processingStep } from "sagemaker-pipeline-definitions";
import type { BuildPipeline } from "../../pipeline-defs/own-pipelines/model-pipelines";

export const ${ours === "train" ? "inference" : "train"}: BuildPipeline = ({ generated }) => generated();

export const ${ours}: BuildPipeline = ({ roleArn, script }) => {
  const job = (ImageUri: string) => ({
    AppSpecification: { ImageUri, ContainerEntrypoint: ["python3", "/opt/ml/processing/input/code/score.py"] },
    ProcessingInputs: [
      {
        InputName: "code",
        S3Input: {
          S3Uri: script("score.py"),
          LocalPath: "/opt/ml/processing/input/code",
          S3DataType: "S3Prefix",
          S3InputMode: "File",
        } as const,
      },
    ],
    ProcessingResources: { ClusterConfig: { InstanceType: "ml.m5.large", InstanceCount: 1, VolumeSizeInGB: 10 } } as const,
    StoppingCondition: { MaxRuntimeInSeconds: 3600 },
    RoleArn: roleArn,
  });
  const prepare = processingStep({ name: "Prepare", arguments: job("${SCIKIT_LEARN}") });
  const score = processingStep({ name: "Score", dependsOn: [prepare], arguments: job("${SCORER}") });
  return pipeline({ steps: [prepare, score] });
};
`;

const modelWith = ownModels();

describe("a rehearsal of pipelines that a model brings itself", () => {
  test("runs them in both accounts, as far as their images have stand-ins, and names the others", async () => {
    modelWith({ "pipelines.ts": pipelines("inference"), "scripts/score.py": "print('scored')\n" });
    const rehearsed = await rehearse("--json");
    const { chapters } = storyOf(rehearsed);
    expect(chapters.map(({ id, title }) => `${id} ${title}`)).toEqual([
      "1 Accounts",
      "2 Data",
      "3 Train in dev",
      "6 Merge to main",
      "8 Daily run",
      "12 Clean up",
    ]);
    expect(rehearsed.stderr).toContain(
      `note: step Score is not rehearsed, nor what follows it: nothing here stands in for ${SCORER}\n`,
    );
    const facts = new Map(chapters.map((chapter) => [chapter.id, chapter.facts]));
    expect(facts.get(3)).toMatchObject({ versions: [1] });
    expect(facts.get(3)).not.toHaveProperty("unrehearsed");
    expect(facts.get(8)).toMatchObject({
      steps: [
        { name: "Prepare", status: "Succeeded" },
        { name: "Score", status: "Failed" },
      ],
      unrehearsed: { step: "Score", image: SCORER },
    });
  });

  test("breaks where one of their jobs fails for another reason", async () => {
    modelWith({
      "pipelines.ts": pipelines("train"),
      "scripts/score.py": "raise SystemExit('no such column')\n",
    });
    const { code, stdout } = await rehearse("--json", "--only", "1-3");
    expect(code).toBe(1);
    const { chapters } = JSON.parse(stdout) as ReturnType<typeof storyOf>;
    const last = chapters.at(-1);
    expect(last).toMatchObject({ id: 3, ok: false });
    expect(last?.error).toContain("Prepare");
    expect(last?.error).toContain("cause: the input");
  });
});

test("finds the steps whose images nothing stands in for, in branches and models too", () => {
  const processing = (name: string, ImageUri: string) => ({
    Name: name,
    Type: "Processing",
    Arguments: { AppSpecification: { ImageUri } },
  });
  const model = { Name: "Model", Type: "Model", Arguments: { Containers: [{ Image: SCORER }] } };
  const branch = { Name: "If", Type: "Condition", Arguments: { IfSteps: [model], ElseSteps: [] } };
  const Steps = [processing("A", SCIKIT_LEARN), processing("B", SCORER), branch];
  expect(unrehearsed({ Version: "2020-12-01", Steps })).toEqual([
    { step: "B", image: SCORER },
    { step: "Model", image: SCORER },
  ]);
});
