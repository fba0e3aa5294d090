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
  await connect(exampleEnvironment("prod", { jenkins_external_id: id }), "0123456789abcdef");
  expect(server.assumed.get("ExternalId")).toBe(id ?? null);
});

test.each([
  ["the file's", "arn:aws:iam::222222222222:role/ci/deployments"],
  ["cross-account-jenkins-role by default", undefined],
])("the role is %s", async (_, role) => {
  await connect(exampleEnvironment("prod", { deploy_role_arn: role }), "0123456789abcdef");
  const byDefault = "arn:aws:iam::222222222222:role/cross-account-jenkins-role";
  expect(server.assumed.get("RoleArn")).toBe(role ?? byDefault);
});
