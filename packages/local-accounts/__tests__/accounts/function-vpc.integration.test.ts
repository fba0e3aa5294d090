import { CreateRoleCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import {
  CreateFunctionCommand,
  GetFunctionConfigurationCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { DEV, policy, REGION, trust, World, zipOf } from "./world";

let world: World;
beforeAll(async () => {
  world = await World.start();
});
afterAll(() => world.close());

const EC2 = `arn:aws:ec2:${REGION}:${DEV}`;
const VpcConfig = { SubnetIds: ["subnet-0a1b2c3d"], SecurityGroupIds: ["sg-0a1b2c3d"] };
const INTERFACES = [
  "AssignPrivateIpAddresses",
  "CreateNetworkInterface",
  "DeleteNetworkInterface",
  "DescribeNetworkInterfaces",
  "DescribeSubnets",
  "UnassignPrivateIpAddresses",
];

async function roleWith(RoleName: string, actions: readonly string[]): Promise<string> {
  const { iam } = world.root(DEV);
  const AssumeRolePolicyDocument = trust({ Service: "lambda.amazonaws.com" });
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
  const Action = actions.map((action) => `ec2:${action}`);
  const PolicyDocument = policy({ Effect: "Allow", Action, Resource: ["*", `${EC2}:*/*`] });
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "p", PolicyDocument }));
  return Role?.Arn ?? "";
}

const create = (FunctionName: string, Role: string) =>
  world.root(DEV).lambda.send(
    new CreateFunctionCommand({
      FunctionName,
      Role,
      Runtime: "nodejs22.x",
      Handler: "index.handler",
      Code: { ZipFile: zipOf("exports.handler = async () => 1;") },
      VpcConfig,
    }),
  );

test.each(INTERFACES)("a function whose role lacks %s is not put into a VPC", async (action) => {
  const role = await roleWith(
    `without-${action}`,
    INTERFACES.filter((other) => other !== action),
  );
  await expect(create(`without-${action}`, role)).rejects.toThrow(
    `The provided execution role does not have permissions to call ${action} on EC2`,
  );
});

test("one whose role may is, and may be taken out again", async () => {
  const FunctionName = "within";
  await create(FunctionName, await roleWith("within", INTERFACES));
  const { lambda } = world.root(DEV);
  const network = async () =>
    (await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }))).VpcConfig;
  expect(await network()).toMatchObject(VpcConfig);
  const nowhere = { SubnetIds: [], SecurityGroupIds: [] };
  await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, VpcConfig: nowhere }));
  expect(await network()).toMatchObject(nowhere);
});
