import { S3Client } from "@aws-sdk/client-s3";
import { promotionOf, refusePromotions } from "../../deploy/bootstrap/promotion";
import type { Resource } from "../../deploy/bootstrap/store";
import { delivery, example, jenkinsAccount, registryAccount, workloadAccount } from "../stacks/fixture";
import { answering } from "../support/answering";
import type { Template } from "../support/template";

const BUCKET = "mammography-sagemaker-terraform-state-222222222222";
const FOLDER = "mammography-severity-model";
const STANDS = JSON.stringify({ resources: [{}] });
const DESTROYED = JSON.stringify({ resources: [] });

const prod = example("prod", { jenkins_role_arn: "arn:aws:iam::444444444444:role/jenkins-server-role" });
const dev = { model: prod.model, environment: environmentOf("dev") };

/** State objects by key; null where the caller may not read it. */
let states: Map<string, string | null>;
beforeEach(() => {
  states = new Map(["dev", "prod"].map((name) => [`${FOLDER}/${name}/${name}.tfstate`, STANDS]));
});

function environmentOf(name: string) {
  const found = prod.model.environments.find((environment) => environment.name === name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
}

function s3(region: string): S3Client {
  return answering(new S3Client({ region }), (command, { Bucket, Key }) => {
    expect([command, Bucket]).toEqual(["GetObjectCommand", BUCKET]);
    const text = states.get(String(Key));
    if (text === undefined)
      throw Object.assign(new Error("no such key"), {
        name: "NoSuchKey",
        $metadata: { httpStatusCode: 404 },
      });
    if (text === null)
      throw Object.assign(new Error("not yours"), {
        name: "AccessDenied",
        $metadata: { httpStatusCode: 403 },
      });
    return { Body: { transformToString: () => Promise.resolve(text) } };
  });
}

/** The roles, buckets and groups of a synthesized stack, with their ARNs, as a plan has them. */
function planned(stack: Template): Resource[] {
  const [account] = stack.provider()["allowed_account_ids"] as [string];
  const arns: Readonly<Record<string, (values: Resource["values"]) => string>> = {
    aws_iam_role: ({ path = "/", name }) => `arn:aws:iam::${account}:role${String(path)}${String(name)}`,
    aws_s3_bucket: ({ bucket }) => `arn:aws:s3:::${String(bucket)}`,
    aws_sagemaker_model_package_group: ({ model_package_group_name: name }) =>
      `arn:aws:sagemaker:us-east-1:${account}:model-package-group/${String(name)}`,
  };
  return Object.entries(arns).flatMap(([type, arnOf]) =>
    stack
      .resources(type)
      .map(({ arguments: values }) => ({ type, values: { ...values, arn: arnOf(values) } })),
  );
}

function refuse(stackName: string, resources: readonly Resource[]): Promise<string[]> {
  return refusePromotions(
    prod.model.environments.map((environment) => promotionOf(environment, s3)),
    stackName,
    resources,
  );
}

const FOUNDATIONS: [name: string, stack: Template, carries: string][] = [
  ["prod-account", workloadAccount(prod), "prod"],
  ["dev-account", workloadAccount(dev), "dev"],
  ["registry-account", registryAccount(prod), "dev, prod"],
  ["jenkins-account", jenkinsAccount(prod), "dev, prod"],
  ["delivery", delivery(prod), "dev, prod"],
];

test.each(FOUNDATIONS)("%s stays while a promotion stands on it", async (name, stack, carries) => {
  await expect(refuse(name, planned(stack))).rejects.toMatchObject({
    code: "StatesInUse",
    message: `${name} is still used by ${carries}, which could not be destroyed without it`,
  });
});

test("dev alone keeps the stack with its state's role, and is named with the commands that destroy it", async () => {
  states.set(`${FOLDER}/prod/prod.tfstate`, DESTROYED);
  const others = planned(delivery(prod)).filter(({ type }) => type === "aws_iam_role");
  await expect(refuse("delivery", others)).rejects.toMatchObject({
    message: expect.stringContaining("is still used by dev,") as string,
    next: "npm run deploy -- destroy --env dev, npx cdktf destroy dev; then run the same command again; nothing was destroyed",
  });
});

test("dev's promotion keeps nothing of prod's account, nor prod's of dev's", async () => {
  states.set(`${FOLDER}/prod/prod.tfstate`, DESTROYED);
  await expect(refuse("prod-account", planned(workloadAccount(prod)))).resolves.toEqual([]);
  states.set(`${FOLDER}/prod/prod.tfstate`, STANDS);
  states.set(`${FOLDER}/dev/dev.tfstate`, DESTROYED);
  await expect(refuse("dev-account", planned(workloadAccount(dev)))).resolves.toEqual([]);
});

test("a promotion that was destroyed, or never deployed, keeps nothing", async () => {
  states.set(`${FOLDER}/dev/dev.tfstate`, DESTROYED).delete(`${FOLDER}/prod/prod.tfstate`);
  for (const [name, stack] of FOUNDATIONS) await expect(refuse(name, planned(stack))).resolves.toEqual([]);
});

test("a state that the caller may not read is said, and what is known is still refused", async () => {
  states.set(`${FOLDER}/dev/dev.tfstate`, null).set(`${FOLDER}/prod/prod.tfstate`, DESTROYED);
  const resources = planned(registryAccount(prod));
  const doubt = `dev may still use it (these credentials may not read s3://${BUCKET}/${FOLDER}/dev/dev.tfstate)`;
  expect(await refuse("registry-account", resources)).toEqual([expect.stringContaining(doubt)]);
  states.set(`${FOLDER}/prod/prod.tfstate`, STANDS);
  await expect(refuse("registry-account", resources)).rejects.toThrow(/used by prod,/);
});

test("what an account's foundation no longer has, nobody stands on", async () => {
  await expect(refuse("prod-account", [])).resolves.toEqual([]);
});
