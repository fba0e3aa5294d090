import {
  ListBucketsCommand,
  CreateBucketCommand,
  GetObjectCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { ListFunctionsCommand } from "@aws-sdk/client-lambda";
import { CreatePipelineCommand, DescribePipelineCommand, SageMakerClient } from "@aws-sdk/client-sagemaker";
import { AssumeRoleCommand, GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { CreateRoleCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { paginateListServiceQuotas, ServiceQuotasClient } from "@aws-sdk/client-service-quotas";
import { ListTopicsCommand } from "@aws-sdk/client-sns";
import { createHash, randomBytes } from "node:crypto";
import { connect } from "node:net";
import { Readable } from "node:stream";
import { startGateway } from "../../gateway/gateway";
import type { FaultRule } from "../../gateway/fault";
import type { Credentials } from "../../ports";
import { DEV, policy, REGION, trust, World } from "../accounts/world";
import { portOf, send } from "./wire";

let world: World;
let root: Credentials;
beforeAll(async () => {
  world = await World.start();
  root = world.accounts.rootCredentials(DEV);
});
afterAll(() => world.close());

const sageMaker = (credentials = root, maxAttempts = 1) =>
  new SageMakerClient({ endpoint: world.gateway.endpoint, region: REGION, credentials, maxAttempts });
const describePipeline = new DescribePipelineCommand({ PipelineName: "p" });

/** Sends bytes to the gateway as they are; all it answers until it closes or falls silent. */
function raw(text: string): Promise<string> {
  const { port } = new URL(world.gateway.endpoint);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), "127.0.0.1", () => socket.write(text));
    let answer = "";
    socket.on("data", (chunk) => (answer += chunk.toString("utf8")));
    socket.once("close", () => resolve(answer)).once("error", reject);
  });
}

describe("SageMaker calls", () => {
  test("reach the local SageMaker with operation, input and verified caller", async () => {
    world.sageMaker.answer = () => ({
      status: 200,
      body: { PipelineArn: "arn", CreationTime: new Date(1_700_000_000_500) },
    });
    const answer = await sageMaker().send(describePipeline);
    expect(world.sageMaker.calls.at(-1)).toEqual({
      operation: "DescribePipeline",
      input: { PipelineName: "p" },
      caller: { account: DEV, arn: `arn:aws:iam::${DEV}:root` },
      region: REGION,
    });
    expect(answer.PipelineArn).toBe("arn");
    expect(answer.CreationTime).toEqual(new Date(1_700_000_000_500));
    expect(answer.$metadata.requestId).toMatch(/^[0-9a-f-]{36}$/);
  });

  test("carry the local SageMaker's errors to the client by name", async () => {
    world.sageMaker.answer = () => ({
      status: 400,
      body: { __type: "ResourceNotFound", message: "Pipeline 'p' does not exist." },
    });
    await expect(sageMaker().send(describePipeline)).rejects.toMatchObject({
      name: "ResourceNotFound",
      message: "Pipeline 'p' does not exist.",
    });
  });

  test("of a bug in the local SageMaker are a 500 and reported", async () => {
    world.sageMaker.answer = () => {
      throw new Error("a bug");
    };
    await expect(sageMaker().send(describePipeline)).rejects.toMatchObject({
      name: "InternalFailure",
      message: "a bug",
    });
    expect(world.errors).toEqual([new Error("a bug")]);
  });

  test.each([
    ["another secret", { secretAccessKey: "test" }, "InvalidSignatureException"],
    ["an unknown key", { accessKeyId: "AKIAXXXXXXXXXXXXXXXX" }, "UnrecognizedClientException"],
    ["a token that is not the key's", { sessionToken: "stolen" }, "UnrecognizedClientException"],
  ])("signed with %s are refused before they get there", async (_, otherwise, name) => {
    const before = world.sageMaker.calls.length;
    await expect(sageMaker({ ...root, ...otherwise }).send(describePipeline)).rejects.toMatchObject({ name });
    expect(world.sageMaker.calls).toHaveLength(before);
  });

  test("without any signature are refused", async () => {
    const response = await send(portOf(world.gateway.endpoint), {
      method: "POST",
      headers: { "x-amz-target": "SageMaker.ListPipelines" },
      body: "{}",
    });
    expect(response.status).toBe(400);
    expect(JSON.parse(response.body)).toMatchObject({ __type: "MissingAuthenticationTokenException" });
  });

  test("whose body was changed on the way are refused", async () => {
    const client = sageMaker();
    client.middlewareStack.add(
      (next) => (args) => {
        (args.request as { body: string }).body = JSON.stringify({ PipelineName: "q" });
        return next(args);
      },
      // After the request was signed.
      { step: "deserialize" },
    );
    await expect(client.send(describePipeline)).rejects.toMatchObject({ name: "InvalidSignatureException" });
  });
});

