import { gzipSync } from "node:zlib";
import { rehearsalPython } from "../../../../rehearsal/python";
import { packageFile } from "../../package-file";
import { packTar } from "sagemaker-promotion-core/tar";
import type { JsonObject } from "../../sagemaker/json";
import { text } from "../../sagemaker/json";
import { closeWorlds, createWorld, ROLE, SCIKIT } from "./world";
import type { World } from "./world";

let python: string;

beforeAll(async () => {
  ({ python } = await rehearsalPython((line) => process.stderr.write(`${line}\n`)));
});
afterEach(closeWorlds);

/** Trains a tree, and packs itself beside the model for serving. */
const TRAIN = `
import argparse, os, shutil, sys
import joblib, numpy
from sklearn.tree import DecisionTreeClassifier

def model_fn(model_dir):
    return joblib.load(os.path.join(model_dir, "model.joblib"))

def input_fn(content, content_type):
    if "refuse" in content:
        raise ValueError("these records are refused")
    return numpy.array([[float(cell) for cell in line.split(",")] for line in content.split()])

if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--max-depth", type=int)
    rows = numpy.loadtxt(os.path.join(os.environ["SM_CHANNEL_TRAIN"], "train.csv"), delimiter=",", skiprows=1)
    model = DecisionTreeClassifier(max_depth=parser.parse_args().max_depth, random_state=0)
    joblib.dump(model.fit(rows[:, 1:], rows[:, 0].astype(int)), os.path.join(os.environ["SM_MODEL_DIR"], "model.joblib"))
    shutil.copytree("/opt/ml/code", "/opt/ml/model/code")
`;

/** A pipeline that trains with a script and predicts with its model. */
async function trainAndPredict(batch: string): Promise<{ world: World; step: (name: string) => JsonObject }> {
  const world = createWorld({ python, containers: packageFile("containers") });
  const rows = Array.from({ length: 20 }, (_, index) => `${index % 2},${index % 2},${index}`);
  world.store.put("s3://data/train/train.csv", ["label,a,b", ...rows, ""].join("\n"));
  world.store.put("s3://data/batch/batch.csv", batch);
  world.store.objects.set("code/sourcedir.tar.gz", {
    body: gzipSync(packTar([{ name: "train.py", body: Buffer.from(TRAIN) }])),
    kmsKey: undefined,
  });
  const channel = (name: string, uri: string, ContentType?: string): JsonObject => ({
    ChannelName: name,
    ContentType,
    DataSource: { S3DataSource: { S3DataType: "S3Prefix", S3Uri: uri } },
  });
  const end = await world.run([
    {
      Name: "Train",
      Type: "Training",
      Arguments: {
        AlgorithmSpecification: { TrainingImage: SCIKIT, TrainingInputMode: "File" },
        HyperParameters: {
          "max-depth": "3",
          sagemaker_program: '"train.py"',
          sagemaker_submit_directory: '"/opt/ml/input/data/code/sourcedir.tar.gz"',
        },
        InputDataConfig: [
          channel("train", "s3://data/train", "text/csv"),
          channel("code", "s3://code/sourcedir.tar.gz"),
        ],
        OutputDataConfig: { S3OutputPath: "s3://artifacts" },
        ResourceConfig: { InstanceCount: 1, InstanceType: "ml.m5.large", VolumeSizeInGB: 5 },
        StoppingCondition: { MaxRuntimeInSeconds: 600 },
        RoleArn: ROLE,
      },
    },
    {
      Name: "Model",
      Type: "Model",
      Arguments: {
        ExecutionRoleArn: ROLE,
        PrimaryContainer: {
          Image: SCIKIT,
          ModelDataUrl: { Get: "Steps.Train.ModelArtifacts.S3ModelArtifacts" },
          Environment: {
            SAGEMAKER_PROGRAM: "train.py",
            SAGEMAKER_SUBMIT_DIRECTORY: "/opt/ml/model/code",
          },
        },
      },
    },
    {
      Name: "Transform",
      Type: "Transform",
      Arguments: {
        ModelName: { Get: "Steps.Model.ModelName" },
        TransformInput: {
          DataSource: { S3DataSource: { S3DataType: "S3Prefix", S3Uri: "s3://data/batch/" } },
          ContentType: "text/csv",
          SplitType: "Line",
        },
        TransformOutput: { S3OutputPath: "s3://predictions", Accept: "text/csv", AssembleWith: "Line" },
        TransformResources: { InstanceType: "ml.m5.large", InstanceCount: 1 },
        DataProcessing: { JoinSource: "Input" },
      },
    },
  ]);
  return { world, step: (name) => end.step(name) };
}

test("a script trains a model, and serves it in a batch transform", async () => {
  const { world, step } = await trainAndPredict("1,5\n0,4\n");
  expect(step("Train")).toMatchObject({ StepStatus: "Succeeded" });
  expect(step("Transform")).toMatchObject({ StepStatus: "Succeeded" });
  expect(world.store.text("s3://predictions/batch.csv.out")).toBe("1,5,1\n0,4,0\n");
});

test("what a script raises about a request is in the job's log, and fails the job", async () => {
  const { world, step } = await trainAndPredict("refuse,5\n");
  expect(text(step("Transform"), "FailureReason")).toBe("AlgorithmError: See job logs for more information");
  const log =
    world.jobLogs.filter(({ group }) => group === "/aws/sagemaker/TransformJobs").at(-1)?.lines ?? [];
  expect(log).toContain("ValueError: these records are refused");
  expect(log).toContain("data/batch/batch.csv: Bad HTTP status received from algorithm: 500");
});
