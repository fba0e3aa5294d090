import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout } from "node:timers/promises";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { S3Client } from "@aws-sdk/client-s3";
import { SageMakerClient } from "@aws-sdk/client-sagemaker";
import { AwsHandler } from "../../deploy/aws/aws-handler";
import { S3CodeStore } from "../../deploy/aws/code-store";
import { LambdaFunctions } from "../../deploy/aws/functions";
import { SageMakerPipelines } from "../../deploy/aws/pipelines";
import type { DesiredPipeline } from "../../deploy/desired";
import type { BucketName } from "../../environments/environment";

/** What a proxy, a wrong address or a broken line answers. */
interface Answer {
  readonly status: number;
  readonly type?: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

let server: Server;
let answer: Answer;
let port: number;
const config = () => ({
  region: "us-east-1",
  endpoint: `http://127.0.0.1:${port}`,
  credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" },
  maxAttempts: 1,
  requestHandler: new AwsHandler(),
});
beforeAll(async () => {
  server = createServer((request, response) => {
    request.resume().once("end", () => {
      response
        .writeHead(answer.status, { "content-type": answer.type ?? "text/html", ...answer.headers })
        .end(answer.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  ({ port } = server.address() as AddressInfo);
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const BUCKET = "bucket" as BucketName;
const HTML = "<html><body>Sign in to the network</body></html>";
const PIPELINE: DesiredPipeline = {
  kind: "train",
  arn: "arn:aws:sagemaker:us-east-1:111111111111:pipeline/train",
  name: "train",
  displayName: "train",
  description: "trains",
  roleArn: "arn:aws:iam::111111111111:role/r",
  maxParallelSteps: undefined,
  definition: {
    Version: "2020-12-01",
    Metadata: {},
    Parameters: [],
    PipelineExperimentConfig: null,
    Steps: [],
  },
  definitionHash: "0a1b",
  tags: {},
};

const pipelines = () => new SageMakerPipelines(new SageMakerClient(config()), "the role");
const code = () => new S3CodeStore(new S3Client({ ...config(), forcePathStyle: true }), "the role");
const CALLS: Readonly<Record<string, () => Promise<unknown>>> = {
  DescribePipeline: () => pipelines().describe("train"),
  CreatePipeline: () => pipelines().create(PIPELINE),
  UpdatePipeline: () => pipelines().update(PIPELINE),
  DeletePipeline: () => pipelines().delete("train"),
  HeadObject: () => code().find(BUCKET, "key"),
  ListObjectVersions: () => code().versions(BUCKET, "prefix"),
  GetFunction: () =>
    new LambdaFunctions(new LambdaClient(config()), "the role").exists(
      "arn:aws:lambda:us-east-1:111111111111:function:f",
    ),
};

const ANSWERS: Readonly<Record<string, Answer>> = {
  "a page, as found": { status: 200, body: HTML },
  "a page, not found": { status: 404, body: HTML },
  "a page, forbidden": { status: 403, body: HTML },
  "nothing, as found": { status: 200, body: "" },
  "nothing, not found": { status: 404, body: "" },
  "half of a document": { status: 200, type: "application/x-amz-json-1.1", body: '{"PipelineArn": "arn:aws' },
  "an empty document": { status: 200, type: "application/x-amz-json-1.1", body: "{}" },
};

describe.each(Object.keys(ANSWERS))("%s", (what) => {
  test.each(Object.keys(CALLS))("is not taken for AWS's answer to %s", async (call) => {
    answer = ANSWERS[what] as Answer;
    await expect(CALLS[call]?.()).rejects.toMatchObject({
      code: "NotAws",
      blame: "environment",
      message: expect.stringContaining("is not AWS") as string,
      next: expect.stringContaining("AWS_ENDPOINT_URL") as string,
    });
  });
});

test("an answer that is not believed keeps no connection, which would keep the process", async () => {
  answer = { status: 403, body: HTML };
  await expect(CALLS["ListObjectVersions"]?.()).rejects.toMatchObject({ code: "NotAws" });
  await expect(settled(open)).resolves.toBe(0);
});

/** Connections of the server. */
const open = () => new Promise<number>((resolve) => server.getConnections((_error, count) => resolve(count)));

/** Waits a second at most until it is zero. */
async function settled(count: () => Promise<number>): Promise<number> {
  for (let tries = 0; tries < 20 && (await count()) > 0; tries += 1) await setTimeout(50);
  return count();
}

const AMAZON = { type: "application/x-amz-json-1.1", headers: { "x-amzn-requestid": "1" } };

test("AWS's own words that something is not there are believed", async () => {
  const body = '{"__type": "ResourceNotFound", "message": "Pipeline does not exist."}';
  answer = { status: 400, body, ...AMAZON };
  expect(await pipelines().describe("train")).toBeUndefined();
});

test.each(["DescribePipeline", "CreatePipeline", "UpdatePipeline"])(
  "an answer to %s without the pipeline's ARN is not believed, whoever numbered it",
  async (call) => {
    answer = { status: 200, body: "{}", ...AMAZON };
    await expect(CALLS[call]?.()).rejects.toMatchObject({
      code: "NotAws",
      message: expect.stringContaining("without the pipeline's ARN") as string,
    });
  },
);