describe("all other calls", () => {
  const bodies = {
    "a buffer": (data: Buffer) => data,
    "a stream of known length": (data: Buffer) =>
      Readable.from([data.subarray(0, 100_000), data.subarray(100_000)]),
  };

  test.each(Object.entries(bodies))("an upload from %s arrives whole", async (name, bodyOf) => {
    const { s3 } = world.root(DEV);
    const Bucket = `uploads-${name.length}`;
    await s3.send(new CreateBucketCommand({ Bucket }));
    // Above 2 MB the SDK sends Expect: 100-continue.
    const data = randomBytes(9_000_001);
    const Body = bodyOf(data);
    await s3.send(new PutObjectCommand({ Bucket, Key: "a b/ü+c", Body, ContentLength: data.length }));
    const { Body: back } = await s3.send(new GetObjectCommand({ Bucket, Key: "a b/ü+c" }));
    const received = Buffer.from((await back?.transformToByteArray()) ?? []);
    const digest = (value: Buffer) => createHash("sha256").update(value).digest("hex");
    expect(digest(received)).toBe(digest(data));
  });

  test("keep their Host, so that signatures hold", async () => {
    const answer = await world.root(DEV).sts.send(new GetCallerIdentityCommand({}));
    expect(answer.Account).toBe(DEV);
  });

  test("are answered with AWS's own 500 when the accounts are gone", async () => {
    const lonely = await startGateway();
    const accounts = { ...world.accounts, port: 9 } as typeof world.accounts;
    lonely.connect({ accounts, sageMaker: world.sageMaker });
    const response = await send(portOf(lonely.endpoint), { path: "/bucket/key" });
    expect(response.status).toBe(500);
    await lonely.close();
  });
});

