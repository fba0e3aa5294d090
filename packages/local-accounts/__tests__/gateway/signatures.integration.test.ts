import { ListRulesCommand } from "@aws-sdk/client-eventbridge";
import { CreateAccessKeyCommand, CreateRoleCommand, CreateUserCommand } from "@aws-sdk/client-iam";
import { ListKeysCommand } from "@aws-sdk/client-kms";
import { CreateFunctionCommand, InvokeCommand, ListFunctionsCommand } from "@aws-sdk/client-lambda";
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListBucketsCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { S3Client } from "@aws-sdk/client-s3";
import { CreateTopicCommand, ListTopicsCommand } from "@aws-sdk/client-sns";
import { AssumeRoleCommand, GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { STSClient } from "@aws-sdk/client-sts";
import { createHash, createHmac } from "node:crypto";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { rehearsalPython } from "../../../../rehearsal/python";
import type { Credentials } from "../../ports";
import { DEV, PROD, REGION, trust, World, zipOf, type Clients } from "../accounts/world";
import type { RequestPresigner } from "@smithy/types";
import { portOf, send, signed, wireOf, type Wire } from "./wire";

let world: World;
let port: string;
let root: Credentials;
beforeAll(async () => {
  world = await World.start();
  port = portOf(world.gateway.endpoint);
  root = world.accounts.rootCredentials(DEV);
  const { s3 } = world.root(DEV);
  await s3.send(new CreateBucketCommand({ Bucket: "data" }));
  await s3.send(new PutObjectCommand({ Bucket: "data", Key: "one", Body: "1" }));
  await s3.send(new PutObjectCommand({ Bucket: "data", Key: "two", Body: "2" }));
});
afterAll(() => world.close());

const one = new GetObjectCommand({ Bucket: "data", Key: "one" });
const whoAmI = new GetCallerIdentityCommand({});

/** A call of each protocol, and how AWS words the three refusals in it. */
const CALLS = {
  s3: {
    call: ({ s3 }: Clients) => signed(s3, new ListBucketsCommand({})),
    wrong: [403, "<Code>SignatureDoesNotMatch</Code>"],
    unknown: [403, "<Code>InvalidAccessKeyId</Code>"],
    missing: [403, "<Code>AccessDenied</Code>"],
  },
  sts: {
    call: ({ sts }: Clients) => signed(sts, whoAmI),
    wrong: [403, "<Code>SignatureDoesNotMatch</Code>"],
    unknown: [403, "<Code>InvalidClientTokenId</Code>"],
    missing: [403, "<Code>MissingAuthenticationToken</Code>"],
  },
  sns: {
    call: ({ sns }: Clients) => signed(sns, new ListTopicsCommand({})),
    wrong: [403, "<Code>SignatureDoesNotMatch</Code>"],
    unknown: [403, "<Code>InvalidClientTokenId</Code>"],
    missing: [403, "<Code>MissingAuthenticationToken</Code>"],
  },
  kms: {
    call: ({ kms }: Clients) => signed(kms, new ListKeysCommand({})),
    wrong: [400, "InvalidSignatureException"],
    unknown: [400, "UnrecognizedClientException"],
    missing: [400, "MissingAuthenticationTokenException"],
  },
  events: {
    call: ({ events }: Clients) => signed(events, new ListRulesCommand({})),
    wrong: [400, "InvalidSignatureException"],
    unknown: [400, "UnrecognizedClientException"],
    missing: [400, "MissingAuthenticationTokenException"],
  },
  lambda: {
    call: ({ lambda }: Clients) => signed(lambda, new ListFunctionsCommand({})),
    wrong: [403, "InvalidSignatureException"],
    unknown: [403, "UnrecognizedClientException"],
    missing: [403, "MissingAuthenticationTokenException"],
  },
} as const;

/** The status and all in which an error's code may stand. */
async function answered(wire: Wire): Promise<readonly [number, string]> {
  const { status, headers, body } = await send(port, wire);
  return [status, `${String(headers["x-amzn-errortype"])} ${body}`];
}

const containing = ([status, code]: readonly [number, string]): unknown[] => [
  status,
  expect.stringContaining(code),
];

/** Replaces headers; undefined takes one away. */
function withHeaders(wire: Wire, changed: Readonly<Record<string, string | undefined>>): Wire {
  const headers = Object.entries({ ...wire.headers, ...changed }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return { ...wire, headers: Object.fromEntries(headers) };
}

describe.each(Object.entries(CALLS))("a call to %s", (_, { call, wrong, unknown, missing }) => {
  test("signed with the account's own secret is served", async () => {
    expect((await send(port, await call(world.root(DEV)))).status).toBe(200);
  });

  test.each(["test", "", DEV])("signed with %j for a secret is refused", async (secretAccessKey) => {
    expect(await answered(await call(world.as({ ...root, secretAccessKey })))).toEqual(containing(wrong));
  });

  test("signed with another account's secret is refused", async () => {
    const { secretAccessKey } = world.accounts.rootCredentials(PROD);
    expect(await answered(await call(world.as({ ...root, secretAccessKey })))).toEqual(containing(wrong));
  });

  test("by a key that nobody has is refused", async () => {
    const wire = await call(world.as({ ...root, accessKeyId: "AKIAXXXXXXXXXXXXXXXX" }));
    expect(await answered(wire)).toEqual(containing(unknown));
  });

  test("by ministack's own key is refused", async () => {
    const wire = await call(world.as({ accessKeyId: "test", secretAccessKey: "test" }));
    expect(await answered(wire)).toEqual(containing(wrong));
  });

  test("without a signature is refused", async () => {
    const lost = withHeaders(await call(world.root(DEV)), { authorization: undefined });
    expect(await answered(lost)).toEqual(containing(missing));
  });
});

describe("a request that was changed after it was signed is refused:", () => {
  const mismatch = [403, expect.stringContaining("<Code>SignatureDoesNotMatch</Code>")];

  test("another path", async () => {
    const wire = await signed(world.root(DEV).s3, one);
    expect((await send(port, wire)).body).toBe("1");
    expect(await answered({ ...wire, path: wire.path.replace("/one", "/two") })).toEqual(mismatch);
  });

  test("another method, another query, another of its hosts", async () => {
    const wire = await signed(world.root(DEV).s3, one);
    expect(await answered({ ...wire, method: "DELETE" })).toEqual(mismatch);
    expect(await answered({ ...wire, path: `${wire.path}&tagging` })).toEqual(mismatch);
    expect(await answered(withHeaders(wire, { host: `localhost:${port}` }))).toEqual(mismatch);
  });

  test("another body, whether the hash that it claims is the old one or its own", async () => {
    const put = new PutObjectCommand({ Bucket: "data", Key: "three", Body: "abc" });
    const wire = { ...(await signed(world.root(DEV).s3, put)), body: "xyz" };
    expect(await answered(wire)).toEqual([
      400,
      expect.stringContaining("<Code>XAmzContentSHA256Mismatch</Code>"),
    ]);
    const hash = createHash("sha256").update("xyz").digest("hex");
    expect(await answered(withHeaders(wire, { "x-amz-content-sha256": hash }))).toEqual(mismatch);
    expect(await answered(withHeaders(wire, { "x-amz-content-sha256": "UNSIGNED-PAYLOAD" }))).toEqual(
      mismatch,
    );

    const topic = await signed(world.root(DEV).sns, new CreateTopicCommand({ Name: "good" }));
    expect(await answered({ ...topic, body: String(topic.body).replace("good", "evil") })).toEqual(mismatch);
    const { Topics } = await world.root(DEV).sns.send(new ListTopicsCommand({}));
    expect(Topics ?? []).toEqual([]);
  });

  test("a header of AWS's that the signature leaves out", async () => {
    const put = new PutObjectCommand({ Bucket: "data", Key: "four", Body: "abc" });
    const wire = withHeaders(await signed(world.root(DEV).s3, put), { "x-amz-acl": "public-read" });
    expect(await answered(wire)).toEqual(mismatch);
  });

  test("another Region, service or day in its scope", async () => {
    const wire = await signed(world.root(DEV).s3, one);
    for (const [part, other] of [
      [REGION, "eu-west-1"],
      ["/s3/", "/sns/"],
    ] as const) {
      const authorization = wire.headers["authorization"]?.replace(part, other);
      expect(authorization).not.toBe(wire.headers["authorization"]);
      expect((await send(port, withHeaders(wire, { authorization }))).status).toBe(403);
    }
  });

  test("two keys in one header", async () => {
    const wire = await signed(world.root(DEV).s3, one);
    const authorization = wire.headers["authorization"]?.replace(
      "AWS4-HMAC-SHA256 ",
      `AWS4-HMAC-SHA256 Credential=${PROD}/x, `,
    );
    expect((await send(port, withHeaders(wire, { authorization }))).status).toBeGreaterThanOrEqual(400);
  });
});

describe("a request is good for as long as AWS takes it:", () => {
  const at = (minutes: number) => {
    const options = { endpoint: world.gateway.endpoint, region: REGION, credentials: root };
    const systemClockOffset = minutes * 60_000;
    return {
      s3: () => signed(new S3Client({ ...options, systemClockOffset }), one),
      sts: () => signed(new STSClient({ ...options, systemClockOffset }), whoAmI),
    };
  };

  test.each([-14, 14])("%d minutes off", async (minutes) => {
    expect((await send(port, await at(minutes).s3())).status).toBe(200);
    expect((await send(port, await at(minutes).sts())).status).toBe(200);
  });

  test.each([-16, 16])("not %d minutes off", async (minutes) => {
    const { s3, sts } = at(minutes);
    expect(await answered(await s3())).toEqual([403, expect.stringContaining("RequestTimeTooSkewed")]);
    expect(await answered(await sts())).toEqual([403, expect.stringContaining("SignatureDoesNotMatch")]);
  });
});

describe("a presigned URL", () => {
  async function presigned(credentials: Credentials, more: object = {}): Promise<Wire> {
    const client = new S3Client({ endpoint: world.gateway.endpoint, region: REGION, credentials });
    // The signer's type leaves out the presigning that the class behind it has.
    const signer = (await client.config.signer()) as unknown as RequestPresigner;
    const request = {
      method: "GET",
      protocol: "http:",
      hostname: "127.0.0.1",
      path: "/data/one",
      // As S3's presigner has it.
      headers: { host: `127.0.0.1:${port}`, "x-amz-content-sha256": "UNSIGNED-PAYLOAD" },
    };
    const { path } = wireOf(await signer.presign(request, { expiresIn: 60, ...more }));
    return { method: "GET", path, headers: {} };
  }

  test("opens the object that it was made for, and no other", async () => {
    const wire = await presigned(root);
    expect(await send(port, wire)).toMatchObject({ status: 200, body: "1" });
    expect((await send(port, { path: wire.path.replace("/one", "/two") })).status).toBe(403);
  });

  test("of a session carries its token", async () => {
    const iam = await world.root(DEV).iam.send(
      new CreateRoleCommand({
        RoleName: "reader",
        AssumeRolePolicyDocument: trust({ Service: "ec2.amazonaws.com" }),
      }),
    );
    const session = await world.accounts.assumeServiceRole(iam.Role?.Arn ?? "", "ec2.amazonaws.com", "s");
    const wire = await presigned(session);
    // Known, and without a permission.
    expect((await send(port, wire)).body).toContain("not authorized to perform: s3:GetObject");
    const path = wire.path.replace(/X-Amz-Security-Token=[^&]*/, "X-Amz-Security-Token=stolen");
    expect((await send(port, { path })).status).toBe(400);
  });

  test("made with another secret is refused", async () => {
    const wire = await presigned({ ...root, secretAccessKey: "test" });
    expect(await answered(wire)).toEqual([403, expect.stringContaining("SignatureDoesNotMatch")]);
  });

  test("ends when it says", async () => {
    const wire = await presigned(root, { signingDate: new Date(Date.now() - 120_000) });
    expect(await answered(wire)).toEqual([403, expect.stringContaining("Request has expired")]);
  });
});

describe("an upload in chunks", () => {
  const hash = (text: string) => createHash("sha256").update(text).digest("hex");
  const EMPTY = hash("");

  /** https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html, signed by hand: no client here sends it. */
  function chunked(text: string): Wire {
    const date = new Date().toISOString().replace(/[-:]|\.\d{3}/g, "");
    const scope = `${date.slice(0, 8)}/${REGION}/s3/aws4_request`;
    const key = [...scope.split("/")].reduce<string | Buffer>(
      (secret, part) => createHmac("sha256", secret).update(part).digest(),
      `AWS4${root.secretAccessKey}`,
    );
    const sign = (...lines: string[]) => createHmac("sha256", key).update(lines.join("\n")).digest("hex");
    const headers = {
      "content-encoding": "aws-chunked",
      host: `127.0.0.1:${port}`,
      "x-amz-content-sha256": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
      "x-amz-date": date,
      "x-amz-decoded-content-length": String(text.length),
    };
    const names = Object.keys(headers).join(";");
    const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`);
    const canonical = [
      "PUT",
      "/data/chunked",
      "",
      lines.join(""),
      names,
      headers["x-amz-content-sha256"],
    ].join("\n");
    const seed = sign("AWS4-HMAC-SHA256", date, scope, hash(canonical));
    let previous = seed;
    const body = [text, ""]
      .map((chunk) => {
        previous = sign("AWS4-HMAC-SHA256-PAYLOAD", date, scope, previous, EMPTY, hash(chunk));
        return `${chunk.length.toString(16)};chunk-signature=${previous}\r\n${chunk}\r\n`;
      })
      .join("");
    const authorization = `AWS4-HMAC-SHA256 Credential=${DEV}/${scope}, SignedHeaders=${names}, Signature=${seed}`;
    return { method: "PUT", path: "/data/chunked", headers: { ...headers, authorization }, body };
  }

  test("is checked chunk by chunk", async () => {
    const wire = chunked("some text");
    expect((await send(port, { ...wire, body: String(wire.body).replace("some", "evil") })).status).toBe(403);
    expect((await send(port, wire)).status).toBe(200);
    const { Body } = await world.root(DEV).s3.send(new GetObjectCommand({ Bucket: "data", Key: "chunked" }));
    expect(await Body?.transformToString()).toBe("some text");
  });
});

describe("credentials that the accounts hand out", () => {
  const identity = async (credentials: Credentials) => (await world.as(credentials).sts.send(whoAmI)).Arn;
  const mismatch = { name: "SignatureDoesNotMatch" };

  test("a user's key comes with its secret", async () => {
    const { iam } = world.root(DEV);
    await iam.send(new CreateUserCommand({ UserName: "someone" }));
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: "someone" }));
    const own = {
      accessKeyId: AccessKey?.AccessKeyId ?? "",
      secretAccessKey: AccessKey?.SecretAccessKey ?? "",
    };
    expect(await identity(own)).toBe(`arn:aws:iam::${DEV}:user/someone`);
    await expect(identity({ ...own, secretAccessKey: "test" })).rejects.toMatchObject(mismatch);
  });

  test("an assumed role's come with secret and token", async () => {
    const { iam, sts } = world.root(DEV);
    const { Role } = await iam.send(
      new CreateRoleCommand({
        RoleName: "assumed",
        AssumeRolePolicyDocument: trust({ AWS: `arn:aws:iam::${DEV}:root` }),
      }),
    );
    const assume = new AssumeRoleCommand({ RoleArn: Role?.Arn ?? "", RoleSessionName: "s" });
    const {
      AccessKeyId = "",
      SecretAccessKey = "",
      SessionToken = "",
    } = (await sts.send(assume)).Credentials ?? {};
    const own = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
    expect(await identity(own)).toBe(`arn:aws:sts::${DEV}:assumed-role/assumed/s`);
    await expect(identity({ ...own, secretAccessKey: "test" })).rejects.toMatchObject(mismatch);
    const unknown = { name: "InvalidClientTokenId" };
    await expect(identity({ ...own, sessionToken: "stolen" })).rejects.toMatchObject(unknown);
    await expect(
      identity({ accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey }),
    ).rejects.toMatchObject(unknown);
  });

  test("a function's are of use to it, and cannot be worked out from its ARN", async () => {
    const { iam, lambda } = world.root(DEV);
    const AssumeRolePolicyDocument = trust({ Service: "lambda.amazonaws.com" });
    const { Role } = await iam.send(
      new CreateRoleCommand({ RoleName: "function", AssumeRolePolicyDocument }),
    );
    const { FunctionArn = "" } = await lambda.send(
      new CreateFunctionCommand({
        FunctionName: "confides",
        Role: Role?.Arn ?? "",
        Runtime: "nodejs22.x",
        Handler: "index.handler",
        Code: { ZipFile: zipOf("exports.handler = async () => process.env;") },
      }),
    );
    const { Payload } = await lambda.send(new InvokeCommand({ FunctionName: "confides" }));
    const has = JSON.parse(Buffer.from(Payload ?? []).toString("utf8")) as Record<string, string>;
    const own = {
      accessKeyId: has["AWS_ACCESS_KEY_ID"] ?? "",
      secretAccessKey: has["AWS_SECRET_ACCESS_KEY"] ?? "",
      sessionToken: has["AWS_SESSION_TOKEN"] ?? "",
    };
    expect(await identity(own)).toBe(`arn:aws:sts::${DEV}:assumed-role/function/confides`);
    expect(Object.values(has)).not.toContain(world.gateway.token);

    // As ministack derives them by itself.
    const digest = createHash("sha256").update(`${FunctionArn}:${Role?.Arn}`).digest("hex");
    const derived = (text: string) => createHash("sha256").update(`${text}:${digest}`).digest("hex");
    const guessed = {
      accessKeyId: `ASIA${digest.slice(0, 16).toUpperCase()}`,
      secretAccessKey: derived("secret"),
      sessionToken: derived("token"),
    };
    await expect(identity(guessed)).rejects.toMatchObject({ name: "InvalidClientTokenId" });
    await expect(identity({ ...own, secretAccessKey: guessed.secretAccessKey })).rejects.toMatchObject(
      mismatch,
    );
  });
});

test("Python's SDK signs as it is verified: files, forms, JSON and keys that need escapes", async () => {
  const { python } = await rehearsalPython(() => undefined);
  const script = `
import io, sys, botocore.session
session = botocore.session.get_session()
client = lambda service: session.create_client(service)
s3 = client("s3")
for key in ["a b/ü+c~*'()", "plain", "//x/../y", "p%20q", "x=y&z"]:
    s3.put_object(Bucket="data", Key=key, Body=io.BytesIO(key.encode()))
    assert s3.get_object(Bucket="data", Key=key)["Body"].read() == key.encode(), key
assert s3.list_objects_v2(Bucket="data", Prefix="a b/ü+c")["KeyCount"] == 1
topic = client("sns").create_topic(Name="python", Tags=[{"Key": "a b", "Value": "ü & = +"}])["TopicArn"]
client("sns").publish(TopicArn=topic, Message="ü\\n & = + %20")
client("lambda").list_functions()
client("events").list_rules()
print(client("sts").get_caller_identity()["Arn"])
`;
  const { stdout } = await promisify(execFile)(python, ["-c", script], {
    env: {
      AWS_ENDPOINT_URL: world.gateway.endpoint,
      AWS_DEFAULT_REGION: REGION,
      AWS_ACCESS_KEY_ID: root.accessKeyId,
      AWS_SECRET_ACCESS_KEY: root.secretAccessKey,
      AWS_CONFIG_FILE: "/dev/null",
      AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    },
  });
  expect(stdout.trim()).toBe(`arn:aws:iam::${DEV}:root`);
});
