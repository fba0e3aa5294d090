import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { destroy } from "../../../rehearsal/apply/apply";
import type { Target } from "../../../rehearsal/apply/apply";
import { AwsServer } from "../../deploy/support/aws-server";

const STATE = {
  serial: 1,
  resources: [
    {
      address: "aws_s3_bucket.data",
      type: "aws_s3_bucket",
      arguments: { bucket: "data" },
      attributes: { bucket: "data", id: "data" },
      dependencies: [],
    },
    {
      // First to go: it depends on the bucket.
      address: "aws_s3_bucket_policy.data",
      type: "aws_s3_bucket_policy",
      arguments: { bucket: "data", policy: "{}" },
      attributes: { bucket: "data", policy: "{}", id: "data" },
      dependencies: ["aws_s3_bucket.data"],
    },
  ],
};

let server: AwsServer;
let scratch: string;
let target: Target;
let stateFile: string;

beforeEach(async () => {
  server = new AwsServer();
  scratch = mkdtempSync(join(tmpdir(), "destroy-"));
  const folder = join(scratch, "dev-account");
  stateFile = join(scratch, "dev-account.tfstate");
  mkdirSync(folder);
  writeFileSync(join(folder, "cdk.tf.json"), "{}");
  writeFileSync(stateFile, JSON.stringify(STATE));
  const credentials = { accessKeyId: "A", secretAccessKey: "s" };
  target = { folder, endpoint: await server.listen(), credentials, stateFile };
});
afterEach(async () => {
  rmSync(scratch, { recursive: true, force: true });
  await server.close();
});

describe("destroy", () => {
  it("refuses a stack that holds data before it deletes anything", async () => {
    server.objects.set("/data/train.csv", 1);
    await expect(destroy(target)).rejects.toMatchObject({
      code: "NotEmpty",
      message: "dev-account holds data, which would be lost with it: s3://data holds 1 object version",
    });
    expect(server.calls).toEqual(["sts:GetCallerIdentity", "s3:GET"]);
    expect(JSON.parse(readFileSync(stateFile, "utf8"))).toEqual(STATE);
    expect(existsSync(`${stateFile}.tflock`)).toBe(false);
  });

  it("deletes the data with the stack where it is told to", async () => {
    server.objects.set("/data/train.csv", 1);
    const { changes } = await destroy(target, { purge: true });
    expect(changes.map(({ action }) => action)).toEqual(["delete", "delete"]);
    expect(server.objects.size).toBe(0);
    expect(JSON.parse(readFileSync(stateFile, "utf8"))).toMatchObject({ resources: [] });
  });

  it("needs not be told where there is none", async () => {
    await destroy(target);
    expect(JSON.parse(readFileSync(stateFile, "utf8"))).toMatchObject({ resources: [] });
  });
});
