import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { AwsHandler } from "../../deploy/aws/aws-handler";
import { asProblem } from "../../deploy/aws/problems";

/** How many tries have reached the server, which answers none of them. */
let tries = 0;
let server: Server;
let client: STSClient;

beforeAll(async () => {
  server = createServer(() => (tries += 1));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  client = new STSClient({
    region: "us-east-1",
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" },
    maxAttempts: 6,
    requestHandler: new AwsHandler({ connect: 250, answer: 600, afterSilence: 100 }),
  });
});
afterAll(() => {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
});

test("who never answers is asked twice, once more for what is left to do, and told", async () => {
  const call = { action: "sts:GetCallerIdentity", resource: "*", principal: "me" };
  const ask = () => asProblem(call, () => client.send(new GetCallerIdentityCommand({})));
  await expect(ask()).rejects.toMatchObject({
    code: "EndpointUnreachable",
    blame: "environment",
    message: expect.stringMatching(/127\.0\.0\.1.* never answers/) as string,
  });
  expect(tries).toBe(2);
  await expect(ask()).rejects.toMatchObject({ code: "EndpointUnreachable" });
  expect(tries).toBe(3);
});
