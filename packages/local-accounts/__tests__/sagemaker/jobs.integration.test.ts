import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { packageFile } from "../../package-file";
import { unpackTar } from "sagemaker-promotion-core/tar";
import type { Json, JsonObject } from "../../sagemaker/json";
import { at, text } from "../../sagemaker/json";
import { StorageError } from "../../sagemaker/storage";
import { NO_SETTINGS } from "sagemaker-promotion-core/without-aws";
import { closeWorlds, createWorld, DEV, input, processing, ROLE, SCIKIT, XGBOOST } from "./world";
import type { World } from "./world";

/** Containers that are real child processes: little scripts in the places of the stand-ins. */
let containers: string;

beforeEach(() => {
  containers = mkdtempSync(join(tmpdir(), "stand-ins-"));
});
afterEach(async () => {
  await closeWorlds();
  rmSync(containers, { recursive: true, force: true });
});

function world(scripts: Record<string, string>): World {
  for (const [name, script] of Object.entries(scripts)) {
    writeFileSync(
      join(containers, name),
      `import json, os, pathlib, sys\nml = pathlib.Path(os.environ["REHEARSAL_ML"])\n${script}`,
    );
  }
  return createWorld({ python: "python3", containers });
}

const KEY = `arn:aws:kms:us-east-1:${DEV}:alias/severity`;
const training = (more: JsonObject = {}): JsonObject => ({
  Name: "Train",
  Type: "Training",
  Arguments: {
    AlgorithmSpecification: { TrainingImage: XGBOOST, TrainingInputMode: "File" },
    HyperParameters: { max_depth: "5", eta: { "Std:Join": { On: "", Values: [0.2] } } },
    InputDataConfig: [
      {
        ChannelName: "train",
        ContentType: "text/csv",
        DataSource: {
          S3DataSource: {
            S3DataType: "S3Prefix",
            S3Uri: "s3://data/train",
            S3DataDistributionType: "FullyReplicated",
          },
        },
      },
    ],
    OutputDataConfig: { S3OutputPath: "s3://artifacts/runs/", KmsKeyId: KEY },
    ResourceConfig: { InstanceCount: 1, InstanceType: "ml.m5.large", VolumeSizeInGB: 5 },
    StoppingCondition: { MaxRuntimeInSeconds: 60 },
    RoleArn: ROLE,
    ...more,
  },
});

test("a processing job finds its inputs, configuration and environment, and its outputs reach S3", async () => {
  const here = world({
    "script.py": `
out = ml / "processing/output/out"
assert out.is_dir(), "outputs' folders are there before the script runs"
seen = {
    "argv": sys.argv[1:],
    "input": sorted(str(p.relative_to(ml)) for p in (ml / "processing/input").rglob("*") if p.is_file()),
    "config": json.loads((ml / "config/processingjobconfig.json").read_text()),
    "resources": json.loads((ml / "config/resourceconfig.json").read_text()),
    "environment": dict(os.environ),
    "stdin": sys.stdin.read(),
}
(out / "deep").mkdir()
(out / "deep/seen.json").write_text(json.dumps(seen))
print("done")
`,
  });
  here.store.put("s3://data/in/a.csv", "1");
  here.store.put("s3://data/in/b/c.csv", "2");
  here.store.put("s3://data/code/x.py", "script");
  const end = await here.run([
    processing("A", {}, { ProcessingInputs: [input("s3://data/in"), input("s3://data/code/x.py", "code")] }),
  ]);
  expect(end.step("A")).toMatchObject({ StepStatus: "Succeeded" });
  const id = end.arn.split("/").at(-1);
  const seen = JSON.parse(here.store.text(`s3://data/out/${id}/A/deep/seen.json`) ?? "null") as JsonObject;
  expect(seen["argv"]).toEqual(["python3", "/opt/ml/processing/input/code/x.py"]);
  expect(seen["input"]).toEqual([
    "processing/input/code/x.py",
    "processing/input/data/a.csv",
    "processing/input/data/b/c.csv",
  ]);
  expect(seen["stdin"]).toBe("");
  expect(seen["resources"]).toMatchObject({ current_host: "algo-1", hosts: ["algo-1"] });
  expect(text(seen, "config", "ProcessingJobName")).toMatch(/^pipelines-/u);
  expect(at(seen, "config")).not.toHaveProperty("Tags");
  expect(seen["environment"]).toMatchObject({ STEP: "A", AWS_REGION: "us-east-1", ...NO_SETTINGS });
  // Nothing of ours leaks into the container.
  expect(
    Object.keys(seen["environment"] as object).filter((name) =>
      /^(npm_|JEST|NODE_|AWS_(ACCESS|SECRET|PROFILE|ENDPOINT))/u.test(name),
    ),
  ).toEqual([]);
});

