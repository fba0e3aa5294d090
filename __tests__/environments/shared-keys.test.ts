import { parseEnvironment, parseEnvironments, parseFile } from "../support/parse";
import { blogFile, environmentFile, exampleFile, merge, type Overrides } from "../support/environments";
import { fraud, prod } from "./files";
import { brief, refusal } from "./refusal";

/** The example's dev file as it is, without a model_name. */
const dev = (overrides: Overrides = {}, name = "dev") =>
  environmentFile(name, merge(exampleFile("dev"), overrides));

const broken = (name: string) => ({ ...prod({}, name), text: "{" });
const modelsOf = (...files: Parameters<typeof parseEnvironments>[0]) =>
  parseEnvironments(files).environments.map(({ name, modelName }) => `${name}: ${modelName}`);

test("the example's dev leaves the model's name out", () => {
  expect(exampleFile("dev")).not.toHaveProperty("model_name");
});

describe("a file without model_name", () => {
  test("has that of its folder's prod file, and what is made of it", () => {
    const { environments } = parseEnvironments([dev(), prod({ model_name: "mass", kms_key: undefined })]);
    expect(environments.map(({ modelName, kmsKey }) => [modelName, kmsKey])).toEqual([
      ["mass", "arn:aws:kms:us-east-1:111111111111:alias/mass"],
      ["mass", "arn:aws:kms:us-east-1:222222222222:alias/mass"],
    ]);
  });

  test("has it of no other folder", () => {
    expect(modelsOf(dev(), prod(), fraud())).toEqual([
      "dev: mammography-severity-model",
      "fraud/prod: fraud-severity-model",
      "prod: mammography-severity-model",
    ]);
    expect(refusal([dev(), prod({}, "models/prod")]).map(brief)).toEqual([
      '/model_name: expected the model\'s name, since no file of this folder has env_group "prod" and says it; found no such key; add "model_name", or put the model\'s prod file beside this one',
    ]);
  });

  test("stands beside the blog's own prod file", () => {
    const files = [dev(), environmentFile("prod", blogFile())];
    expect(modelsOf(...files)).toEqual([
      "dev: mammography-severity-model",
      "prod: mammography-severity-model",
    ]);
  });

  test("is refused where the prod files of its folder are of several models", () => {
    const [finding, ...more] = refusal([dev(), prod(), fraud({}, "fraud")]);
    expect(more).toEqual([]);
    expect(finding?.file).toBe("dev.tfvars.json");
    expect(finding && brief(finding)).toBe(
      '/model_name: expected the model\'s name, since the prod files of this folder are of several: "fraud-severity-model" (fraud.tfvars.json), "mammography-severity-model" (prod.tfvars.json); found no such key; add "model_name", or give each model a folder of its own',
    );
  });

  test("is its model's, whose name it says, among several", () => {
    const said = dev({ model_name: "mammography-severity-model" });
    expect(modelsOf(said, prod(), fraud({}, "fraud"))).toContain("dev: mammography-severity-model");
  });

  test("is no fault where the prod file's are: one slip, one finding", () => {
    for (const faulty of [broken("prod"), prod({ model_name: "a b" }), prod({ model_name: undefined })]) {
      for (const parse of [
        undefined,
        (files: Parameters<typeof parseEnvironments>[0]) => parseEnvironment(files, "dev"),
        (files: Parameters<typeof parseEnvironments>[0]) => parseFile(dev(), files.slice(1)),
      ]) {
        expect(refusal([dev(), faulty], parse).map(({ file }) => file)).toEqual(["prod.tfvars.json"]);
      }
    }
  });

  test("is refused for a faulty value, whatever the prod file says", () => {
    expect(refusal([dev({ model_name: "a b" }), prod()]).map(({ pointer }) => pointer)).toEqual([
      "/model_name",
    ]);
  });
});

test("a prod file has to say it", () => {
  expect(refusal([prod({ model_name: undefined })]).map(({ pointer }) => pointer)).toEqual(["/model_name"]);
});
