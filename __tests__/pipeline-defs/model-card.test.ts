import type { JsonObject } from "sagemaker-pipeline-definitions";
import { modelCardContent, type CardFacts } from "../../pipeline-defs/model-card";

const FACTS: CardFacts = {
  title: "Severity of mammographic masses",
  creator: "dev",
  artifact: "s3://artifacts/model.tar.gz",
  training: { datasets: ["s3://data/train/"], image: "xgboost:3.0-5", hyperparameters: { num_round: "50" } },
  metric: { name: "auc", direction: "maximize" },
  evaluation: {
    binary_classification_metrics: {
      auc: { value: 0.92, confidence_interval: { lower: 0.85, upper: 0.96, level: 0.95 } },
      accuracy: { value: 0.84 },
      confusion_matrix: { "0": { "0": 45, "1": 9 }, "1": { "0": 8, "1": 44 } },
      receiver_operating_characteristic_curve: { false_positive_rates: [0, 1], true_positive_rates: [0, 1] },
    },
    rows: 106,
  },
  measuredOn: "s3://data/test/",
  provenance: { git_commit: "0a1b2c3d", execution_id: "abcdefghijkl" },
};
const parsed = (facts: CardFacts) => JSON.parse(modelCardContent(facts)) as JsonObject;

test("a card tells who made the version, of what, for what, and what it is worth", () => {
  expect(parsed(FACTS)).toEqual({
    model_overview: { model_creator: "dev", model_artifact: ["s3://artifacts/model.tar.gz"] },
    intended_uses: { purpose_of_model: "Severity of mammographic masses", risk_rating: "Unknown" },
    training_details: {
      objective_function: { function: { function: "Maximize", facet: "AUC" } },
      training_job_details: {
        training_datasets: ["s3://data/train/"],
        training_environment: { container_image: ["xgboost:3.0-5"] },
        hyper_parameters: [{ name: "num_round", value: "50" }],
      },
    },
    evaluation_details: [
      {
        name: "Test split",
        datasets: ["s3://data/test/"],
        metric_groups: [
          {
            name: "binary_classification_metrics",
            metric_data: [
              { name: "auc", type: "number", value: 0.92, notes: "95 %: 0.85 to 0.96" },
              { name: "accuracy", type: "number", value: 0.84 },
              {
                name: "confusion_matrix",
                type: "matrix",
                value: [
                  [45, 9],
                  [8, 44],
                ],
                x_axis_name: ["0", "1"],
                y_axis_name: ["0", "1"],
              },
            ],
          },
        ],
      },
    ],
    additional_information: { custom_details: { git_commit: "0a1b2c3d", execution_id: "abcdefghijkl" } },
  });
});

test("a card is one line, whatever the texts hold", () => {
  expect(modelCardContent({ ...FACTS, title: "two\nlines" })).toMatch(/^.*$/);
});

test("a metric that an objective function cannot name is its condition", () => {
  const card = parsed({ ...FACTS, metric: { name: "macro_f1", direction: "maximize" } });
  expect(card["training_details"]).toMatchObject({
    objective_function: { function: { function: "Maximize", condition: "macro_f1" } },
  });
});

test("a card that would be too long leaves the metrics out", () => {
  const classes = Array.from({ length: 400 }, (_, index) => `class ${index}`);
  const row = Object.fromEntries(classes.map((name) => [name, 1]));
  const matrix = Object.fromEntries(classes.map((name) => [name, row]));
  const card = modelCardContent({
    ...FACTS,
    evaluation: { multiclass_classification_metrics: { confusion_matrix: matrix } },
  });
  expect(card.length).toBeLessThanOrEqual(100_000);
  expect(JSON.parse(card)).toMatchObject({ evaluation_details: [{ metric_groups: [] }] });
});
