import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { unzipSync } from "fflate";
import { projectRoot } from "../../environments/project-root";
import { bundleLambdas, FUNCTION_NAMES, type FunctionBundles, type FunctionName } from "../../lambdas/bundle";
import { recordName, requiredFiles, VERSION_FILES } from "../../pipeline-defs/version-files";
import { GROUP, TRAIN_PIPELINE } from "./fake-sagemaker";

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), "lambdas-"));
let bundles: FunctionBundles;

beforeAll(async () => {
  bundles = await bundleLambdas(join(folder, "out"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const digests = (of: FunctionBundles) => FUNCTION_NAMES.map((name) => of[name].sha256);

describe("the zips", () => {
  test("are what the digests say, and hold the handler's file and the licences of what is in it", () => {
    for (const name of FUNCTION_NAMES) {
      const bytes = readFileSync(bundles[name].zip);
      expect(createHash("sha256").update(bytes).digest("hex")).toBe(bundles[name].sha256);
      expect(Object.keys(unzipSync(bytes))).toEqual(["index.js", "THIRD-PARTY-LICENCES.txt"]);
    }
  });

  test("name every package of the AWS SDK that they hold, with its licence", () => {
    for (const name of FUNCTION_NAMES) {
      const licences = Buffer.from(
        unzipSync(readFileSync(bundles[name].zip))["THIRD-PARTY-LICENCES.txt"] ?? [],
      ).toString();
      expect(licences).toMatch(/^@aws-sdk\/core \d+\.\d+\.\d+$/m);
      expect(licences).toMatch(/^@smithy\/core \d+\.\d+\.\d+$/m);
      expect(licences).toContain("Apache License");
      expect(licences).not.toContain("not stated");
      expect(licences).not.toContain(projectRoot());
      // The licence's whole text stands there once, however many packages are under it.
      expect(licences.length).toBeLessThan(60_000);
    }
  });

  test("say nothing of where they were made", () => {
    for (const name of FUNCTION_NAMES) {
      const code = Buffer.from(unzipSync(readFileSync(bundles[name].zip))["index.js"] ?? []).toString();
      expect(code).not.toContain(projectRoot());
      expect(code).toContain("handler");
    }
  });

  test("are the same in another working directory, time zone and locale", async () => {
    const { stdout } = await run(
      process.execPath,
      [join(projectRoot(), "run.mjs"), "__tests__/lambdas/print-bundles.ts", join(folder, "abroad")],
      {
        cwd: tmpdir(),
        env: { ...process.env, TZ: "Asia/Tokyo", LANG: "tr_TR.UTF-8", LC_ALL: "tr_TR.UTF-8" },
      },
    );
    expect(digests(JSON.parse(stdout) as FunctionBundles)).toEqual(digests(bundles));
  });

  test("are the same in another checkout", async () => {
    const checkout = join(folder, "another checkout");
    mkdirSync(checkout);
    for (const path of [
      "package.json",
      "tsconfig.json",
      "run.mjs",
      "build-stamp.cjs",
      "lambdas",
      "environments",
      "pipeline-defs/step-names.ts",
      "pipeline-defs/version-files.ts",
      "__tests__/lambdas",
    ]) {
      cpSync(join(projectRoot(), path), join(checkout, path), { recursive: true });
    }
    symlinkSync(join(projectRoot(), "node_modules"), join(checkout, "node_modules"));
    const { stdout } = await run(
      process.execPath,
      [join(checkout, "run.mjs"), "__tests__/lambdas/print-bundles.ts"],
      { cwd: checkout, env: { ...process.env, TZ: "America/St_Johns" } },
    );
    const there = JSON.parse(stdout) as FunctionBundles;
    expect(there["assess-drift"].zip).toBe(join(checkout, "dist", "lambdas", "assess-drift.zip"));
    expect(digests(there)).toEqual(digests(bundles));
  });

  test("are whole while several runs write them, and leave no temporary file", async () => {
    const outdir = join(folder, "shared");
    const runs = await Promise.all([bundleLambdas(outdir), bundleLambdas(outdir), bundleLambdas(outdir)]);
    for (const one of runs) expect(digests(one)).toEqual(digests(bundles));
    const left = [...FUNCTION_NAMES].sort().flatMap((name) => [`${name}.zip`, `${name}.zip.stamp.json`]);
    expect(readdirSync(outdir).sort()).toEqual(left);
  });
});

describe("a bundled handler, loaded from its zip where no package is installed, against AWS's protocols", () => {
  /** What the handlers asked of AWS, as `operation` or `METHOD path`. */
  const calls: string[] = [];
  let server: Server;
  let endpoint: string;

  beforeAll(async () => {
    server = createServer((request, response) => {
      void bodyOf(request).then((body) => {
        const call = operationOf(request, body);
        calls.push(call);
        const answer = request.url?.includes("key-marker") ? LAST_PAGE : ANSWERS[call];
        response.writeHead(answer === undefined ? 404 : 200, {
          "content-type": "application/json",
          "x-amz-version-id": "v1",
        });
        response.end(answer ?? "<Error><Code>NoSuchKey</Code></Error>");
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    endpoint = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));
  beforeEach(() => calls.splice(0));

  async function invoke(name: FunctionName, event: unknown): Promise<unknown> {
    const home = join(folder, `home-${name}`);
    mkdirSync(home, { recursive: true });
    for (const [path, bytes] of Object.entries(unzipSync(readFileSync(bundles[name].zip)))) {
      writeFileSync(join(home, path), bytes);
    }
    const script =
      `require("./index.js").handler(${JSON.stringify(event)})` +
      `.then((result) => process.stdout.write(JSON.stringify(result)))`;
    const { stdout } = await run(process.execPath, ["-e", script], {
      cwd: home,
      env: {
        PATH: process.env.PATH,
        AWS_ENDPOINT_URL: endpoint,
        AWS_REGION: "us-east-1",
        AWS_ACCESS_KEY_ID: "test",
        AWS_SECRET_ACCESS_KEY: "test",
        ENVIRONMENT: "prod",
        READS_VERSIONS_OF: "prod",
        TRAIN_PIPELINE_NAME: TRAIN_PIPELINE,
        MODEL_PACKAGE_GROUP_ARN: GROUP,
        ALERT_TOPIC_ARN: "arn:aws:sns:us-east-1:222222222222:alerts",
      },
    });
    return JSON.parse(stdout);
  }

  test("latest-approved-model", async () => {
    expect(
      await invoke("latest-approved-model", {
        model_package_group: GROUP,
        reads_versions_of: "prod",
        required_files: requiredFiles(true),
      }),
    ).toMatchObject({
      model_package_version: "7",
      statistics_uri: "s3://artifacts/statistics",
      preparation_uri: "s3://artifacts/preparation",
    });
    expect(calls).toEqual([
      "ListModelPackages",
      "DescribeModelPackage",
      ...VERSION_FILES.map((file) => `HEAD /artifacts/${file}`),
    ]);
  });

  test("latest-predictions", async () => {
    const event = {
      labels: "s3://batches/labels/",
      predictions: "s3://batches/predictions/",
      model_package_arn: "arn:version",
      otherwise: "s3://artifacts/evaluation",
    };
    expect(await invoke("latest-predictions", event)).toEqual({
      predicted: "yes",
      predictions_uri: "s3://batches/predictions/abc/",
      labelled: "yes",
      labels_uri: "s3://batches/labels/abc.csv",
      labelled_uri: "s3://batches/predictions/abc/",
    });
    expect(calls).toEqual([
      "GET /batches/",
      "GET /batches/",
      "GET /batches/predictions/abc/_provenance.json",
    ]);
  });

  test("start-retraining", async () => {
    const pipelineExecutionArn =
      "arn:aws:sagemaker:us-east-1:222222222222:pipeline/inference/execution/p4jn9xou8a8s";
    const event = { detail: { pipelineExecutionArn, stepName: "DataDrift", currentStepStatus: "Failed" } };
    expect(await invoke("start-retraining", event)).toEqual({ kind: "started", trainingArn: "arn:training" });
    expect(calls).toEqual([
      "DescribePipelineExecution",
      "ListPipelineExecutions",
      "ListModelPackages",
      "DescribeModelPackage",
      "StartPipelineExecution",
      "ListPipelineExecutions",
      "Publish",
      "DescribePipelineExecution",
      "UpdatePipelineExecution",
    ]);
  });

  test("record-version, of a version and the data it was trained on", async () => {
    const uris = VERSION_FILES.map((file) => [file, `s3://artifacts/${file}`] as const);
    const event = {
      ...Object.fromEntries(uris),
      preprocess_job: "pipelines-x-Preprocess-y",
      sources: "s3://artifacts/sources.json",
      data_manifest: "s3://artifacts/data-manifest.json",
      kms_key: "alias/m",
    };
    const sha256 = createHash("sha256").update("file").digest("hex");
    expect(await invoke("record-version", event)).toEqual({
      ...Object.fromEntries(VERSION_FILES.map((file) => [file, `v1 sha256:${sha256}`])),
      recorded_data_manifest: expect.stringMatching(/^v1 sha256:[0-9a-f]{64}$/) as string,
      data_objects: "1",
      data_rows: "2",
      data_bytes: "40",
      data_files: "a.csv:2:000000000000",
    });
    expect([...calls].sort()).toEqual(
      [
        "DescribeProcessingJob",
        "GET /artifacts/sources.json",
        // Two pages of versions.
        "GET /data/",
        "GET /data/",
        "PUT /artifacts/data-manifest.json",
        ...VERSION_FILES.map((file) => `GET /artifacts/${file}`),
      ].sort(),
    );
  });

  test("record-version, of predictions", async () => {
    const told = ["model_package_arn", "git_commit", "execution_arn", "deployed_commit", "batch"];
    const event = {
      ...Object.fromEntries(told.map((field) => [field, field])),
      provenance: "s3://data/predictions/_provenance.json",
      kms_key: "alias/m",
    };
    expect(await invoke("record-version", event)).toEqual({
      recorded_provenance: expect.stringMatching(/^v1 sha256:[0-9a-f]{64}$/) as string,
    });
    expect(calls).toEqual(["PUT /data/predictions/_provenance.json"]);
  });

  test("assess-drift", async () => {
    const violations_uri = "s3://sagemaker-data/monitoring/constraint_violations.json";
    expect(await invoke("assess-drift", { violations_uri })).toMatchObject({
      drifted: "false",
      violation_count: 0,
    });
    expect(calls).toEqual([
      "GET /sagemaker-data/monitoring/constraint_violations.json",
      "HEAD /sagemaker-data/monitoring/statistics.json",
    ]);
  });
});

const summary = {
  ModelPackageArn: `${GROUP.replace("-group", "")}/7`,
  ModelPackageVersion: 7,
  ModelApprovalStatus: "Approved",
  ModelPackageStatus: "Completed",
  CreationTime: 0,
};
const metric = (file: string) => ({ ContentType: "application/json", S3Uri: `s3://artifacts/${file}` });
const versionsPage = (key: string, more: string): string =>
  `<ListVersionsResult>${more}<Version><Key>train/${key}</Key><VersionId>${key}1</VersionId><Size>40</Size>` +
  "<LastModified>2026-07-01T09:00:00Z</LastModified></Version></ListVersionsResult>";
const LAST_PAGE = versionsPage("a.csv", "<IsTruncated>false</IsTruncated>");
/** What the server answers to each call; all others are 404. */
const ANSWERS: Readonly<Record<string, string>> = {
  ListModelPackages: JSON.stringify({ ModelPackageSummaryList: [summary] }),
  DescribeModelPackage: JSON.stringify({
    ...summary,
    InferenceSpecification: {
      Containers: [{ Image: "xgboost:3.0-5", ModelDataUrl: "s3://artifacts/artifact" }],
    },
    DriftCheckBaselines: {
      ModelDataQuality: { Statistics: metric("statistics"), Constraints: metric("constraints") },
    },
    ModelMetrics: { ModelQuality: { Statistics: metric("evaluation") } },
    CustomerMetadataProperties: {
      environment: "prod",
      preparation: "s3://artifacts/preparation",
      ...Object.fromEntries(VERSION_FILES.map((file) => [recordName(file), `v1 sha256:${"0".repeat(64)}`])),
    },
  }),
  DescribeProcessingJob: JSON.stringify({
    CreationTime: 1_782_900_000,
    ProcessingEndTime: 1_782_900_060,
    ProcessingInputs: [{ InputName: "data", S3Input: { S3Uri: "s3://data/train/", S3DataType: "S3Prefix" } }],
  }),
  "GET /artifacts/sources.json": JSON.stringify([
    { name: "a.csv", bytes: 40, rows: 2, sha256: "0".repeat(64) },
  ]),
  "GET /data/": versionsPage(
    "0.csv",
    "<IsTruncated>true</IsTruncated><NextKeyMarker>train/0.csv</NextKeyMarker><NextVersionIdMarker>0.csv1</NextVersionIdMarker>",
  ),
  "GET /batches/":
    "<ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>labels/abc.csv</Key>" +
    "<LastModified>2026-07-01T09:00:00Z</LastModified></Contents>" +
    ["_provenance.json", "batch.csv.out"]
      .map(
        (file) =>
          `<Contents><Key>predictions/abc/${file}</Key><LastModified>2026-07-01T08:00:00Z</LastModified></Contents>`,
      )
      .join("") +
    "</ListBucketResult>",
  "GET /batches/predictions/abc/_provenance.json": JSON.stringify({ model_package_arn: "arn:version" }),
  "PUT /artifacts/data-manifest.json": "",
  "PUT /data/predictions/_provenance.json": "",
  ListPipelineExecutions: JSON.stringify({ PipelineExecutionSummaries: [] }),
  DescribePipelineExecution: "{}",
  UpdatePipelineExecution: "{}",
  StartPipelineExecution: JSON.stringify({ PipelineExecutionArn: "arn:training" }),
  Publish: "<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>",
  "HEAD /sagemaker-data/monitoring/statistics.json": "",
  ...Object.fromEntries(
    VERSION_FILES.flatMap((file) => [
      [`GET /artifacts/${file}`, "file"],
      [`HEAD /artifacts/${file}`, ""],
    ]),
  ),
};

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

/** SageMaker names the operation in a header, SNS in its form, S3 by method and path. */
function operationOf(request: IncomingMessage, body: string): string {
  const target = request.headers["x-amz-target"];
  if (typeof target === "string") return target.replace("SageMaker.", "");
  const action = new URLSearchParams(body).get("Action");
  if (action !== null) return action;
  return `${request.method} ${new URL(request.url ?? "/", "http://host").pathname}`;
}
