import type { Models } from "../../models/load";
import type { ModelDescription } from "../../models/model";
import type { Finding } from "sagemaker-promotion-core/finding";
import { anyModel, parseEnvironments } from "../support/parse";
import { model } from "../models/models";
import { dev, fraud, prod } from "./files";
import { brief, refusal } from "./refusal";

const MODEL = "mammography-severity-model";

/** A folder of models: what each name finds. */
function folder(models: Readonly<Record<string, ModelDescription | readonly Finding[]>>): Models {
  return {
    names: Object.keys(models).sort(),
    find(name) {
      const found = models[name];
      return found !== undefined && "name" in found ? { ...found, name } : found;
    },
  };
}

const refused = (files: Parameters<typeof refusal>[0], models: Models) =>
  refusal(files, (all) => parseEnvironments(all, models));

describe("a model without a folder", () => {
  test("is one finding, with the folders that there are, and the one that was meant", () => {
    const found = refused([prod()], folder({ "abalone-age": model(), "mamography-severity-model": model() }));
    expect(found.map(brief)).toEqual([
      `/model_name: expected the name of a folder in models/ with a model.json; found "${MODEL}"; there are abalone-age, mamography-severity-model; did you mean "mamography-severity-model"?`,
    ]);
    expect(found).toMatchObject([{ file: "prod.tfvars.json" }]);
  });

  test("that is like none is to be described", () => {
    expect(refused([prod()], folder({})).map(brief)).toEqual([
      `/model_name: expected the name of a folder in models/ with a model.json; found "${MODEL}"; there are none; describe the model there: npm run new -- model ${MODEL} --from data.csv --target COLUMN`,
    ]);
  });

  test("is found once where several files name it", () => {
    expect(refused([dev(), prod()], folder({}))).toHaveLength(1);
  });

  test("is found beside what else is wrong", () => {
    const found = refused([prod({ email: "x" })], folder({}));
    expect(found.map(({ pointer }) => pointer).sort()).toEqual(["/email", "/model_name"]);
  });
});

test("what is wrong with a description is found where an environment names it, once", () => {
  const finding = {
    file: `models/${MODEL}/model.json`,
    line: 3,
    column: 5,
    pointer: "/task",
    expected: "a task",
    found: "none",
    fix: "add it",
  };
  expect(refused([dev(), prod()], folder({ [MODEL]: [finding] }))).toEqual([finding]);
});

test("an environment carries its model, and other models' folders do not count", () => {
  const own = { ...model(), name: MODEL };
  const broken: Finding[] = [];
  const { environments } = parseEnvironments([prod()], folder({ [MODEL]: own, unused: broken }));
  expect(environments.map(({ description }) => description)).toEqual([own]);
});

describe("the threshold of an environment", () => {
  const rmse = folder({ [MODEL]: model() });

  test("is the model's, where the file says none", () => {
    expect(parseEnvironments([prod()], rmse).environments[0]?.metricThreshold).toBe(2.5);
    expect(parseEnvironments([prod({ metric_threshold: 3 })], rmse).environments[0]?.metricThreshold).toBe(3);
  });

  test("lies where the model's metric does", () => {
    expect(refused([prod({ metric_threshold: -1 })], rmse).map(brief)).toEqual([
      "/metric_threshold: expected a number of at least 0, where every rmse lies; found -1; write what a version is to reach",
    ]);
    // The example's metric is the AUC.
    expect(refused([prod({ metric_threshold: 3 })], anyModel).map(brief)).toEqual([
      "/metric_threshold: expected a number from 0 to 1, where every auc lies; found 3; write what a version is to reach",
    ]);
  });

  test("of another model's file is held against that model's metric", () => {
    const models = folder({ [MODEL]: model(), "fraud-severity-model": model() });
    const found = refused([prod({ metric_threshold: 3 }), fraud({ metric_threshold: -2 })], models);
    expect(found.map(({ file, found: what }) => [file, what])).toEqual([["fraud/prod.tfvars.json", "-2"]]);
  });
});

describe("machines that train", () => {
  test.each(["xgboost-script", "scikit-learn", "pytorch"])(
    "are one for %s, which trains the whole model on each",
    (framework) => {
      const models = folder({ [MODEL]: model({ framework }, ["train.py"]) });
      expect(refused([prod({ training_instance_count: 2 })], models).map(brief)).toEqual([
        `/training_instance_count: expected 1 for the framework ${framework}, as models/${MODEL}/model.json has it: each machine would train the whole model again; found 2; take the key out, or write "framework": "xgboost" into the model.json, which trains on many machines`,
      ]);
    },
  );

  test("are as many as one likes for the built-in XGBoost", () => {
    const { environments } = parseEnvironments([prod({ training_instance_count: 2 })]);
    expect(environments[0]?.trainingInstanceCount).toBe(2);
  });
});

describe("Spark", () => {
  const spark = prod({ processing_engine: "spark" });
  const withScripts = (...scripts: string[]) => folder({ [MODEL]: model({}, scripts) });

  test("runs the shared preparation, or one that was written for it", () => {
    for (const models of [withScripts("train.py"), withScripts("preprocess.py", "preprocess_spark.py")]) {
      expect(parseEnvironments([spark], models).environments[0]?.processingEngine).toBe("spark");
    }
  });

  test("cannot run a preprocess.py of the model's own", () => {
    expect(refused([spark], withScripts("preprocess.py")).map(brief)).toEqual([
      `/processing_engine: expected "pandas", since models/${MODEL} has a preprocess.py of its own: Spark's job is written for the shared one; found "spark"; take the key out, or put a preprocess_spark.py for it into models/${MODEL} as well`,
    ]);
    expect(parseEnvironments([prod()], withScripts("preprocess.py")).environments).toHaveLength(1);
  });
});