const SEE_LOGS = "AlgorithmError: See job logs for more information";

test("a script that exits 1 shows nothing of it in the API, and its outputs stay behind", async () => {
  const here = world({
    "script.py": `
(ml / "processing/output/out/partial.csv").write_text("x")
for n in range(40):
    print(f"line {n}", file=sys.stderr)
sys.exit("data.csv: row 3 has 4 columns, not 6")
`,
  });
  const end = await here.run([processing("A")]);
  expect(text(end.step("A"), "FailureReason")).toBe(SEE_LOGS);
  const name = text(end.step("A"), "Metadata", "ProcessingJob", "Arn").split("/").at(-1);
  const job = await here.ok("DescribeProcessingJob", { ProcessingJobName: name });
  expect(job).not.toHaveProperty("ExitMessage");
  expect(here.store.keys()).toEqual([]);
});

test("a message of the container's own is the job's ExitMessage, and stands nowhere else", async () => {
  const here = world({
    "script.py": `
(ml / "output/message").write_text("the file is empty")
print("noise", file=sys.stderr)
sys.exit(4)
`,
  });
  const end = await here.run([processing("A")]);
  expect(text(end.step("A"), "FailureReason")).toBe(SEE_LOGS);
  const name = text(end.step("A"), "Metadata", "ProcessingJob", "Arn").split("/").at(-1);
  const job = await here.ok("DescribeProcessingJob", { ProcessingJobName: name });
  expect(job).toMatchObject({
    ProcessingJobStatus: "Failed",
    FailureReason: SEE_LOGS,
    ExitMessage: "the file is empty",
  });
});

test.each(["list", "read", "write"] as const)(
  "a role that S3 refuses to %s fails at that step with AccessDenied",
  async (refused) => {
    const here = world({ "script.py": `(ml / "processing/output/out/a.csv").write_text("x")` });
    here.store.put("s3://data/in/a.csv", "1");
    here.store.refuse = (role, operation) =>
      role === ROLE && operation === refused
        ? new StorageError("AccessDenied", `no s3 for ${operation}`)
        : undefined;
    const end = await here.run([
      processing("A", {}, { ProcessingInputs: [input("s3://data/in/")] }),
      processing("B", { DependsOn: ["A"] }),
    ]);
    expect(end.steps).toHaveLength(1);
    const what = refused === "write" ? "Artifact upload" : "Data download";
    expect(text(end.step("A"), "FailureReason")).toMatch(
      new RegExp(`^ClientError: ${what} failed:AccessDenied \\(403\\): .*no s3 for ${refused}$`, "u"),
    );
  },
);

test("an input that is not there says so", async () => {
  const here = world({ "script.py": "" });
  const end = await here.run([processing("A", {}, { ProcessingInputs: [input("s3://data/none/")] })]);
  expect(text(end.step("A"), "FailureReason")).toContain(
    'No S3 objects found under S3 URL "s3://data/none/"',
  );
});

test("objects' keys need Decrypt to be read and GenerateDataKey to be written", async () => {
  for (const denied of ["kms:Decrypt", "kms:GenerateDataKey"]) {
    const here = world({ "script.py": `(ml / "processing/output/out/a.csv").write_text("x")` });
    here.store.put("s3://data/in/a.csv", "1", KEY);
    here.deny = ({ action, resource, caller }) =>
      action === denied &&
      resource === KEY &&
      caller.arn === `arn:aws:sts::${DEV}:assumed-role/sagemaker-execution-role/SageMaker`
        ? `no ${denied}`
        : undefined;
    const step = processing("A", {}, { ProcessingInputs: [input("s3://data/in/")] });
    const args = step["Arguments"] as JsonObject;
    const outputs = { ...(args["ProcessingOutputConfig"] as JsonObject), KmsKeyId: KEY };
    const end = await here.run([{ ...step, Arguments: { ...args, ProcessingOutputConfig: outputs } }]);
    expect(text(end.step("A"), "FailureReason")).toMatch(
      new RegExp(`AccessDenied \\(403\\): .*no ${denied}$`, "u"),
    );
  }
});

