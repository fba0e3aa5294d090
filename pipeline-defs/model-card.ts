import { isJsonObject, type Json, type JsonObject } from "sagemaker-pipeline-definitions";

/** What the card of a version is made of. */
export interface CardFacts {
  /** What the model is there for, from its description: `Price of a flat`. */
  readonly title: string;
  /** Who made the version: the environment whose pipeline trained it. */
  readonly creator: string;
  /** S3 address. */
  readonly artifact: string;
  readonly training: {
    /** S3 addresses. */
    readonly datasets: readonly string[];
    readonly image: string;
    readonly hyperparameters: Readonly<Record<string, string>>;
  };
  /** The metric that decides, and which of its values are better. */
  readonly metric: { readonly name: string; readonly direction: "maximize" | "minimize" };
  /** `evaluation.json`, in Model Monitor's form. */
  readonly evaluation: JsonObject;
  /** S3 address of the rows that were measured on. */
  readonly measuredOn: string;
  /** Such as `git_commit`, `execution_id`, `data_rows`. */
  readonly provenance: Readonly<Record<string, string>>;
}

/** Most characters of a card (API: ModelCardContent). */
const LONGEST = 100_000;
/** Longest lists (sagemaker 2.257.7, model_card/schema_constraints.py). */
const MOST_DATASETS = 15;
const MOST_HYPERPARAMETERS = 100;

/** The metrics that an objective function may name (the same file, FacetEnum). */
const FACETS: Readonly<Record<string, string>> = {
  accuracy: "Accuracy",
  auc: "AUC",
  log_loss: "Loss",
  mae: "MAE",
  rmse: "RMSE",
};

/**
 * The card that goes with a version: `ModelCardContent` of CreateModelPackage's ModelCard. Of the members that a model card
 * may have (sagemaker 2.257.7, model_card/model_card.py) a version's has no `model_package_details`, and of
 * `model_overview` the creator and the artifact alone (API: ModelPackageModelCard).
 * @returns one line, as the API asks for; nothing is said that nobody has said, so the risk is `Unknown`
 */
export function modelCardContent(facts: CardFacts): string {
  const { title, creator, artifact, training, metric, evaluation, measuredOn, provenance } = facts;
  const facet = FACETS[metric.name];
  const card = (groups: readonly JsonObject[]): string =>
    JSON.stringify({
      model_overview: { model_creator: creator, model_artifact: [artifact] },
      intended_uses: { purpose_of_model: title, risk_rating: "Unknown" },
      training_details: {
        objective_function: {
          function: {
            function: metric.direction === "maximize" ? "Maximize" : "Minimize",
            ...(facet === undefined ? { condition: metric.name } : { facet }),
          },
        },
        training_job_details: {
          training_datasets: training.datasets.slice(0, MOST_DATASETS),
          training_environment: { container_image: [training.image] },
          hyper_parameters: Object.entries(training.hyperparameters)
            .slice(0, MOST_HYPERPARAMETERS)
            .map(([name, value]) => ({ name, value })),
        },
      },
      evaluation_details: [{ name: "Test split", datasets: [measuredOn], metric_groups: groups }],
      additional_information: { custom_details: provenance },
    });
  const whole = card(metricGroups(evaluation));
  // Many classes make a large matrix; the metrics themselves stand in the version's own reports as well.
  return whole.length <= LONGEST ? whole : card([]);
}

function metricGroups(evaluation: JsonObject): JsonObject[] {
  return Object.entries(evaluation).flatMap(([name, content]) => {
    if (!name.endsWith("_metrics") || !isJsonObject(content)) return [];
    const metrics = Object.entries(content).flatMap(([metric, value]) => metricOf(metric, value));
    return metrics.length === 0 ? [] : [{ name, metric_data: metrics }];
  });
}

function metricOf(name: string, content: Json): JsonObject[] {
  if (!isJsonObject(content)) return [];
  const { value, confidence_interval: interval } = content;
  if (typeof value === "number") {
    const metric = { name, type: "number", value };
    const { lower, upper, level } = isJsonObject(interval) ? interval : {};
    if (typeof lower !== "number" || typeof upper !== "number" || typeof level !== "number") return [metric];
    return [{ ...metric, notes: `${level * 100} %: ${lower} to ${upper}` }];
  }
  return name === "confusion_matrix" ? [matrixOf(name, content)] : [];
}

/** As the SDK turns it into a metric of a card: true classes by row (sagemaker 2.257.7, evaluation_metric_parsers.py). */
function matrixOf(name: string, content: JsonObject): JsonObject {
  const classes = Object.keys(content);
  const rows = classes.map((actual) => {
    const row = content[actual];
    return classes.map((predicted) => (isJsonObject(row) ? (row[predicted] ?? 0) : 0));
  });
  return { name, type: "matrix", value: rows, x_axis_name: classes, y_axis_name: classes };
}
