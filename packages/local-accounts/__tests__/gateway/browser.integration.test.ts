import { CreateBucketCommand, ListBucketsCommand } from "@aws-sdk/client-s3";
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { describeUnless } from "../../../../__tests__/support/unless";
import { DEV, World } from "../accounts/world";

/** Debian's. */
const CHROMIUM = "/usr/bin/chromium";
const obstacle = existsSync(CHROMIUM) ? undefined : `there is no ${CHROMIUM}`;

const MINISTACK = ["/_ministack/reset", "/_localstack/health", "/health", "/mine"];

/** A page that tries what a page can, and leaves in its title's place what came of it. */
function page(ports: readonly number[]): string {
  return `<!doctype html><pre id="said"></pre><img src="/until-done">${ports.map((port) => `<iframe name="f${port}"></iframe>`).join("")}
<script>
const said = [];
const attempt = async (what, act) => {
  try { said.push(what + ": " + await act()); } catch (error) { said.push(what + ": " + error.name); }
};
const forms = [];
(async () => {
  for (const port of ${JSON.stringify(ports)}) for (const path of ${JSON.stringify(MINISTACK)}) {
    const url = "http://127.0.0.1:" + port + path;
    for (const method of ["GET", "POST"]) {
      await attempt(method + " no-cors " + port + path, async () => (await fetch(url, { method, mode: "no-cors" })).type);
      await attempt(method + " cors " + port + path, async () => (await fetch(url, { method })).status);
    }
    await attempt("signed cors " + port + path, async () => (await fetch(url, { headers: {
      authorization: "AWS4-HMAC-SHA256 Credential=${DEV}/20300101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0",
      "x-rehearsal-token": "guess" } })).status);
    await attempt("image " + port + path, () => new Promise((resolve) => {
      const image = new Image();
      image.onload = () => resolve("loaded");
      image.onerror = () => resolve("failed");
      image.src = url;
    }));
    await attempt("socket " + port + path, () => new Promise((resolve) => {
      const socket = new WebSocket(url.replace("http", "ws"));
      socket.onopen = () => resolve("open");
      socket.onerror = () => resolve("failed");
    }));
    await attempt("form " + port + path, () => new Promise((resolve) => {
      const form = document.createElement("form");
      Object.assign(form, { method: "POST", action: url, target: "f" + port });
      document.body.append(form);
      document.querySelector("[name=f" + port + "]").onload = () => resolve("sent");
      form.submit();
    }));
  }
  document.getElementById("said").textContent = said.join("\\n") + "\\nthat is all";
  await fetch("/done");
})();
</script>`;
}

/** Serves one page, whose last image takes until the page is done: so long Chromium waits before it dumps it. */
async function serve(html: string): Promise<Server> {
  let last: ServerResponse | undefined;
  const server = createServer((request, response) => {
    if (request.url === "/until-done") {
      last = response;
      return;
    }
    response.writeHead(200, { "content-type": "text/html" }).end(request.url === "/" ? html : "");
    if (request.url === "/done") last?.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

describeUnless(obstacle, "a web page in a browser on this machine", () => {
  let world: World;
  let folder: string;
  beforeAll(async () => {
    world = await World.start();
    folder = mkdtempSync(join(tmpdir(), "browser-"));
    await world.root(DEV).s3.send(new CreateBucketCommand({ Bucket: "mine" }));
  });
  afterAll(async () => {
    await world.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test("can send, but neither reads nor changes anything", async () => {
    const gateway = Number(new URL(world.gateway.endpoint).port);
    const { controlPort } = Reflect.get(Reflect.get(world.accounts, "launcher") as object, "ready") as {
      controlPort: number;
    };
    const ports = [gateway, world.accounts.port, controlPort];
    const server = await serve(page(ports));
    const arguments_ = [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--no-first-run",
      `--user-data-dir=${folder}`,
      "--timeout=60000",
      "--dump-dom",
      `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    ];
    const { stdout } = await promisify(execFile)(CHROMIUM, arguments_, { timeout: 110_000 });
    await new Promise((resolve) => server.close(resolve));
    const [, text = ""] = /<pre id="said">([^<]*)<\/pre>/.exec(stdout) ?? [];

    const lines = text.split("\n").filter((line) => line.includes(": "));
    const outcomes = (of: string) =>
      lines.filter((line) => line.includes(of)).map((line) => line.split(": ")[1]);
    expect(text).toContain("that is all");
    // It did reach the ports: a request that a page may send is answered, with what the page may not look at.
    for (const port of ports) expect(outcomes(`no-cors ${port}`)).toEqual(Array<string>(8).fill("opaque"));
    expect(new Set(outcomes(" cors "))).toEqual(new Set(["TypeError"]));
    expect(new Set(outcomes("image "))).toEqual(new Set(["failed"]));
    expect(new Set(outcomes("socket "))).toEqual(new Set(["failed"]));
    expect(outcomes("form ")).toHaveLength(ports.length * MINISTACK.length);

    const { Buckets } = await world.root(DEV).s3.send(new ListBucketsCommand({}));
    expect(Buckets?.map(({ Name }) => Name)).toEqual(["mine"]);
    expect(world.errors).toEqual([]);
    expect(
      (await world.accounts.record()).filter(({ principal }) => principal !== `arn:aws:iam::${DEV}:root`),
    ).toEqual([]);
  });
});
