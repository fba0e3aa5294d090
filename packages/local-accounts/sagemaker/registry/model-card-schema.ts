/**
 * What the content of a version's model card may be: the developer guide's "Model package model card schema"
 * (https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry-details.html#model-card-schema). Where its text bounds
 * nothing as it stands (`maxContains` without `contains`, limits of a list that stand at its items, patterns such as
 * `.{1,63}` without an anchor), this takes what it says there for the bound that was meant.
 */

const text = (maxLength: number, minLength = 0) => ({ type: "string", minLength, maxLength });
const list = (items: object, maxItems?: number) => ({
  type: "array",
  items,
  ...(maxItems !== undefined && { maxItems }),
});
const object = (properties: Readonly<Record<string, object>>, ...required: readonly string[]) => ({
  type: "object",
  additionalProperties: false,
  properties,
  required,
});
const map = (values: object) => ({ type: "object", additionalProperties: values });
const NUMBER = { type: "number" };

const ADDRESS = text(1024);
const PARAGRAPH = text(2048);
const NAME = text(255, 1);
const GROUP_NAME = text(63, 1);
const AXIS = text(63);
const AXES = list(AXIS);

const trainingMetrics = list(object({ name: NAME, notes: text(1024), value: NUMBER }, "name", "value"), 50);
const hyperparameters = list(object({ name: NAME, value: NAME }, "name", "value"), 100);

function metric(types: readonly string[], value: object, x: object, y: object) {
  return object(
    {
      name: NAME,
      notes: text(1024),
      type: { type: "string", enum: types },
      value,
      x_axis_name: x,
      y_axis_name: y,
    },
    "name",
    "type",
    "value",
  );
}

const metrics = list({
  anyOf: [
    metric(["number", "string", "boolean"], { anyOf: [NUMBER, text(63), { type: "boolean" }] }, AXIS, AXIS),
    metric(["linear_graph"], { ...list({ ...list(NUMBER, 2), minItems: 2 }), minItems: 1 }, AXIS, AXIS),
    metric(["bar_chart"], { ...list(NUMBER), minItems: 1 }, AXES, AXIS),
    metric(["matrix"], { ...list({ ...list(NUMBER, 20), minItems: 1 }, 20), minItems: 1 }, AXES, AXES),
  ],
});

const evaluation = object(
  {
    name: GROUP_NAME,
    evaluation_observation: text(2096),
    evaluation_job_arn: text(256),
    datasets: list(ADDRESS, 10),
    metadata: map(text(1024)),
    metric_groups: list({
      type: "object",
      properties: { name: GROUP_NAME, metric_data: metrics },
      required: ["name", "metric_data"],
    }),
  },
  "name",
);

export const MODEL_CARD_SCHEMA = {
  ...object({
    model_overview: object({ model_creator: text(1024), model_artifact: list(ADDRESS, 15) }),
    intended_uses: object({
      purpose_of_model: PARAGRAPH,
      intended_uses: PARAGRAPH,
      factors_affecting_model_efficiency: PARAGRAPH,
      risk_rating: { type: "string", enum: ["High", "Medium", "Low", "Unknown"] },
      explanations_for_risk_rating: PARAGRAPH,
    }),
    business_details: object({
      business_problem: PARAGRAPH,
      business_stakeholders: PARAGRAPH,
      line_of_business: PARAGRAPH,
    }),
    training_details: object({
      objective_function: object({
        function: object({
          function: { type: "string", enum: ["Maximize", "Minimize"] },
          facet: AXIS,
          condition: AXIS,
        }),
        notes: text(1024),
      }),
      training_observations: text(1024),
      training_job_details: object({
        training_arn: text(1024),
        training_datasets: list(ADDRESS, 15),
        training_environment: object({ container_image: list(ADDRESS, 15) }),
        training_metrics: trainingMetrics,
        user_provided_training_metrics: trainingMetrics,
        hyper_parameters: hyperparameters,
        user_provided_hyper_parameters: hyperparameters,
      }),
    }),
    evaluation_details: list(evaluation),
    additional_information: object({
      ethical_considerations: PARAGRAPH,
      caveats_and_recommendations: PARAGRAPH,
      custom_details: map(text(1024)),
    }),
  }),
  $defs: {},
};
