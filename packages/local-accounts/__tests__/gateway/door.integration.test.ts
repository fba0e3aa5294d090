import { CreateBucketCommand, ListBucketsCommand, PutBucketCorsCommand } from "@aws-sdk/client-s3";
import { GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { ListTopicsCommand } from "@aws-sdk/client-sns";
import { connect } from "node:net";
import { isEmulators } from "../../gateway/door";
import { startGateway } from "../../gateway/gateway";
import { DEV, World } from "../accounts/world";
import { portOf, send, signed, type Wire } from "./wire";

let world: World;
let port: string;
beforeAll(async () => {
  world = await World.start();
  port = portOf(world.gateway.endpoint);
  await world.root(DEV).s3.send(new CreateBucketCommand({ Bucket: "here" }));
});
afterAll(() => world.close());

/** A request that is answered with 200 as it is. */
const listing = (): Promise<Wire> => signed(world.root(DEV).s3, new ListBucketsCommand({}));

/** Sends bytes; the answer's first line. */
function raw(to: number | string, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(to), "127.0.0.1", () => socket.write(text));
    socket.once("data", (chunk) => {
      resolve(chunk.toString("utf8").split("\r\n", 1)[0] ?? "");
      socket.destroy();
    });
    socket.once("error", reject).once("close", () => reject(new Error("closed without an answer")));
  });
}

test("a request as an AWS client sends it is served", async () => {
  const { status, body } = await send(port, await listing());
  expect([status, body]).toEqual([200, expect.stringContaining("<Name>here</Name>")]);
});

describe("what no AWS client sends is turned away, signed or not:", () => {
  test.each([
    ["a foreign host", { host: "evil.example" }],
    ["a foreign host with this port", { host: "evil.example:PORT" }],
    ["a host below this one", { host: "bucket.localhost:PORT" }],
    ["this host without its port", { host: "127.0.0.1" }],
    ["another port", { host: "127.0.0.1:1" }],
    ["an origin", { origin: "https://evil.example" }],
    ["the origin of a sandboxed page", { origin: "null" }],
    ["its own origin", { origin: "http://127.0.0.1:PORT" }],
    ["Sec-Fetch-Mode", { "sec-fetch-mode": "no-cors" }],
    ["Sec-Fetch-Site", { "Sec-Fetch-Site": "none" }],
  ])("%s", async (_, added) => {
    const wire = await listing();
    const own = Object.fromEntries(
      Object.entries(added).map(([name, value]) => [name, value.replace("PORT", port)]),
    );
    const { status, headers, body } = await send(port, { ...wire, headers: { ...wire.headers, ...own } });
    expect([status, headers["content-type"]]).toEqual([403, "text/plain"]);
    expect(body).toMatch(/^this endpoint (goes by 127\.0\.0\.1|is not for web pages)/);
  });

  test("OPTIONS, the question whether a page may call", async () => {
    const { status, headers } = await send(port, { method: "OPTIONS", path: "/here" });
    expect(status).toBe(403);
    expect(Object.keys(headers).filter((name) => name.startsWith("access-control-"))).toEqual([]);
  });

  test("two hosts, no host, and a request for a proxy", async () => {
    const host = `Host: 127.0.0.1:${port}\r\n`;
    expect(await raw(port, `GET / HTTP/1.1\r\n${host}Host: evil.example\r\n\r\n`)).toMatch(/ 40[03] /);
    expect(await raw(port, "GET / HTTP/1.0\r\n\r\n")).toMatch(/ 403 /);
    expect(await raw(port, `GET http://127.0.0.1:${port}/ HTTP/1.1\r\n${host}\r\n`)).toMatch(/ 403 /);
  });

  test("even before there is anything behind the gateway, and at EventBridge's callback", async () => {
    const early = await startGateway();
    try {
      expect((await send(portOf(early.endpoint), { headers: { origin: "null" } })).status).toBe(403);
    } finally {
      await early.close();
    }
    const headers = { origin: "null", "x-rehearsal-token": world.gateway.token };
    const path = new URL(world.gateway.callback).pathname;
    expect((await send(port, { method: "POST", path, headers, body: "{}" })).status).toBe(403);
    expect(world.sageMaker.started).toEqual([]);
  });
});