describe("faults", () => {
  beforeEach(() => {
    world.sageMaker.answer = () => ({ status: 200, body: { PipelineArn: "arn" } });
  });
  const createPipeline = new CreatePipelineCommand({
    PipelineName: "p",
    RoleArn: "arn:aws:iam::111111111111:role/role",
    ClientRequestToken: "t".repeat(32),
  });

  test("a throttled call succeeds when the client tries again", async () => {
    const before = world.sageMaker.calls.length;
    world.gateway.inject({ action: "sagemaker:CreatePipeline", fault: "throttle", times: 2 });
    const answer = await sageMaker(root, 3).send(createPipeline);
    expect(answer).toMatchObject({ PipelineArn: "arn", $metadata: { attempts: 3 } });
    expect(world.sageMaker.calls).toHaveLength(before + 1);
  });

  test("they hit the named action alone, and are in the record", async () => {
    world.gateway.inject({ action: "sagemaker:CreatePipeline", fault: "server-error" });
    await expect(sageMaker().send(describePipeline)).resolves.toMatchObject({ PipelineArn: "arn" });
    await expect(sageMaker().send(createPipeline)).rejects.toMatchObject({ name: "InternalFailure" });
    expect((await world.accounts.record()).at(-1)).toMatchObject({
      principal: `arn:aws:iam::${DEV}:root`,
      action: "sagemaker:CreatePipeline",
      outcome: "error",
      context: { "rehearsal:Fault": "server-error" },
    });
  });

  const services = {
    "s3:ListAllMyBuckets": () => world.root(DEV).s3.send(new ListBucketsCommand({})),
    "sns:ListTopics": () => world.root(DEV).sns.send(new ListTopicsCommand({})),
    "lambda:ListFunctions": () => world.root(DEV).lambda.send(new ListFunctionsCommand({})),
    "sagemaker:DescribePipeline": () => sageMaker().send(describePipeline),
  } as const;

  test.each([
    ["s3:ListAllMyBuckets", "throttle", "SlowDown", 503],
    ["s3:ListAllMyBuckets", "server-error", "InternalError", 500],
    ["s3:*", "expired-credentials", "ExpiredToken", 400],
    ["sns:ListTopics", "throttle", "Throttling", 400],
    ["sns:ListTopics", "server-error", "InternalFailure", 500],
    ["sns:ListTopics", "expired-credentials", "ExpiredToken", 403],
    ["lambda:ListFunctions", "throttle", "TooManyRequestsException", 429],
    ["lambda:ListFunctions", "server-error", "ServiceException", 500],
    ["lambda:ListFunctions", "expired-credentials", "ExpiredTokenException", 403],
    ["sagemaker:DescribePipeline", "throttle", "ThrottlingException", 400],
    ["sagemaker:DescribePipeline", "expired-credentials", "ExpiredTokenException", 400],
    ["s3:ListAllMyBuckets", "denied", "AccessDenied", 403],
    ["sns:ListTopics", "denied", "AccessDenied", 403],
    ["lambda:ListFunctions", "denied", "AccessDeniedException", 403],
    ["sagemaker:DescribePipeline", "denied", "AccessDeniedException", 400],
    ["s3:ListAllMyBuckets", "clock-skew", "RequestTimeTooSkewed", 403],
    ["sns:ListTopics", "clock-skew", "SignatureDoesNotMatch", 403],
    ["lambda:ListFunctions", "clock-skew", "InvalidSignatureException", 403],
    ["sagemaker:DescribePipeline", "clock-skew", "InvalidSignatureException", 400],
  ] as const)("%s with %s is %s to its client", async (action, fault, name, status) => {
    const call = services[action === "s3:*" ? "s3:ListAllMyBuckets" : action];
    world.gateway.inject({ action, fault });
    await expect(call()).rejects.toMatchObject({ name, $metadata: { httpStatusCode: status } });
    await expect(call()).resolves.toMatchObject({ $metadata: { httpStatusCode: 200 } });
  });

  test("a reset is a broken connection", async () => {
    world.gateway.inject({ action: "sagemaker:DescribePipeline", fault: "reset" });
    await expect(sageMaker().send(describePipeline)).rejects.toThrow("ECONNRESET");
  });

  test("a call whose answer is lost is done", async () => {
    const before = world.sageMaker.calls.length;
    const { struck } = world.gateway.inject({ action: "sagemaker:CreatePipeline", fault: "answer-lost" });
    await expect(sageMaker().send(createPipeline)).rejects.toThrow("ECONNRESET");
    await struck;
    expect(world.sageMaker.calls).toHaveLength(before + 1);
  });

  test.each([
    ["hang", 0],
    ["answer-held", 1],
  ] as const)("nobody answers a call that meets %s, which is done so often: %i", async (fault, done) => {
    const before = world.sageMaker.calls.length;
    const { struck } = world.gateway.inject({ action: "sagemaker:CreatePipeline", fault });
    const abort = new AbortController();
    const call = sageMaker().send(createPipeline, { abortSignal: abort.signal });
    await struck;
    abort.abort();
    await expect(call).rejects.toMatchObject({ name: "AbortError" });
    expect(world.sageMaker.calls).toHaveLength(before + done);
  });

  test("a share of the calls is hit evenly, and none once the rule is lifted", async () => {
    const rule: FaultRule = {
      action: "sagemaker:DescribePipeline",
      fault: "throttle",
      share: 0.4,
      times: Number.POSITIVE_INFINITY,
    };
    const { lift } = world.gateway.inject(rule);
    const hit: boolean[] = [];
    for (let call = 0; call < 10; call += 1) {
      await sageMaker()
        .send(describePipeline)
        .then(
          () => hit.push(false),
          () => hit.push(true),
        );
    }
    expect(hit.flatMap((one, index) => (one ? [index] : []))).toEqual([2, 4, 7, 9]);
    lift();
    await expect(sageMaker().send(describePipeline)).resolves.toBeDefined();
  });

  test("a rule on one resource leaves the others alone", async () => {
    world.gateway.inject({ action: "s3:GetObject", on: "the-one", fault: "denied" });
    const { s3 } = world.root(DEV);
    const Bucket = "faulty";
    await s3.send(new CreateBucketCommand({ Bucket }));
    const get = (Key: string) => s3.send(new GetObjectCommand({ Bucket, Key }));
    await expect(get("another")).rejects.toMatchObject({ name: "NoSuchKey" });
    await expect(get("the-one")).rejects.toMatchObject({ name: "AccessDenied" });
  });

  test("latency delays one call, lets it through, and holds up no other", async () => {
    const rule: FaultRule = { action: "sagemaker:DescribePipeline", fault: "latency", milliseconds: 500 };
    world.gateway.inject(rule);
    const order: string[] = [];
    const slow = sageMaker()
      .send(describePipeline)
      .then(() => order.push("slow"));
    const quick = sageMaker()
      .send(createPipeline)
      .then(() => order.push("quick"));
    await Promise.all([slow, quick]);
    expect(order).toEqual(["quick", "slow"]);
  });
});

