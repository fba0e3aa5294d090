import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CreateBucketCommand, PutBucketPolicyCommand } from "@aws-sdk/client-s3";
import type { Environment } from "../../../environments/environment";
import { scenarioIn } from "../../../rehearsal/story/scenario";
import type { Scenario } from "../../../rehearsal/story/scenario";
import { foundations } from "../../../rehearsal/story/foundations";
import { runEntry } from "../../deploy/support/run-entry";
import { exampleFile, merge } from "../../support/environments";
import { describeWithTerraform } from "../../support/terraform";
import { Workplace } from "./workplace";

/** Everything that the project's own files leave at its default. */
const EVERYWHERE = {
  iam_mode: "blog",
  monitoring: "model-monitor",
  retrain_on: "any-failure",
};
const OWN: Readonly<Record<string, object>> = {
  dev: { existing_resources: ["default_bucket"] },
  prod: {
    jenkins_role_arn: "arn:aws:iam::444444444444:role/jenkins-server-role",
    jenkins_external_id: "mammography-deployments",
    terraform_state_lock_table: "terraform-locks",
    vpc: { subnets: ["subnet-0a1b2c3d"], security_group_ids: ["sg-0a1b2c3d"] },
    isolation: { network_isolation: true },
    existing_resources: ["default_bucket", "model_artifacts_bucket", "terraform_state_bucket"],
  },
};

function castVariant(out: string): Scenario {
  const folder = join(out, "environments");
  mkdirSync(folder);
  for (const [name, values] of Object.entries(OWN)) {
    const file = merge(merge(exampleFile(name), EVERYWHERE), { ...values });
    writeFileSync(join(folder, `${name}.tfvars.json`), JSON.stringify(file));
  }
  return scenarioIn(folder);
}

/** What `npm run synth` says that an existing bucket's policy has to hold. */
async function demandedStatements(place: Workplace, bucket: string): Promise<object[]> {
  const { stderr } = await runEntry("main.ts", [], {
    env: { ENVIRONMENTS: join(place.out, "environments"), CDKTF_OUTDIR: join(place.out, "notes") },
  });
  const [, lines = ""] = stderr.split(`The bucket policy of arn:aws:s3:::${bucket} has to hold:\n`);
  return (
    /^(?: {2}.*\n)*/
      .exec(lines)?.[0]
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as object) ?? []
  );
}

/** Makes what the files say is there already. */
async function furnish(place: Workplace): Promise<void> {
  const { dev, prod, registryAccount } = place.context;
  const buckets = { [dev.account]: [dev.dataBucket], [registryAccount]: [prod.artifactsBucket] };
  buckets[prod.account] = [prod.dataBucket, prod.state.bucket];
  for (const [account, names] of Object.entries(buckets)) {
    const { s3 } = await place.clientsOf(account);
    for (const Bucket of names) await s3.send(new CreateBucketCommand({ Bucket }));
  }
  const Bucket = prod.state.bucket;
  const Statement = await demandedStatements(place, Bucket);
  expect(Statement).not.toEqual([]);
  const { s3 } = await place.clientsOf(prod.account);
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement });
  await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
}

/** Makes the table that Terraform's locks lie in, with Terraform. */
async function makeLockTable(place: Workplace): Promise<void> {
  const { prod, actors } = place.context;
  const folder = join(place.out, "lock-table");
  mkdirSync(folder);
  const table = { name: "terraform-locks", billing_mode: "PAY_PER_REQUEST", hash_key: "LockID" };
  const document = {
    provider: { aws: { region: prod.region } },
    resource: { aws_dynamodb_table: { locks: { ...table, attribute: { name: "LockID", type: "S" } } } },
  };
  writeFileSync(join(folder, "main.tf.json"), JSON.stringify(document));
  const { credentials } = await actors.administrator(prod.account);
  for (const args of [["init"], ["apply", "-auto-approve"]]) {
    const { code, output } = await place.startIn(folder, credentials, ...args).ended;
    expect(`${code} ${output}`).toMatch(/^0 /);
  }
}

/** Applies all stacks: the foundations first. */
async function applyAll(place: Workplace): Promise<void> {
  const { stacks, dev, prod } = place.context;
  const [delivery, ...others] = foundations(place.context);
  place.expectAll(delivery.stack, "create", await stacks.applyFoundation(delivery));
  const apply = others.map(async (foundation) =>
    place.expectAll(foundation.stack, "create", await stacks.applyFoundation(foundation)),
  );
  await Promise.all(apply);
  const promote = async (environment: Environment): Promise<void> =>
    place.expectAll(environment.name, "create", await stacks.applyPromotion(environment));
  await Promise.all([promote(dev), promote(prod)]);
}

describeWithTerraform("the stacks of other choices, with Terraform", (mirror) => {
  let place: Workplace;
  let embedded: Workplace;

  beforeAll(async () => {
    [place, embedded] = await Promise.all([
      Workplace.open(castVariant, mirror),
      Workplace.open(castVariant, undefined),
    ]);
    await Promise.all([furnish(place), furnish(embedded), makeLockTable(place)]);
  });

  afterAll(() => Promise.all([place.close(), embedded.close()]));

  test("Jenkins in an account of its own, Model Monitor, the blog's policies, a VPC, what is there already: all applies", async () => {
    await applyAll(place);
    expect(foundations(place.context).map(({ stack }) => stack)).toContain("jenkins-account");
  });

  test("a second plan of every stack is empty", async () => {
    expect(await (await place.start("delivery", "init")).ended).toMatchObject({ code: 0 });
    const stacks = foundations(place.context).map(({ stack }) => stack);
    await Promise.all([...stacks, "dev", "prod"].map((stack) => place.expectEmptyPlan(stack)));
  });

  test("the embedded apply makes the same accounts, resource by resource", async () => {
    await applyAll(embedded);
    expect(await embedded.snapshots()).toEqual(await place.snapshots());
  });
});
