import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { cloudWatchLogs } from "../sagemaker/job-logs";
import { lambdaFunctions } from "../sagemaker/functions";
import { openS3 } from "../sagemaker/s3";
import type { Sessions } from "../sagemaker/sessions";

const ROLE = "arn:aws:iam::111111111111:role/execution";
// Whoever opens a client asks for credentials and nothing else.
const sessions = {
  credentials: () => Promise.resolve({ accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" }),
} as unknown as Sessions;

const asked: string[] = [];
let server: Server;
let endpoint: string;
beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.headers["x-amz-target"]?.toString() ?? request.url ?? "");
    const isS3 = request.url?.includes("list-type") === true;
    response.end(isS3 ? "<ListBucketResult><KeyCount>0</KeyCount></ListBucketResult>" : "{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());

const before = { ...process.env };
afterEach(() => {
  process.env = { ...before };
  asked.length = 0;
});

/** What people of GovCloud, or of networks with IPv6, have set for good. */
test.each([
  ["AWS_USE_FIPS_ENDPOINT", "true"],
  ["AWS_USE_DUALSTACK_ENDPOINT", "true"],
  ["AWS_AUTH_SCHEME_PREFERENCE", "sigv4a"],
])("%s=%s of the user does not reach the local accounts", async (name, value) => {
  process.env[name] = value;
  const store = await openS3(sessions, endpoint)(ROLE, "session", "us-east-1");
  expect(await store.list("bucket", "")).toEqual([]);
  const functionArn = "arn:aws:lambda:us-east-1:111111111111:function:f";
  expect(await lambdaFunctions(sessions, endpoint).invoke(ROLE, "session", functionArn, {})).toEqual({
    result: {},
  });
  const log = { roleArn: ROLE, region: "us-east-1", group: "g", stream: "s" };
  await cloudWatchLogs(sessions, endpoint).write(log, []);
  expect(asked).toHaveLength(3);
});
