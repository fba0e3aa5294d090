// Starts the accounts with a function that runs in them, prints the process's id, and waits to be killed.
import { CreateFunctionCommand, InvokeCommand } from "@aws-sdk/client-lambda";
import { CreateRoleCommand } from "@aws-sdk/client-iam";
import { DEV, trust, World, zipOf } from "./world";

async function main(): Promise<void> {
  const world = await World.start();
  const { iam, lambda } = world.root(DEV);
  const role = await iam.send(
    new CreateRoleCommand({
      RoleName: "function",
      AssumeRolePolicyDocument: trust({ Service: "lambda.amazonaws.com" }),
    }),
  );
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName: "pid",
      Role: role.Role?.Arn ?? "",
      Runtime: "nodejs22.x",
      Handler: "index.handler",
      Code: { ZipFile: zipOf("exports.handler = async () => process.pid;") },
    }),
  );
  const answer = await lambda.send(new InvokeCommand({ FunctionName: "pid" }));
  const functionPid = Number(Buffer.from(answer.Payload ?? []).toString("utf8"));
  process.stdout.write(`${JSON.stringify({ launcher: world.accounts.pid, function: functionPid })}\n`);
}

void main();