describe("the endpoint", () => {
  test("a port in use is a Problem that says so", async () => {
    const port = Number(new URL(world.gateway.endpoint).port);
    await expect(startGateway({ port })).rejects.toMatchObject({
      code: "PortTaken",
      where: `127.0.0.1:${port}`,
    });
  });

  test("answers 500 until its backends are connected", async () => {
    const early = await startGateway();
    const response = await send(portOf(early.endpoint), { method: "POST" });
    expect(response.status).toBe(500);
    await early.close();
  });

  test("starts pipelines for the accounts alone", async () => {
    const body = JSON.stringify({ arn: "a" });
    const before = world.sageMaker.started.length;
    const { port, pathname: path } = new URL(world.gateway.callback);
    const post = (token: string) =>
      send(port, { method: "POST", path, headers: { "x-rehearsal-token": token }, body });
    expect((await post("guess")).status).toBe(403);
    expect((await post("x".repeat(world.gateway.token.length))).status).toBe(403);
    expect(world.sageMaker.started).toHaveLength(before);
    expect((await post(world.gateway.token)).status).toBe(200);
    expect(world.sageMaker.started).toHaveLength(before + 1);
  });

  test("is only on this machine, and answers Expect: 100-continue", async () => {
    expect(new URL(world.gateway.endpoint).hostname).toBe("127.0.0.1");
    const request = `PUT /bucket/key HTTP/1.1\r\nHost: ${new URL(world.gateway.endpoint).host}\r\nContent-Length: 2\r\nExpect: 100-continue\r\nConnection: close\r\n\r\nab`;
    expect(await raw(request)).toMatch(/^HTTP\/1\.1 100 Continue\r\n/);
  });
});

describe("Service Quotas", () => {
  const quotasOf = async (credentials: Credentials): Promise<(string | undefined)[]> => {
    const endpoint = world.gateway.endpoint;
    const client = new ServiceQuotasClient({ endpoint, region: REGION, credentials, maxAttempts: 1 });
    const names: (string | undefined)[] = [];
    for await (const page of paginateListServiceQuotas(
      { client, pageSize: 10 },
      { ServiceCode: "sagemaker" },
    ))
      names.push(...(page.Quotas ?? []).map(({ QuotaName }) => QuotaName));
    return names;
  };

  test("lists what jobs may use, page by page, to those whose policy lets them", async () => {
    const { iam, sts } = world.root(DEV);
    const RoleName = "asks-for-quotas";
    const AssumeRolePolicyDocument = trust({ AWS: `arn:aws:iam::${DEV}:root` });
    await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
    const RoleArn = `arn:aws:iam::${DEV}:role/${RoleName}`;
    const { Credentials: keys } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "test" }));
    const role = {
      accessKeyId: keys?.AccessKeyId ?? "",
      secretAccessKey: keys?.SecretAccessKey ?? "",
      sessionToken: keys?.SessionToken ?? "",
    };
    await expect(quotasOf(role)).rejects.toMatchObject({
      name: "AccessDeniedException",
      message: expect.stringContaining("servicequotas:ListServiceQuotas") as string,
    });

    const PolicyDocument = policy({
      Effect: "Allow",
      Action: "servicequotas:ListServiceQuotas",
      Resource: "*",
    });
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "quotas", PolicyDocument }));
    const names = await quotasOf(role);
    expect(names).toContain("ml.m5.xlarge for processing job usage");
    expect(new Set(names).size).toBe(names.length);
  });

  test("goes wrong like every other call", async () => {
    world.gateway.inject({ action: "servicequotas:ListServiceQuotas", fault: "denied" });
    await expect(quotasOf(root)).rejects.toMatchObject({ name: "AccessDeniedException" });
  });
});
