import { text } from "../../sagemaker/json";
import type { JsonObject } from "../../sagemaker/json";
import {
  closeWorlds,
  createWorld,
  DEV,
  person,
  processing,
  REGION,
  ROLE,
  XGBOOST,
  type World,
} from "./world";

afterEach(closeWorlds);

const VpcConfig = { Subnets: ["subnet-0a1b2c3d"], SecurityGroupIds: ["sg-0a1b2c3d"] };
const EC2 = `arn:aws:ec2:${REGION}:${DEV}`;
const AS_ROLE = `arn:aws:sts::${DEV}:assumed-role/sagemaker-execution-role/SageMaker`;

const MODEL = {
  ModelName: "m",
  ExecutionRoleArn: ROLE,
  PrimaryContainer: { Image: XGBOOST, ModelDataUrl: "s3://data/model.tar.gz" },
};
const TRAINING = {
  TrainingJobName: "t",
  AlgorithmSpecification: { TrainingImage: XGBOOST, TrainingInputMode: "File" },
  RoleArn: ROLE,
  OutputDataConfig: { S3OutputPath: "s3://data/out" },
  ResourceConfig: { InstanceType: "ml.m5.large", InstanceCount: 1, VolumeSizeInGB: 1 },
  StoppingCondition: { MaxRuntimeInSeconds: 60 },
};
const PROCESSING = {
  ...(processing("P", {}, { ProcessingOutputConfig: { Outputs: [] } })["Arguments"] as JsonObject),
  ProcessingJobName: "p",
};

const CALLS: [operation: string, without: JsonObject, within: JsonObject][] = [
  ["CreateProcessingJob", PROCESSING, { ...PROCESSING, NetworkConfig: { VpcConfig } }],
  ["CreateTrainingJob", TRAINING, { ...TRAINING, VpcConfig }],
  ["CreateModel", MODEL, { ...MODEL, VpcConfig }],
];

function worldWithModel(): World {
  const world = createWorld();
  world.store.put("s3://data/model.tar.gz", "a model");
  return world;
}

describe.each(CALLS)("%s", (operation, without, within) => {
  test("asks its role for the interfaces of a VPC, and for none without one", async () => {
    const world = worldWithModel();
    expect(await world.call(operation, without)).toMatchObject({ status: 200 });
    expect(world.asked.filter(({ action }) => action.startsWith("ec2:"))).toEqual([]);

    const other = worldWithModel();
    expect(await other.call(operation, within)).toMatchObject({ status: 200 });
    const ec2 = other.asked.filter(({ action }) => action.startsWith("ec2:"));
    expect(new Set(ec2.map(({ caller }) => caller.arn))).toEqual(new Set([AS_ROLE]));
    const eni = "network-interface/eni-00000000000000000";
    expect(ec2.map(({ action, resource }) => `${action} ${resource.replace(`${EC2}:`, "")}`)).toEqual([
      "ec2:DescribeSubnets *",
      "ec2:DescribeSecurityGroups *",
      "ec2:DescribeVpcs *",
      "ec2:DescribeDhcpOptions *",
      `ec2:CreateNetworkInterface ${eni}`,
      "ec2:CreateNetworkInterface security-group/sg-0a1b2c3d",
      "ec2:CreateNetworkInterface subnet/subnet-0a1b2c3d",
      `ec2:CreateNetworkInterfacePermission ${eni}`,
      "ec2:DescribeNetworkInterfaces *",
      "ec2:DeleteNetworkInterfacePermission *",
      `ec2:DeleteNetworkInterface ${eni}`,
    ]);
    const [permission] = ec2.filter(({ action }) => action === "ec2:CreateNetworkInterfacePermission");
    expect(permission?.context).toEqual({ "ec2:Subnet": `${EC2}:subnet/subnet-0a1b2c3d` });
  });

  test("is refused where the role lacks one of them", async () => {
    const world = worldWithModel();
    world.deny = ({ action }) => (action === "ec2:CreateNetworkInterface" ? "no interface" : undefined);
    const { status, body } = await world.call(operation, within);
    expect([status, text(body, "__type")]).toEqual([400, "ValidationException"]);
    expect(text(body, "message")).toContain("no interface");
  });

  test("tells policies of its network", async () => {
    const world = worldWithModel();
    const isolated =
      operation === "CreateProcessingJob"
        ? { ...without, NetworkConfig: { VpcConfig, EnableNetworkIsolation: true } }
        : { ...within, EnableNetworkIsolation: true };
    await world.call(operation, isolated, person(DEV));
    const [created] = world.asked.filter(({ action }) => action === `sagemaker:${operation}`);
    expect(created?.context).toMatchObject({
      "sagemaker:VpcSubnets": ["subnet-0a1b2c3d"],
      "sagemaker:VpcSecurityGroupIds": ["sg-0a1b2c3d"],
      "sagemaker:NetworkIsolation": "true",
    });
  });
});
