import { createServer } from "node:http";
import type { IncomingMessage, Server } from "node:http";
import type { AddressInfo } from "node:net";
import { callerOf } from "../../sagemaker/authorization";
import { lambdaFunctions } from "../../sagemaker/functions";
import { openS3 } from "../../sagemaker/s3";
import { Sessions } from "../../sagemaker/sessions";
import { StorageError } from "../../sagemaker/storage";
import type { Accounts } from "../../ports";
import { REGION, ROLE } from "./world";

/** The gateway, as S3 and Lambda answer behind it. */
let server: Server;
let endpoint: string;
let requests: { method: string; url: string; headers: IncomingMessage["headers"]; body: string }[];
let answer: (
  url: string,
  attempt: number,
) => { status: number; headers?: Record<string, string>; body?: string };

beforeEach(async () => {
  requests = [];
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method = "", url = "", headers } = request;
      requests.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
      const { status, headers: own, body } = answer(url, requests.length);
      response.writeHead(status, own).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function sessions(): { sessions: Sessions; assumed: string[]; clock: { time: number } } {
  const assumed: string[] = [];
  const clock = { time: 0 };
  const accounts: Pick<Accounts, "assumeServiceRole"> = {
    assumeServiceRole: (role, service, session) => {
      assumed.push(`${service} ${role} ${session}`);
      if (role.endsWith("/closed"))
        return Promise.reject(new Error("not authorized to perform: sts:AssumeRole"));
      return Promise.resolve({ accessKeyId: "ASIAROLE", secretAccessKey: "s", sessionToken: "token" });
    },
  };
  return {
    assumed,
    clock,
    sessions: new Sessions(accounts, { now: () => clock.time, sleep: () => Promise.resolve() }),
  };
}

const s3Error = (code: string, message: string): string =>
  `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`;

test("a role's session is kept for a while, a refusal is not", async () => {
  const { sessions: kept, assumed, clock } = sessions();
  await kept.credentials(ROLE, "a");
  await kept.credentials(ROLE, "a");
  await kept.credentials(ROLE, "b");
  clock.time = 16 * 60_000;
  await kept.credentials(ROLE, "a");
  expect(assumed).toEqual(["a", "b", "a"].map((session) => `sagemaker.amazonaws.com ${ROLE} ${session}`));
  const closed = ROLE.replace(/[^/]+$/u, "closed");
  await expect(kept.credentials(closed, "a")).rejects.toThrow("sts:AssumeRole");
  await expect(kept.credentials(closed, "a")).rejects.toThrow("sts:AssumeRole");
  expect(assumed).toHaveLength(5);
});

test("S3 is read and written with the role's credentials alone, page by page, with keys", async () => {
  answer = (url, attempt) => {
    if (url.includes("list-type=2")) {
      const next =
        attempt === 1
          ? "<IsTruncated>true</IsTruncated><NextContinuationToken>t</NextContinuationToken>"
          : "";
      return {
        status: 200,
        body: `<ListBucketResult><Contents><Key>in/${attempt}.csv</Key></Contents>${next}</ListBucketResult>`,
      };
    }
    return {
      status: 200,
      headers: { "x-amz-server-side-encryption-aws-kms-key-id": "arn:key" },
      body: "content",
    };
  };
  const store = await openS3(sessions().sessions, endpoint)(ROLE, "SageMaker", REGION);
  expect(await store.list("data", "in/")).toEqual(["in/1.csv", "in/2.csv"]);
  const object = await store.read("data", "in/1.csv");
  expect([object.body.toString(), object.kmsKey]).toEqual(["content", "arn:key"]);
  expect(await store.write("data", "out.csv", Buffer.from("x"), "alias/severity")).toBe("arn:key");
  expect(requests.map(({ method, url }) => `${method} ${url.split("?")[0]}`)).toEqual([
    "GET /data/",
    "GET /data/",
    "GET /data/in/1.csv",
    "PUT /data/out.csv",
  ]);
  expect(requests.at(-1)?.headers).toMatchObject({
    "x-amz-server-side-encryption": "aws:kms",
    "x-amz-server-side-encryption-aws-kms-key-id": "alias/severity",
    "x-amz-security-token": "token",
  });
  for (const { headers } of requests) expect(headers.authorization).toContain("Credential=ASIAROLE/");
});

test("S3's refusals keep their code and words; its own faults may be tried again", async () => {
  const open = openS3(sessions().sessions, endpoint);
  const store = await open(ROLE, "SageMaker", REGION);
  const failure = async (): Promise<StorageError> => {
    try {
      await store.read("data", "a.csv");
    } catch (error) {
      if (error instanceof StorageError) return error;
      throw error;
    }
    throw new Error("it was read");
  };
  answer = () => ({ status: 403, body: s3Error("AccessDenied", "no s3:GetObject for you") });
  expect(await failure()).toMatchObject({
    code: "AccessDenied",
    message: "no s3:GetObject for you",
    transient: false,
  });
  answer = () => ({ status: 404, body: s3Error("NoSuchKey", "not there") });
  expect(await failure()).toMatchObject({ code: "NoSuchKey", transient: false });
  answer = () => ({ status: 503, body: s3Error("SlowDown", "later") });
  expect(await failure()).toMatchObject({ code: "SlowDown", transient: true });
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  expect(await failure()).toMatchObject({ code: "RequestFailed", transient: true });
});

const FUNCTION = `arn:aws:lambda:${REGION}:111111111111:function:latest`;

test.each<[string, { status: number; headers?: Record<string, string>; body?: string }, unknown]>([
  ["its result", { status: 200, body: '{"version":"3"}' }, { result: { version: "3" } }],
  ["nothing", { status: 200, body: "" }, { result: null }],
  [
    "the error that it threw",
    {
      status: 200,
      headers: { "x-amz-function-error": "Unhandled" },
      body: '{"errorType":"NoApprovedModelPackage","errorMessage":"approve one"}',
    },
    { error: "NoApprovedModelPackage: approve one" },
  ],
  [
    "a denial",
    {
      status: 403,
      headers: { "x-amzn-errortype": "AccessDeniedException" },
      body: '{"Message":"no lambda:InvokeFunction"}',
    },
    { refused: "no lambda:InvokeFunction" },
  ],
  [
    "a throttling",
    {
      status: 429,
      headers: { "x-amzn-errortype": "TooManyRequestsException" },
      body: '{"Message":"Rate Exceeded."}',
    },
    { refused: "Rate Exceeded.", fault: "throttling" },
  ],
  [
    "a fault of Lambda's",
    { status: 500, headers: { "x-amzn-errortype": "ServiceException" }, body: '{"Message":"oops"}' },
    { refused: "oops", fault: "service" },
  ],
])("a function's call gives %s", async (_name, given, expected) => {
  answer = () => given;
  const functions = lambdaFunctions(sessions().sessions, endpoint);
  expect(await functions.invoke(ROLE, "step", FUNCTION, { group: "g" })).toEqual(expected);
  expect(requests).toHaveLength(1);
  expect(decodeURIComponent(requests[0]?.url ?? "")).toBe(`/2015-03-31/functions/${FUNCTION}/invocations`);
  expect(requests[0]?.body).toBe('{"group":"g"}');
});

test.each(["", "sagemaker-execution-role", "arn:aws:iam"])(
  "a role whose ARN is %j is nobody's session, instead of a session in an account without a number",
  (roleArn) => {
    expect(() => callerOf(roleArn, "SageMaker")).toThrow(`${JSON.stringify(roleArn)} is not a valid ARN`);
  },
);
