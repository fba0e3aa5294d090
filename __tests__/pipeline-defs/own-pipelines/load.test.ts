import { createHash } from "node:crypto";
import { canonicalJson } from "sagemaker-pipeline-definitions";
import { definitionsOf, desiredOf, type Sources } from "../../../deploy/desired";
import { loadOwnPipelines } from "../../../pipeline-defs/own-pipelines/load";
import { prodSources } from "../../deploy/support/sources";
import { blocksOf } from "../../docs/markdown";
import {
  MODEL,
  ownModels,
  TWO_PIPELINES,
  TWO_PIPELINES_FILES,
  type Files,
} from "../../support/own-pipelines";

const write = ownModels();

async function sources(files: Files): Promise<Sources> {
  write(files);
  return prodSources({ own: await loadOwnPipelines(MODEL) });
}

test("a folder without pipelines.ts has none, and ours serve", async () => {
  const { own, ...others } = await sources({});
  expect(own).toBeUndefined();
  expect(definitionsOf({ own, ...others })).toEqual(definitionsOf(prodSources()));
});

test("its pipelines are deployed in place of ours, with the role of the environment and the scripts by their content", async () => {
  const { environment, ...others } = await sources(TWO_PIPELINES_FILES);
  const desired = desiredOf({ environment, ...others });
  const sha256 = createHash("sha256").update("print('prepared')\n").digest("hex");
  const key = `${MODEL}/code/${sha256}/prepare.py`;
  const [train, inference] = desired.pipelines;
  expect(train?.definition.Steps).toMatchObject([
    {
      Name: "Prepare",
      Arguments: {
        RoleArn: environment.trainPipeline.roleArn,
        ProcessingInputs: [{ S3Input: { S3Uri: `s3://${environment.dataBucket}/${key}` } }],
      },
    },
  ]);
  expect(inference?.definition.Steps).toMatchObject([{ Name: "No", Type: "Fail" }]);
  expect(desired.code.map((object) => object.key)).toEqual([key]);
  expect(desired.functions).toEqual([]);
  expect(desired.pipelines.map(({ description }) => description)).toEqual([
    `train of models/${MODEL}/pipelines.ts`,
    `inference of models/${MODEL}/pipelines.ts`,
  ]);
});

test("one of the two may be ours, as it would be without the file", async () => {
  const ours = `export const inference: BuildPipeline = ({ generated }) => generated();`;
  const mixed = await sources({
    ...TWO_PIPELINES_FILES,
    "pipelines.ts": TWO_PIPELINES.replace(/export const inference[^]*$/, ours),
  });
  const { inference } = definitionsOf(mixed);
  expect(canonicalJson(inference)).toBe(canonicalJson(definitionsOf(prodSources()).inference));
});

test("the example of the page on models of one's own builds", async () => {
  const page = "docs/bring-your-own-model.md";
  const [example] = blocksOf(page).filter(({ language }) => language === "ts");
  const own = await sources({
    "pipelines.ts": example?.text ?? "",
    "training.ts": `
      import { failStep, pipeline } from "sagemaker-pipeline-definitions";
      export const train = (environment, roleArn, script) =>
        pipeline({ steps: [failStep({ name: "Told", message: [environment.name, roleArn, script].join(" ") })] });`,
    "scripts/preprocess.py": "",
  });
  const { train, inference } = definitionsOf(own);
  const { name, trainPipeline, dataBucket } = own.environment;
  expect(JSON.stringify(train)).toContain(`${name} ${trainPipeline.roleArn} s3://${dataBucket}/`);
  expect(inference).toEqual(definitionsOf(prodSources()).inference);
});

test.each<[string, Files, RegExp, RegExp]>([
  [
    "that is no TypeScript",
    { "pipelines.ts": "export const train = (\n" },
    /cannot be compiled: Unexpected end of file/,
    /^models\/mammography-severity-model\/pipelines\.ts:2:1$/,
  ],
  [
    "that imports what is not there",
    { "pipelines.ts": `import { x } from "./missing";\nexport const train = x;\n` },
    /cannot be compiled: Could not resolve "\.\/missing"/,
    /pipelines\.ts:1:19$/,
  ],
  [
    "that throws when it is loaded",
    { "pipelines.ts": `throw new Error("no weights");\n` },
    /throws when it is loaded: no weights/,
    /pipelines\.ts$/,
  ],
  [
    "that lacks an export",
    { "pipelines.ts": "export const train = () => undefined;\n" },
    /inference is missing/,
    /pipelines\.ts$/,
  ],
  [
    "that exports no function",
    { "pipelines.ts": "export const train = {};\nexport const inference = () => undefined;\n" },
    /train is no function/,
    /pipelines\.ts$/,
  ],
])("a file %s is the user's to fix", async (_what, files, message, where) => {
  const fault = { code: "BadPipelines", blame: "user" } as const;
  await expect(sources(files)).rejects.toMatchObject({
    ...fault,
    message: expect.stringMatching(message) as string,
    where: expect.stringMatching(where) as string,
  });
});

const INFERENCE = "export const inference = () => undefined;\n";

test.each<[string, string, object]>([
  [
    "throws",
    `() => { throw new Error("no weights"); }`,
    { code: "BadPipelines", message: "It throws: no weights." },
  ],
  [
    "gives back a promise",
    "async () => undefined",
    { code: "BadPipelines", message: "It gives back no pipeline definition." },
  ],
  [
    "names a script that is not there",
    `({ script }) => script("prepare.yp")`,
    {
      code: "MissingScript",
      message: "The model's folder scripts/ has no prepare.yp; it has prepare.py.",
      next: "Put the file there, or did you mean prepare.py?",
    },
  ],
  [
    "builds a pipeline that SageMaker would refuse",
    `() => pipeline({ steps: [failStep({ name: "not a name", message: "no" })] })`,
    { code: "InvalidPipeline", message: expect.stringContaining("not a name") as string },
  ],
])("a pipeline that %s is the user's to fix, and told with its place", async (_what, train, fault) => {
  const head = `import { failStep, pipeline } from "sagemaker-pipeline-definitions";\n`;
  const built = await sources({
    ...TWO_PIPELINES_FILES,
    "pipelines.ts": `${head}export const train = ${train};\n${INFERENCE}`,
  });
  let thrown: unknown;
  try {
    definitionsOf(built);
  } catch (error) {
    thrown = error;
  }
  const where = `train in models/${MODEL}/pipelines.ts, for prod`;
  expect(thrown).toMatchObject({ blame: "user", where, ...fault });
});
