import { canonicalJson, type Json, type JsonObject } from "sagemaker-pipeline-definitions";
import { schemaCheck } from "sagemaker-promotion-core/json-schema";
import type { ModelDescription } from "../../models/model";
import { MODEL_CARD_SCHEMA } from "../../packages/local-accounts/sagemaker/registry/model-card-schema";
import { buildTrain } from "../../pipeline-defs/train";
import { model } from "../models/models";
import { at, CODE, environment, FUNCTIONS, stepsOf } from "./support";

const GROUPS = [{ name: "regression_metrics", metric_data: [{ name: "rmse", type: "number", value: 2.1 }] }];
const { check } = schemaCheck(MODEL_CARD_SCHEMA, "model card");

/** What a version is registered with as its card. */
function cardOf(description: ModelDescription): JsonObject {
  const source = { filename: "sourcedir.tar.gz", sha256: "5".repeat(64), program: "train.py" };
  const definition = buildTrain(environment({ description }), { ...CODE, source }, FUNCTIONS, "0123abc");
  return at(stepsOf(definition).RegisterModel?.Arguments, "ModelCard") as JsonObject;
}

/** The text that the service makes of it: references by name, the evaluation's own groups and numbers as they are. */
function textOf(description: ModelDescription): string {
  return joined(cardOf(description).ModelCardContent);
}

function joined(value: Json | undefined): string {
  if (typeof value === "string") return value;
  const join = at(value, "Std:Join");
  if (join !== undefined)
    return (at(join, "Values") as readonly Json[]).map(joined).join(at(join, "On") as string);
  const path = at(value, "Std:JsonGet", "Path");
  if (path === "card") return JSON.stringify(GROUPS);
  return path === undefined ? (at(value, "Get") as string).replaceAll("'", "") : "2.1";
}

const contentOf = (description: ModelDescription) => JSON.parse(textOf(description)) as JsonObject;

const DESCRIPTION = model({
  title: "Price of a flat",
  hyperparameters: { num_round: 50, note: "" },
  card: { owner: "Housing", intended_use: "A first guess", limits: "Flats alone", risk_rating: "Low" },
});

test("a card says for what the model is, of what it was made, and what it is worth", () => {
  expect(contentOf(DESCRIPTION)).toEqual({
    model_overview: {
      model_creator: "Housing",
      model_artifact: ["Steps.Evaluate.ProcessingOutputConfig.Outputs[artifact].S3Output.S3Uri/model.tar.gz"],
    },
    intended_uses: {
      purpose_of_model: "Price of a flat",
      intended_uses: "A first guess",
      risk_rating: "Low",
    },
    training_details: {
      objective_function: { function: { function: "Minimize", facet: "RMSE" } },
      training_observations: "Predicts price from area, heating.",
      training_job_details: {
        training_datasets: ["Parameters.InputDataUrl"],
        training_environment: { container_image: [expect.stringContaining("scikit-learn") as string] },
        hyper_parameters: [{ name: "num_round", value: "50" }],
      },
    },
    evaluation_details: [
      {
        name: "Test split",
        evaluation_observation: expect.stringContaining("hash of each row") as string,
        datasets: ["Steps.Preprocess.ProcessingOutputConfig.Outputs[test].S3Output.S3Uri"],
        metric_groups: GROUPS,
      },
    ],
    additional_information: {
      caveats_and_recommendations: "Flats alone",
      custom_details: {
        environment: "prod",
        execution_id: "Execution.PipelineExecutionId",
        git_commit: "Parameters.GitCommit",
        data_rows: "Steps.RecordVersion.OutputParameters[data_rows]",
        data_files: "Steps.RecordVersion.OutputParameters[data_files]",
      },
    },
  });
});

test("a card tells no more than is known", () => {
  const said = contentOf(model());
  expect(said).toMatchObject({
    model_overview: { model_creator: "prod" },
    intended_uses: { purpose_of_model: "prices", risk_rating: "Unknown" },
  });
  expect(at(said, "additional_information", "caveats_and_recommendations")).toBeUndefined();
});

test("with an evaluate.py of the model's own it has the metric that decides, and with its own split none is told", () => {
  const description = model({}, ["evaluate.py", "preprocess.py"]);
  expect(canonicalJson(cardOf(description))).not.toContain('"Path":"card"');
  expect(at(contentOf(description), "evaluation_details", 0)).toEqual({
    name: "Test split",
    datasets: [expect.any(String)],
    metric_groups: [
      {
        name: "regression_metrics",
        metric_data: [
          { name: "rmse", type: "number", value: 2.1, notes: "interval at level 2.1: 2.1 to 2.1" },
        ],
      },
    ],
  });
});

test("a metric that an objective function cannot name is its condition", () => {
  expect(
    at(
      contentOf(model({ metric: { name: "r2", threshold: 0.5 } })),
      "training_details",
      "objective_function",
    ),
  ).toEqual({ function: { function: "Maximize", condition: "r2" } });
});

/** As much as a description can hold, of signs that JSON writes as two or that end a line. */
const LARGEST = model({
  title: '"'.repeat(100),
  columns: [
    ...Array.from({ length: 900 }, (_, index) => ({
      name: `x\u2028${"x".repeat(90)}${index}`,
      type: "number",
    })),
    { name: "price", type: "number" },
  ],
  hyperparameters: Object.fromEntries(
    Array.from({ length: 90 }, (_, index) => [`p${index}`.padEnd(255, "x"), '"'.repeat(1240)]),
  ),
  card: { owner: "\u0085".repeat(1024), intended_use: '"'.repeat(2048), limits: "\\".repeat(2048) },
});

test.each([
  ["small", DESCRIPTION],
  ["that says nothing", model()],
  ["with an evaluate.py of its own", model({}, ["evaluate.py"])],
  ["as large as can be", LARGEST],
])(
  "of a description %s the card is one line of the documented schema, with room for its evaluation",
  (_, description) => {
    const text = textOf(description);
    expect(text).toMatch(/^[^\n\r\u0085\u2028\u2029]*$/);
    expect(check(JSON.parse(text))).toEqual([]);
    expect(text.length).toBeLessThan(40_000);
  },
);

test("a hyperparameter's text is as long as a card takes", () => {
  const card = contentOf(model({ hyperparameters: { long: "x".repeat(2490) } }));
  const [{ value }] = at(card, "training_details", "training_job_details", "hyper_parameters") as [
    { value: string },
  ];
  expect(value).toHaveLength(255);
});
