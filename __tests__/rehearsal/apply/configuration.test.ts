import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readConfiguration, resolve } from "../../../rehearsal/apply/configuration";

function stackOf(document: object): string {
  const folder = mkdtempSync(join(tmpdir(), "stack-"));
  writeFileSync(join(folder, "cdk.tf.json"), JSON.stringify(document));
  return folder;
}

const TOPIC = {
  aws_sns_topic: { alerts: { name: "alerts", kms_master_key_id: "${aws_kms_key.alerts.arn}" } },
};
const KEY = { aws_kms_key: { alerts: { description: "alerts" } } };

describe("readConfiguration", () => {
  it("puts a resource after those it refers to", () => {
    const { resources } = readConfiguration(stackOf({ resource: { ...TOPIC, ...KEY } }));
    expect(resources.map((block) => block.address)).toEqual(["aws_kms_key.alerts", "aws_sns_topic.alerts"]);
  });

  it("counts depends_on as a dependency and keeps it from the provider", () => {
    const policy = { aws_s3_bucket_policy: { p: { bucket: "b", depends_on: ["aws_kms_key.alerts"] } } };
    const { resources } = readConfiguration(stackOf({ resource: { ...policy, ...KEY } }));
    const block = resources.find((resource) => resource.type === "aws_s3_bucket_policy");
    expect(block?.dependencies).toEqual(["aws_kms_key.alerts"]);
    expect(block?.body).toEqual({ bucket: "b" });
  });

  it("reads the role, the tags and the state's place", () => {
    const configuration = readConfiguration(
      stackOf({
        provider: {
          aws: [
            {
              region: "eu-west-1",
              allowed_account_ids: ["222222222222"],
              assume_role: [
                { role_arn: "arn:aws:iam::222222222222:role/deploy", external_id: "deployments" },
              ],
              default_tags: [{ tags: { environment: "prod" } }],
            },
          ],
        },
        terraform: {
          backend: { s3: { bucket: "state", key: "k", region: "eu-west-1", use_lockfile: true } },
        },
      }),
    );
    expect(configuration.provider).toEqual({
      region: "eu-west-1",
      assumeRoleArn: "arn:aws:iam::222222222222:role/deploy",
      externalId: "deployments",
      allowedAccounts: ["222222222222"],
      defaultTags: { environment: "prod" },
    });
    expect(configuration.backend).toMatchObject({ bucket: "state", key: "k", useLockfile: true });
  });

  it.each([
    ["an expression", { resource: { aws_sns_topic: { t: { name: "${upper(var.x)}" } } } }, /upper\(var\.x\)/],
    ["a directive", { resource: { aws_sns_topic: { t: { name: "%{ if true }a%{ endif }" } } } }, /%\{/],
    ["a moved block", { moved: [{ from: "aws_kms_key.a", to: "aws_kms_key.b" }] }, /"moved" section/],
    ["a data source", { data: { aws_caller_identity: { me: {} } } }, /"data" section/],
    ["a reference to nothing", { resource: TOPIC }, /aws_kms_key\.alerts, which is not there/],
    [
      "a cycle",
      {
        resource: {
          aws_kms_key: {
            a: { description: "${aws_kms_key.b.arn}" },
            b: { description: "${aws_kms_key.a.arn}" },
          },
        },
      },
      /depends on itself/,
    ],
  ])("refuses %s", (_, document, message) => {
    expect(() => readConfiguration(stackOf(document))).toThrow(message);
  });
});

describe("resolve", () => {
  const lookup = (address: string, attribute: string): string => `<${address} ${attribute}>`;

  it("replaces references within text, lists and blocks", () => {
    const value = { policy: "on ${aws_s3_bucket.data.arn}/*", list: ["${aws_kms_key.k.key_id}"] };
    expect(resolve(value, lookup)).toEqual({
      policy: "on <aws_s3_bucket.data arn>/*",
      list: ["<aws_kms_key.k key_id>"],
    });
  });

  it("takes an escaped opening for text, as Terraform does, and no reference for it", () => {
    const value = {
      "$${key}": "$${x} and ${aws_s3_bucket.data.arn}",
      more: ["%%{ if x }", "$$${x}", "$", "$$", "100 %", "$$${"],
    };
    expect(resolve(value, lookup)).toEqual({
      "${key}": "${x} and <aws_s3_bucket.data arn>",
      more: ["%{ if x }", "$${x}", "$", "$$", "100 %", "$${"],
    });
    const resource = { aws_sns_topic: { t: value }, aws_s3_bucket: { data: {} } };
    const { resources } = readConfiguration(stackOf({ resource }));
    expect(resources.map(({ dependencies }) => dependencies)).toEqual([[], ["aws_s3_bucket.data"]]);
  });

  it("keeps the type of a value that is one reference", () => {
    expect(resolve("${aws_kms_key.k.days}", () => 7)).toBe(7);
  });
});