test("a training job's model becomes model.tar.gz below its output path", async () => {
  const here = world({
    "xgboost_train.py": `
config = ml / "input/config"
(ml / "model/xgboost-model").write_text(json.dumps({
    "hyperparameters": json.loads((config / "hyperparameters.json").read_text()),
    "inputs": json.loads((config / "inputdataconfig.json").read_text()),
    "data": (ml / "input/data/train/part.csv").read_text(),
    "job": os.environ["TRAINING_JOB_NAME"],
}))
(ml / "output/data/log.txt").write_text("x")
`,
  });
  here.store.put("s3://data/train/part.csv", "1,2");
  const end = await here.run([training()]);
  const name = text(end.step("Train"), "Metadata", "TrainingJob", "Arn").split("/").at(-1) ?? "";
  const artifact = `s3://artifacts/runs/${name}/output/model.tar.gz`;
  expect(here.store.keys()).toContain(artifact.slice("s3://".length));
  expect(here.store.keys()).toContain(`artifacts/runs/${name}/output/output.tar.gz`);
  expect(here.store.objects.get(artifact.slice("s3://".length))?.kmsKey).toBe(KEY);
  expect(await here.ok("DescribeTrainingJob", { TrainingJobName: name })).toMatchObject({
    TrainingJobStatus: "Completed",
    SecondaryStatus: "Completed",
    ModelArtifacts: { S3ModelArtifacts: artifact },
    HyperParameters: { max_depth: "5", eta: "0.2" },
  });
  const folder = mkdtempSync(join(tmpdir(), "untar-"));
  writeFileSync(
    join(folder, "model.tar.gz"),
    here.store.objects.get(artifact.slice("s3://".length))?.body ?? "",
  );
  const tar = spawn("tar", ["-xzf", "model.tar.gz"], { cwd: folder });
  await once(tar, "close");
  const model = JSON.parse(readFileSync(join(folder, "xgboost-model"), "utf8")) as JsonObject;
  rmSync(folder, { recursive: true });
  expect(model).toMatchObject({
    hyperparameters: { max_depth: "5", eta: "0.2" },
    inputs: { train: { ContentType: "text/csv", TrainingInputMode: "File" } },
    data: "1,2",
    job: name,
  });
});

test("a training that fails tells what it wrote to output/failure", async () => {
  const here = world({
    "xgboost_train.py": `(ml / "output/failure").write_text("label must be 0 or 1")\nsys.exit(1)`,
  });
  here.store.put("s3://data/train/part.csv", "1,2");
  const end = await here.run([training()]);
  expect(text(end.step("Train"), "FailureReason")).toBe("AlgorithmError: label must be 0 or 1, exit code: 1");
});

/** A training job in script mode, whose code is named by an S3 URI, encoded in JSON as the Python SDK does. */
const scriptMode = (): JsonObject =>
  training({
    AlgorithmSpecification: { TrainingImage: SCIKIT, TrainingInputMode: "File" },
    HyperParameters: {
      sagemaker_program: '"train.py"',
      sagemaker_submit_directory: '"s3://code/sourcedir.tar.gz"',
    },
  });

test("code that script mode names by an S3 URI is there before the container starts, with the role's permissions", async () => {
  const here = world({
    "scikit_learn_train.py": `
assert (ml / "rehearsal/sourcedir.tar.gz").read_text() == "the code"
(ml / "model/model.joblib").write_text("x")
`,
  });
  here.store.put("s3://data/train/part.csv", "1,2");
  here.store.put("s3://code/sourcedir.tar.gz", "the code");
  const end = await here.run([scriptMode()]);
  expect(end.step("Train")).toMatchObject({ StepStatus: "Succeeded" });
  here.store.refuse = (role, _operation, path) =>
    role === ROLE && path === "code/sourcedir.tar.gz" ? new StorageError("AccessDenied", "no s3") : undefined;
  const refused = await here.start("pipeline");
  expect(text(refused.step("Train"), "FailureReason")).toMatch(
    /^ClientError: Data download failed:AccessDenied \(403\): s3:\/\/code\/sourcedir\.tar\.gz/u,
  );
});

const TWO_MACHINES = { InstanceCount: 2, InstanceType: "ml.m5.large", VolumeSizeInGB: 5 };

