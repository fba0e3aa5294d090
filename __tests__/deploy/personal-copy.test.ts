import { apply } from "../../deploy/apply";
import { requireReviewed, requireSame } from "../../deploy/bound/bound";
import { desiredOf, type Desired } from "../../deploy/desired";
import { destroy, planDestroy } from "../../deploy/destroy";
import { plan } from "../../deploy/plan";
import { commandFor } from "../../deploy/command-line";
import type { Environment } from "../../environments/environment";
import { loadEnvironment } from "../../environments/load";
import { copyFor } from "../../environments/personal-copy";
import { scriptsIn } from "../../pipeline-defs/layout";
import { deployLockKey } from "../../stacks/names";
import { FakeAws } from "./support/fake-aws";
import { FILES, prodSources, silent } from "./support/sources";
import { fileOf } from "./support/plan-file";

const dev = loadEnvironment("dev").environment;
const ann = copyFor(dev, "ann");
const anna = copyFor(dev, "anna");
const everybody = [dev, ann, anna];

const desired = (environment: Environment): Desired => desiredOf(prodSources({ environment }));

async function allDeployed(): Promise<FakeAws> {
  const aws = new FakeAws(dev.account);
  for (const one of everybody) {
    expect((await apply(desired(one), aws, silent)).failure).toBeUndefined();
    const run = `${one.trainPipeline.arn}/execution/run`;
    aws.runs.set(one.trainPipeline.name, [{ arn: run, status: "Succeeded" }]);
    aws.modelsOf.set(run, [`pipelines-of-${one.name}`]);
    aws.sagemakerModels.add(`pipelines-of-${one.name}`);
  }
  return aws;
}

/** Addresses that a definition names, of the model's own folders. */
function addresses(environment: Environment): string[] {
  const text = JSON.stringify(desired(environment).pipelines.map(({ definition }) => definition));
  return [...text.matchAll(/s3:\/\/[^"]*/g)].map(([uri]) => uri);
}

test("pipelines of a copy read, write and run in folders of its own alone", () => {
  expect(addresses(dev).length).toBeGreaterThan(10);
  expect(addresses(ann).filter((uri) => !uri.includes("/as/ann"))).toEqual([]);
  expect(addresses(ann).filter((uri) => addresses(dev).includes(uri))).toEqual([]);
  expect(addresses(ann).map((uri) => uri.replace("/as/ann", ""))).toEqual(addresses(dev));
});

test("its scripts are found in its definition, and its versions say whose they are", () => {
  const [train, inference] = desired(ann).pipelines.map(({ definition }) => JSON.stringify(definition));
  expect(scriptsIn(train ?? "").map(({ filename }) => filename)).toContain("preprocess.py");
  expect(train).toContain('"environment":"dev as ann"');
  expect(inference).toContain('"reads_versions_of":"dev as ann,dev"');
  expect(JSON.stringify(desired(dev).pipelines)).not.toMatch(/(dev|prod) as /);
});

test("each has a lock, and tags, of its own", () => {
  expect(everybody.map(deployLockKey)).toEqual(
    ["", "as/ann/", "as/anna/"].map((folder) => `mammography-severity-model/dev/${folder}deploy.lock`),
  );
  expect(desired(ann).pipelines.map(({ tags }) => tags["environment"])).toEqual(["dev as ann", "dev as ann"]);
});

test.each(everybody)("after an apply of everybody's, $name is unchanged", async (environment) => {
  const aws = await allDeployed();
  const { pipelines, code } = await plan(desired(environment), aws, silent);
  expect([...pipelines, ...code].map(({ action }) => action)).toEqual(Array(FILES.length + 2).fill("none"));
});

test.each(everybody)("destroying $name leaves the others as they are", async (environment) => {
  const aws = await allDeployed();
  const keep = `${environment.dataBucket}/${environment.modelName}`;
  const files = ["predictions/run/x.out", "predictions/as/ann/run/x.out", "predictions/as/anna/run/x.out"];
  const data = ["data/train-dataset/a.csv", "data/as/ann/train-dataset/a.csv"];
  for (const key of [...files, ...data]) aws.objects.set(`${keep}/${key}`, 1);
  const before = [...aws.objects.keys()];
  const planned = await planDestroy(environment, aws, silent);
  const sleep = () => Promise.resolve();
  expect((await destroy(planned, aws, { stop: false, sleep }, silent)).failure).toBeUndefined();

  const others = everybody.filter((other) => other !== environment);
  const pipelines = others.flatMap(({ trainPipeline, inferencePipeline }) => [
    trainPipeline.name,
    inferencePipeline.name,
  ]);
  expect([...aws.stored.keys()].sort()).toEqual(pipelines.sort());
  expect([...aws.sagemakerModels].sort()).toEqual(others.map(({ name }) => `pipelines-of-${name}`).sort());
  const own =
    environment.copy === undefined ? /\/code\/[0-9a-f]{64}\// : new RegExp(`/as/${environment.copy.as}/`);
  const gone = before.filter((key) => own.test(key) && !key.includes("/data/"));
  expect(gone.length).toBeGreaterThan(2);
  expect([...aws.objects.keys()].sort()).toEqual(before.filter((key) => !gone.includes(key)).sort());
});

test("the environment's pipelines are not a copy's to overwrite or delete, nor the other way round", async () => {
  const aws = await allDeployed();
  const taken = { ...ann, trainPipeline: dev.trainPipeline };
  await expect(apply(desired(taken), aws, silent)).rejects.toMatchObject({
    code: "NotManaged",
    next: expect.stringContaining("apply --take-over --env dev --as ann") as string,
  });
  await expect(planDestroy({ ...dev, trainPipeline: ann.trainPipeline }, aws, silent)).rejects.toThrow(
    "belongs to the environment dev as ann",
  );
});

test("a plan names its copy, and no other takes it", async () => {
  const aws = new FakeAws(dev.account);
  const now = new Date();
  const annsOwn = await plan(desired(ann), aws, silent);
  const file = fileOf(annsOwn, { acting: "deploy", now });
  expect(file.environment).toBe("dev as ann");
  for (const other of [dev, anna]) {
    const own = await plan(desired(other), aws, silent);
    expect(() => requireSame(file, own, now)).toThrow("is one of dev as ann");
    expect(() => requireReviewed(file, own, { now })).toThrow("is one of dev as ann");
  }
  expect(() => requireSame(file, annsOwn, now)).not.toThrow();
});

test("where the functions are others than the environment's, it is said whose they are", async () => {
  const aws = new FakeAws(dev.account);
  for (const arn of desired(ann).functions) aws.absentFunctions.add(arn);
  await expect(apply(desired(ann), aws, silent)).rejects.toMatchObject({
    code: "StackNotDeployed",
    next: expect.stringMatching(/^A copy calls the functions of dev: .* npx cdktf deploy dev,/) as string,
  });
});

test("commands name the copy as it is given", () => {
  expect(commandFor("why abc", ann.name)).toBe("npm run deploy -- why abc --env dev --as ann");
  expect(commandFor("why abc", "a b/dev.tfvars.json")).toBe(
    "npm run deploy -- why abc --env a b/dev.tfvars.json",
  );
});
