import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { Arguments } from "../../../rehearsal/apply/arguments";
import { assumeRole, connect } from "../../../rehearsal/apply/clients";
import { resourceType } from "../../../rehearsal/apply/resources";

/** Answers everything, and keeps what it was asked. */
const asked: Record<string, string>[] = [];
const server = createServer((request, response) => {
  void text(request).then((body) => {
    const parameters = Object.fromEntries(new URLSearchParams(body));
    asked.push(parameters);
    const { Action = "" } = parameters;
    const credentials =
      "<Credentials><AccessKeyId>A</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>";
    const versions =
      "<Versions><member><VersionId>v1</VersionId><IsDefaultVersion>false</IsDefaultVersion></member><member><VersionId>v2</VersionId><IsDefaultVersion>true</IsDefaultVersion></member></Versions>";
    response.end(
      `<${Action}Response><${Action}Result>${credentials}${versions}</${Action}Result></${Action}Response>`,
    );
  });
});

let connection: Parameters<typeof assumeRole>[0];

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  connection = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: "us-east-1",
    credentials: { accessKeyId: "A", secretAccessKey: "s" },
  };
});
beforeEach(() => asked.splice(0));
afterAll(() => new Promise((resolve) => server.close(resolve)));

test("a managed policy is attached to its role, and detached again", async () => {
  const values = { role: "deployer", policy_arn: "arn:aws:iam::aws:policy/AmazonS3FullAccess" };
  const type = resourceType("aws_iam_role_policy_attachment", "a.b", Object.keys(values));
  const clients = await connect(connection, []);
  const context = { clients, folder: "/nowhere", tags: {} };
  await type.create(new Arguments(values, "a.b"), context);
  await type.delete(new Arguments(values, "a.b"), context);
  clients.destroy();
  expect(asked.slice(1)).toMatchObject([
    { Action: "AttachRolePolicy", RoleName: "deployer", PolicyArn: values.policy_arn },
    { Action: "DetachRolePolicy", RoleName: "deployer", PolicyArn: values.policy_arn },
  ]);
});

test("a policy of the account's own is changed by a new version, and goes with its old ones", async () => {
  const values = { name: "more", path: "/", description: "d", policy: "old" };
  const type = resourceType("aws_iam_policy", "a.b", Object.keys(values));
  const clients = await connect(connection, []);
  const context = { clients, folder: "/nowhere", tags: { model: "m" } };
  await type.create(new Arguments(values, "a.b"), context);
  const attributes = { ...values, id: "arn", arn: "arn", policy_id: "P", tags: { old: "tag" } };
  await type.update?.(
    new Arguments({ ...values, policy: "new" }, "a.b"),
    new Arguments(attributes, "a.b"),
    context,
  );
  await type.delete(new Arguments(attributes, "a.b"), context);
  clients.destroy();
  const of = { PolicyArn: "arn" };
  const old = [
    { Action: "ListPolicyVersions", ...of },
    { Action: "DeletePolicyVersion", ...of, VersionId: "v1" },
  ];
  expect(asked.slice(1)).toMatchObject([
    { Action: "CreatePolicy", PolicyName: "more", PolicyDocument: "old", "Tags.member.1.Key": "model" },
    { Action: "CreatePolicyVersion", ...of, PolicyDocument: "new", SetAsDefault: "true" },
    ...old,
    { Action: "TagPolicy", ...of, "Tags.member.1.Key": "model" },
    { Action: "UntagPolicy", ...of, "TagKeys.member.1": "old" },
    ...old,
    { Action: "DeletePolicy", ...of },
  ]);
});

test("an instance profile gets its role and tags, changes both, and goes without them", async () => {
  const values = { name: "server", path: "/", role: "server" };
  const type = resourceType("aws_iam_instance_profile", "a.b", Object.keys(values));
  const clients = await connect(connection, []);
  const context = { clients, folder: "/nowhere", tags: { model: "m" } };
  await type.create(new Arguments(values, "a.b"), context);
  const attributes = { ...values, id: "server", arn: "arn", unique_id: "U", tags: { old: "tag" } };
  await type.update?.(
    new Arguments({ ...values, role: "other" }, "a.b"),
    new Arguments(attributes, "a.b"),
    context,
  );
  await type.delete(new Arguments({ ...attributes, role: "other" }, "a.b"), context);
  clients.destroy();
  const [of, to] = [{ InstanceProfileName: "server" }, "AddRoleToInstanceProfile"];
  expect(asked.slice(1)).toMatchObject([
    { Action: "CreateInstanceProfile", ...of, Path: "/", "Tags.member.1.Key": "model" },
    { Action: to, ...of, RoleName: "server" },
    { Action: "RemoveRoleFromInstanceProfile", ...of, RoleName: "server" },
    { Action: to, ...of, RoleName: "other" },
    { Action: "TagInstanceProfile", ...of, "Tags.member.1.Key": "model" },
    { Action: "UntagInstanceProfile", ...of, "TagKeys.member.1": "old" },
    { Action: "RemoveRoleFromInstanceProfile", ...of, RoleName: "other" },
    { Action: "DeleteInstanceProfile", ...of },
  ]);
});

test("a role is assumed with the external id that the stack names", async () => {
  await assumeRole(connection, "arn:aws:iam::222222222222:role/deployer", { externalId: "deployments" });
  expect(asked).toMatchObject([{ Action: "AssumeRole", ExternalId: "deployments" }]);
});