test("each machine of a training job gets its shards and knows the others; one model comes of all", async () => {
  const here = world({
    "xgboost_train.py": `
config = json.loads((ml / "input/config/resourceconfig.json").read_text())
name = config["current_host"]
names = lambda channel: sorted(p.name for p in (ml / "input/data" / channel).iterdir())
(ml / "model" / f"{name}.json").write_text(json.dumps([names("train"), names("validation"), config]))
(ml / "output/data" / f"{name}.txt").write_text(name)
`,
  });
  for (const name of ["a", "b", "c"]) here.store.put(`s3://data/train/${name}.csv`, "1,2");
  here.store.put("s3://data/validation/whole.csv", "1,2");
  const channel = (name: string, S3DataDistributionType: string): JsonObject => ({
    ChannelName: name,
    ContentType: "text/csv",
    DataSource: {
      S3DataSource: { S3DataType: "S3Prefix", S3Uri: `s3://data/${name}`, S3DataDistributionType },
    },
  });
  const end = await here.run([
    training({
      ResourceConfig: TWO_MACHINES,
      InputDataConfig: [channel("train", "ShardedByS3Key"), channel("validation", "FullyReplicated")],
    }),
  ]);
  expect(end.step("Train")).toMatchObject({ StepStatus: "Succeeded" });
  const artifacts = here.store.keys().filter((key) => key.startsWith("artifacts/"));
  expect(artifacts.map((key) => key.split("/").at(-1))).toEqual(["model.tar.gz", "output.tar.gz"]);
  const [model, output] = artifacts.map((key) =>
    unpackTar(gunzipSync(here.store.objects.get(key)?.body ?? "")).map(({ name, body }) => [
      name,
      body.toString(),
    ]),
  );
  expect(output).toEqual([
    ["algo-1.txt", "algo-1"],
    ["algo-2.txt", "algo-2"],
  ]);
  const resources = (host: string): JsonObject => ({
    current_host: host,
    current_instance_type: "ml.m5.large",
    current_group_name: "homogeneousCluster",
    hosts: ["algo-1", "algo-2"],
    instance_groups: [
      {
        instance_group_name: "homogeneousCluster",
        instance_type: "ml.m5.large",
        hosts: ["algo-1", "algo-2"],
      },
    ],
    network_interface_name: "eth0",
  });
  expect(model?.map(([name, body]) => [name, JSON.parse(body ?? "") as Json])).toEqual([
    ["algo-1.json", [["a.csv", "c.csv"], ["whole.csv"], resources("algo-1")]],
    ["algo-2.json", [["b.csv"], ["whole.csv"], resources("algo-2")]],
  ]);
});

test("a machine that fails ends its job, and the others need not wait for it", async () => {
  const here = world({
    "xgboost_train.py": `
import time
if json.loads((ml / "input/config/resourceconfig.json").read_text())["current_host"] == "algo-1":
    time.sleep(60)
(ml / "output/failure").write_text("label must be 0 or 1")
sys.exit(1)
`,
  });
  here.store.put("s3://data/train/part.csv", "1,2");
  const end = await here.run([training({ ResourceConfig: TWO_MACHINES })]);
  expect(text(end.step("Train"), "FailureReason")).toBe("AlgorithmError: label must be 0 or 1, exit code: 1");
});

test("machines of several types are refused", async () => {
  const here = world({});
  const group = { InstanceCount: 1, InstanceGroupName: "g", InstanceType: "ml.m5.large" };
  const { Arguments } = training({ ResourceConfig: { InstanceGroups: [group], VolumeSizeInGB: 5 } });
  const job = { ...(Arguments as JsonObject), HyperParameters: {}, TrainingJobName: "t" };
  await expect(here.ok("CreateTrainingJob", job)).rejects.toThrow(
    "The request has ResourceConfig.InstanceGroups, which the rehearsal does not support",
  );
});

test("a job that runs too long is stopped, with all that it started", async () => {
  const here = world({
    "xgboost_train.py": `
import subprocess, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print(child.pid, flush=True)
time.sleep(60)
`,
  });
  here.store.put("s3://data/train/part.csv", "1,2");
  const end = await here.run([training({ StoppingCondition: { MaxRuntimeInSeconds: 1 } })]);
  expect(text(end.step("Train"), "FailureReason")).toContain("ran longer than its MaxRuntimeInSeconds");
  const name = text(end.step("Train"), "Metadata", "TrainingJob", "Arn").split("/").at(-1);
  const job = await here.ok("DescribeTrainingJob", { TrainingJobName: name });
  expect(job).toMatchObject({ TrainingJobStatus: "Stopped", SecondaryStatus: "MaxRuntimeExceeded" });
});

test("closing stops what runs", async () => {
  const here = world({ "script.py": `(ml / "started").write_text("")\nimport time\ntime.sleep(60)` });
  const running = here.run([processing("A")]);
  while (here.events.every(({ detail }) => detail["currentStepStatus"] !== "Executing")) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await here.sagemaker.close();
  const end = await running;
  expect(end.execution).toMatchObject({ PipelineExecutionStatus: "Stopped" });
  expect(end.step("A")).toMatchObject({ StepStatus: "Stopped" });
});