const EMULATORS = [
  "/_ministack/reset",
  "/_ministack/health?x=/bucket",
  "/_localstack/health",
  "/health",
  "/health/",
  "//health",
  "/x/../health",
  "//_ministack/reset",
  "/./_ministack/reset",
  "/bucket/../_ministack/reset",
  "/%5fministack/reset",
  "/_mini%73tack/reset",
  "/%255f%256dinistack/reset",
  "/bucket/%2e%2e/_ministack/reset",
  "/%2f_ministack%2freset",
  "/\\_ministack\\reset",
  "/_MINISTACK/reset",
  "/_ministack/../bucket/key",
  "/_aws/sqs/messages",
  "/_aws/lambda-url/x",
  "/_alb/x",
];

describe("paths that are not AWS's", () => {
  test.each(EMULATORS)("%s is refused", async (path) => {
    const wire = { method: "POST", path, headers: (await listing()).headers, body: "" };
    const { status, body } = await send(port, wire);
    expect([status, body]).toEqual([403, "no AWS API has this path\n"]);
  });

  test("are no part of AWS's: keys and buckets that look alike pass", async () => {
    expect(
      [
        "/bucket/_SUCCESS",
        "/bucket/health",
        "/health/key",
        "/2015-03-31/functions/_f",
        "/?prefix=_ministack",
      ].filter(isEmulators),
    ).toEqual([]);
    const { s3 } = world.root(DEV);
    const at = { Bucket: "here", Key: "run/_SUCCESS" };
    await s3.send(new PutObjectCommand({ ...at, Body: "done" }));
    expect(await (await s3.send(new GetObjectCommand(at))).Body?.transformToString()).toBe("done");
  });

  test("refused or not, nothing was wiped", async () => {
    const { Buckets } = await world.root(DEV).s3.send(new ListBucketsCommand({}));
    expect(Buckets?.map(({ Name }) => Name)).toContain("here");
  });
});

test("no answer says that a page may read it", async () => {
  const { s3, sns } = world.root(DEV);
  const CORSRules = [{ AllowedOrigins: ["*"], AllowedMethods: ["GET"] }];
  await s3.send(new PutBucketCorsCommand({ Bucket: "here", CORSConfiguration: { CORSRules } }));
  for (const wire of [await listing(), await signed(sns, new ListTopicsCommand({}))]) {
    const { status, headers } = await send(port, wire);
    expect(status).toBe(200);
    expect(Object.keys(headers).filter((name) => name.startsWith("access-control-"))).toEqual([]);
  }
});

describe("ministack's own port", () => {
  test("serves nobody without the gateway's token, however well signed", async () => {
    const own = world.accounts.port;
    const wire = await listing();
    for (const token of [undefined, "", "guess", "x".repeat(world.gateway.token.length)]) {
      const headers = { ...wire.headers, ...(token === undefined ? {} : { "x-rehearsal-token": token }) };
      expect((await send(own, { ...wire, headers })).status).toBe(403);
    }
    for (const path of ["/health", "/_ministack/reset", "/here/run/_SUCCESS"]) {
      expect((await send(own, { method: "POST", path })).status).toBe(403);
    }
  });

  test("takes no token from a client through the gateway, and no signature for granted with it", async () => {
    const wire = await listing();
    const headers = { ...wire.headers, "x-rehearsal-token": "a guess of the client's" };
    expect((await send(port, { ...wire, headers })).status).toBe(200);
    const unsigned = { path: "/here", headers: { "x-rehearsal-token": world.gateway.token } };
    expect((await send(world.accounts.port, unsigned)).status).toBe(403);
  });

  test("opens no WebSocket", async () => {
    const upgrade = `GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${Buffer.alloc(16).toString("base64")}\r\n\r\n`;
    expect(await raw(world.accounts.port, upgrade)).toMatch(/ 403 /);
  });
});

test("the control port serves nobody without its token", async () => {
  const launcher = Reflect.get(world.accounts, "launcher") as { ready: { controlPort: number } };
  for (const token of ["", "guess", "gu\u00e9ss"]) {
    const wire = { method: "POST", path: "/record", headers: { "x-rehearsal-token": token }, body: "{}" };
    expect((await send(launcher.ready.controlPort, wire)).status).toBe(403);
  }
});
