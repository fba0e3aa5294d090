import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { projectRoot } from "../../environments/project-root";

/** The name of the example's model, which `dev` and `prod` are of. */
export const MODEL = "mammography-severity-model";

/** Files of a model's folder, by their paths in it. */
export type Files = Readonly<Record<string, string>>;

/**
 * For the tests of this file, a folder of models: the function writes one of the example's name, with its description
 * and these files. MODELS names the folder.
 */
export function ownModels(): (files: Files) => string {
  const before = process.env["MODELS"];
  const folder = mkdtempSync(join(tmpdir(), "models-"));
  beforeAll(() => {
    process.env["MODELS"] = folder;
  });
  afterAll(() => {
    if (before === undefined) delete process.env["MODELS"];
    else process.env["MODELS"] = before;
    rmSync(folder, { recursive: true });
  });
  return (files) => {
    const model = join(folder, MODEL);
    rmSync(model, { recursive: true, force: true });
    mkdirSync(model);
    copyFileSync(join(projectRoot(), "models", MODEL, "model.json"), join(model, "model.json"));
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(model, path)), { recursive: true });
      writeFileSync(join(model, path), text);
    }
    return model;
  };
}

/** Two pipelines that are valid: the first runs a script, the second says no. */
export const TWO_PIPELINES = `
import { failStep, pipeline, processingStep } from "sagemaker-pipeline-definitions";
import type { BuildPipeline } from "../../pipeline-defs/own-pipelines/model-pipelines";
import { image } from "./images";

export const train: BuildPipeline = (context) => {
  const prepare = processingStep({
    name: "Prepare",
    arguments: {
      AppSpecification: { ImageUri: image, ContainerEntrypoint: ["python3", "/opt/ml/processing/input/code/prepare.py"] },
      ProcessingInputs: [
        {
          InputName: "code",
          S3Input: {
            S3Uri: context.script("prepare.py"),
            LocalPath: "/opt/ml/processing/input/code",
            S3DataType: "S3Prefix",
            S3InputMode: "File",
          },
        },
      ],
      ProcessingResources: { ClusterConfig: { InstanceType: "ml.m5.large", InstanceCount: 1, VolumeSizeInGB: 10 } },
      StoppingCondition: { MaxRuntimeInSeconds: 3600 },
      RoleArn: context.roleArn,
    },
  });
  return pipeline({ steps: [prepare] });
};

export const inference: BuildPipeline = () => pipeline({ steps: [failStep({ name: "No", message: "not yet" })] });
`;

/** What TWO_PIPELINES imports and runs. */
export const TWO_PIPELINES_FILES: Files = {
  "pipelines.ts": TWO_PIPELINES,
  "images.ts": `export const image = "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.4-2-cpu-py3";\n`,
  "scripts/prepare.py": "print('prepared')\n",
};