test("each instance gets its share of a sharded input, and all that they write is uploaded", async () => {
  const here = world({
    "script.py": `
host = json.loads((ml / "config/resourceconfig.json").read_text())
names = sorted(p.name for p in (ml / "processing/input/data").iterdir())
(ml / "processing/output/out" / (host["current_host"] + ".json")).write_text(json.dumps([names, host["hosts"]]))
`,
  });
  for (const name of ["a", "b", "c"]) here.store.put(`s3://data/in/${name}.csv`, name);
  const sharded = {
    S3Input: {
      ...(input("s3://data/in/")["S3Input"] as JsonObject),
      S3DataDistributionType: "ShardedByS3Key",
    },
    InputName: "data",
  };
  const end = await here.run([
    processing(
      "A",
      {},
      {
        ProcessingInputs: [sharded],
        ProcessingResources: {
          ClusterConfig: { InstanceCount: 2, InstanceType: "ml.m5.large", VolumeSizeInGB: 5 },
        },
      },
    ),
  ]);
  const id = end.arn.split("/").at(-1);
  const hosts = ["algo-1", "algo-2"];
  expect(JSON.parse(here.store.text(`s3://data/out/${id}/A/algo-1.json`) ?? "")).toEqual([
    ["a.csv", "c.csv"],
    hosts,
  ]);
  expect(JSON.parse(here.store.text(`s3://data/out/${id}/A/algo-2.json`) ?? "")).toEqual([["b.csv"], hosts]);
});

test.each([
  ["another region's", SCIKIT.replace("us-east-1", "us-west-2"), "Cannot pull algorithm container"],
  ["another account's", SCIKIT.replace("683313688378", "123456789012"), "Cannot pull algorithm container"],
  [
    "an unknown",
    SCIKIT.replace("sagemaker-scikit-learn", "my-image"),
    "the rehearsal has no stand-in that can process in place of the image",
  ],
])("%s image fails the job with its reason", async (_name, ImageUri, reason) => {
  const here = world({});
  const end = await here.run([processing("A", {}, { AppSpecification: { ImageUri } })]);
  expect(text(end.step("A"), "FailureReason")).toContain(reason);
});

test("a stand-in ends when the rehearsal's end of its pipe closes", async () => {
  const marker = join(containers, "child");
  writeFileSync(
    join(containers, "long.py"),
    `import os, subprocess, sys, time\nchild = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])\nopen(${JSON.stringify(marker)} + ".tmp", "w").write(str(child.pid))\nos.rename(${JSON.stringify(marker)} + ".tmp", ${JSON.stringify(marker)})\ntime.sleep(60)`,
  );
  const watchdog = packageFile("sagemaker/jobs/watchdog.py");
  const child = spawn("python3", [watchdog, join(containers, "long.py")], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  while (!existsSync(marker)) await new Promise((resolve) => setTimeout(resolve, 5));
  const closed = once(child, "close");
  child.stdin.end();
  expect(await closed).toEqual([null, "SIGKILL"]);
  const grandchild = Number(readFileSync(marker, "utf8"));
  // Killed with its group; whoever adopts it may still have to notice.
  const alive = (): boolean => {
    try {
      return readFileSync(`/proc/${grandchild}/stat`, "utf8").split(") ")[1]?.startsWith("Z") === false;
    } catch {
      return false;
    }
  };
  while (alive()) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(alive()).toBe(false);
});

test("what a job writes is its log, in the group of its kind and with its role's permissions", async () => {
  const here = world({ "script.py": `print("hello")\nprint("careful", file=sys.stderr)` });
  const end = await here.run([processing("Prepare")]);
  const name = text(end.step("Prepare"), "Metadata", "ProcessingJob", "Arn").split("/").at(-1) ?? "";
  expect(here.jobLogs).toEqual([
    {
      roleArn: ROLE,
      region: "us-east-1",
      group: "/aws/sagemaker/ProcessingJobs",
      stream: expect.stringMatching(new RegExp(`^${name}/algo-1-\\d{10}$`)) as string,
      lines: ["hello", "", "careful", ""],
    },
  ]);
});

test("a job leaves its logs and nothing else", async () => {
  const here = world({ "script.py": `print("hello")\nprint("careful", file=sys.stderr)` });
  const end = await here.run([processing("A")]);
  const name = text(end.step("A"), "Metadata", "ProcessingJob", "Arn").split("/").at(-1) ?? "";
  const logs = join(here.work, "logs/processing", name);
  expect(readFileSync(join(logs, "algo-1.stdout.log"), "utf8")).toBe("hello\n");
  expect(readFileSync(join(logs, "algo-1.stderr.log"), "utf8")).toBe("careful\n");
  expect(readdirSync(join(here.work, "jobs"))).toEqual([]);
});
