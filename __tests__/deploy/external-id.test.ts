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
  expect(server.externalId).toBe(id ?? null);
});
