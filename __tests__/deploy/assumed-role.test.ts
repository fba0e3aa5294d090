import { connect } from "../../deploy/aws/connect";
import { exampleEnvironment } from "../support/environments";
import { AwsServer } from "./support/aws-server";

const before = { ...process.env };
let server: AwsServer;

beforeEach(async () => {
  server = new AwsServer();
  process.env.AWS_ENDPOINT_URL = await server.listen();
  process.env.AWS_ACCESS_KEY_ID = "AKIA";
  process.env.AWS_SECRET_ACCESS_KEY = "secret";
});
afterEach(async () => {
  process.env = before;
  await server.close();
});

test.each([
  ["is named where one is agreed on", "deployments"],
  ["is not where none is", undefined],
])("the external id %s", async (_, id) => {
  await connect(exampleEnvironment("prod", { jenkins_external_id: id }), "deploy", "0123456789abcdef");
  expect(server.assumed.get("ExternalId")).toBe(id ?? null);
});

test.each([
  ["deploy", "the file's", "deploy_role_arn", "arn:aws:iam::222222222222:role/ci/deployments"],
  ["deploy", "cross-account-jenkins-role by default", "deploy_role_arn", undefined],
  ["plan", "the file's", "plan_role_arn", "arn:aws:iam::222222222222:role/ci/plans"],
  ["plan", "plan-role by default", "plan_role_arn", undefined],
] as const)("the role to %s with is %s", async (acting, _, key, role) => {
  await connect(exampleEnvironment("prod", { [key]: role }), acting, "0123456789abcdef");
  const byDefault = acting === "plan" ? "plan-role" : "cross-account-jenkins-role";
  expect(server.assumed.get("RoleArn")).toBe(role ?? `arn:aws:iam::222222222222:role/${byDefault}`);
  expect(server.assumed.get("RoleSessionName")).toBe(`${acting}-0123456789ab`);
});
